import AuditTrail
import WireProtocol

/// An order to erase, signed for by two people on a basis in law: one person wherever they stand, or a year's shard.
struct EraseOrder: Sendable {
    enum Scope: Sendable {
        case person(SoughtPerson)
        case shard(LogName, year: Int, keptYears: Int)
    }

    private let scope: Scope
    private let basis: ErasureBasis
    private let by: String
    private let second: String
    private let why: String
    /// Says what would be erased, and erases nothing.
    private let isTrial: Bool

    init(_ body: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(body, at: "")
        (by, second) = try AuditDesk.twoPeople(&reader)
        basis = try reader.parsed("basis", as: "a basis in law of the list", ErasureBasis.init)
        why = try reader.text("why", atMost: 2_000)
        isTrial = reader.takeIfPresent("trial") == true
        let person = try reader.takeIfPresent("person").map { value throws(SchemaFault) in try SoughtPerson(value) }
        let shard = try reader.parsedIfPresent("shard", as: "`exchange/<year>` or `internal/<year>`", AuditDesk.shard)
        if let person, shard == nil {
            scope = .person(person)
            guard person.isTold else {
                throw SchemaFault(
                    "person", "needs an NHS number, or a given name and a date of birth, to be told from others")
            }
            guard basis != .retentionEnded else { throw SchemaFault("basis", "is for shards, not for a person") }
        } else if let shard, person == nil {
            let kept = Int(try reader.integer("keptYears", in: 1...100))
            scope = .shard(shard.log, year: shard.year, keptYears: kept)
            guard basis == .retentionEnded else { throw SchemaFault("basis", "of a whole shard is `retention-ended`") }
        } else {
            throw SchemaFault("erase", "names either a person or a shard")
        }
        try reader.finish()
    }

    /// What was erased: how many leaves of which shards, and where the tombstones stand.
    func carryOut(_ audit: AuditTrail, directory: Int64, now: Instant) async throws -> JSONValue {
        let erasures = try plan(audit, directory: directory, now: now)
        if case .person(let person) = scope { try refuseHeld(person, audit) }
        var tombstones: [JSONValue] = []
        for erasure in isTrial ? [] : erasures {
            tombstones += try await audit.erase(erasure).map { .integer($0.index) }
        }
        let touched = Set(
            erasures.flatMap { erasure in
                (erasure.indexes ?? []).map { "\(erasure.log.rawValue)/\(erasure.year)/\($0)" }
            })
        return [
            "tombstones": .array(tombstones), "leaves": .array(touched.sorted().map(JSONValue.string)),
            "basis": .string(basis.sentence),
        ]
    }

    private func plan(_ audit: AuditTrail, directory: Int64, now: Instant) throws -> [Erasure] {
        let payloads = LeafPayloads(
            actor: ["by": .string(by), "second": .string(second)],
            reason: ["basis": .string(basis.rawValue), "sentence": .string(basis.sentence), "why": .string(why)])
        func erasure(_ log: LogName, _ year: Int, _ slots: Set<PayloadSlot>, _ indexes: [Int64]?) -> Erasure {
            Erasure(
                log: log, year: year, slots: slots, indexes: indexes, directory: directory, payloads: payloads,
                time: now)
        }
        switch scope {
        case .shard(let log, let year, let keptYears):
            let end = now.londonDay.year
            guard year + keptYears < end else {
                throw SchemaFault("shard", "of \(year) is kept for \(keptYears) years more than it is old")
            }
            try refuseAnyPersonHeld(in: log, year: year, audit)
            return [erasure(log, year, Set(PayloadSlot.allCases), nil)]
        case .person(let person):
            let found = try PersonErasure.find(person, in: audit.configuration)
            guard !found.isEmpty else { throw SchemaFault("person", "stands in no entry that is still held") }
            return found.grouped.map { group in
                var made = erasure(group.log, group.year, group.slots, group.parts.map(\.index))
                made.residues = group.parts.flatMap(\.residues)
                return made
            }
        }
    }

    // MARK: - Holds

    /// A hold on somebody stops the erasure of that person, and of whoever stands beside them in one entry.
    private func refuseHeld(_ person: SoughtPerson, _ audit: AuditTrail) throws {
        let held = try heldPeople(audit)
        guard !held.isEmpty else { return }
        let found = try PersonErasure.find(person, in: audit.configuration)
        for (name, other) in held {
            guard let other else { throw EraseFault.held(name) }
            if found.subjects.contains(where: other.isRecorded) { throw EraseFault.held(name) }
        }
    }

    private func refuseAnyPersonHeld(in log: LogName, year: Int, _ audit: AuditTrail) throws {
        let held = try heldPeople(audit)
        guard !held.isEmpty, log == .exchange else { return }
        for (name, other) in held {
            guard let other else { throw EraseFault.held(name) }
            let found = try PersonErasure.find(other, in: audit.configuration)
            if found.grouped.contains(where: { $0.log == log && $0.year == year }) { throw EraseFault.held(name) }
        }
    }

    /// A hold whose person cannot be read any more covers everybody.
    private func heldPeople(_ audit: AuditTrail) throws -> [(Code, SoughtPerson?)] {
        try audit.holds().compactMap { hold in
            guard case .person(let value) = hold.scope else { return nil }
            return (hold.name, try? SoughtPerson(value.reveal()))
        }
    }
}

/// Why an order to erase was not carried out.
enum EraseFault: Error, Equatable, CustomStringConvertible {
    case held(Code)
    case another

    var description: String {
        switch self {
        case .held(let name):
            "legal hold `\(name)` covers somebody in these entries: two people lift it with `fcg audit hold --lift`"
        case .another: "another erasure is under way: give this order again when it is done"
        }
    }
}
