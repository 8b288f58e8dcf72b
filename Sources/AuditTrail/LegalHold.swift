import Foundation
import GRDB
package import WireProtocol

/// A legal hold: nothing it covers is erased until it is lifted. It stands in the internal log, so that whoever lifts it
/// is named there too.
package struct LegalHold: Sendable, Equatable {
    /// The event that places one; its binding is the hold's name and what it covers.
    package static let placed = "hold.placed"
    /// The event that lifts one; its binding is the hold's name.
    package static let lifted = "hold.lifted"

    /// What it covers: a shard, or one person wherever they stand.
    package enum Scope: Sendable, Equatable {
        case shard(LogName, year: Int)
        /// Who it is stands in the event's `subject` payload.
        case person(Redacted<JSONValue>)
    }

    /// Such as `inquest-2026-4`. A person's name has no place in it.
    package let name: Code
    package let scope: Scope

    package init(name: Code, scope: Scope) {
        self.name = name
        self.scope = scope
    }

    /// The binding of the leaf that places it.
    package var binding: String {
        switch scope {
        case .shard(let log, let year): "\(name) \(log.rawValue)/\(year)"
        case .person: "\(name) person"
        }
    }

    /// Reads an entry of the internal log; `nil` for one of another event.
    package init?(_ entry: AuditEntryView) {
        guard entry.event == LegalHold.placed, let words = entry.binding?.split(separator: " "), words.count == 2,
            let name = Code(String(words[0]))
        else { return nil }
        let place = words[1].split(separator: "/")
        if place.count == 2, let log = LogName(rawValue: String(place[0])), let year = Int(place[1]) {
            self.init(name: name, scope: .shard(log, year: year))
        } else {
            self.init(name: name, scope: .person(entry.payloads[.subject] ?? Redacted(.null)))
        }
    }
}

extension AuditTrail {
    /// The holds that stand, in the order they were placed.
    package func holds() throws(AuditFailure) -> [LegalHold] {
        let entries = try entries(of: [LegalHold.placed, LegalHold.lifted])
        var holds: [LegalHold] = []
        for entry in entries {
            if let hold = LegalHold(entry) {
                holds.append(hold)
            } else {
                holds.removeAll { $0.name.text == entry.binding }
            }
        }
        return holds
    }

    /// Entries of the internal log of some events, oldest first, opened.
    private func entries(of events: [String]) throws(AuditFailure) -> [AuditEntryView] {
        let rows = try internalLog.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT l.octets, l.seq, p.key, p.actor, p.decision, p.reason, p.subject
                    FROM leaf l JOIN payload p USING(seq)
                    WHERE instr(l.octets, CAST('"e":"hold.' AS BLOB)) > 0 ORDER BY l.seq
                    """)
        }
        var entries: [AuditEntryView] = []
        for row in rows {
            let entry = try AuditEntryView(
                row, log: .internal, index: row["seq"], opening: [.subject], with: vault.reader)
            if events.contains(entry.event) { entries.append(entry) }
        }
        return entries
    }

    /// Refuses an erasure in a shard that is held. Holds of a person are the caller's to check: it knows who stands where.
    func checkHolds(_ erasure: Erasure) throws(AuditFailure) {
        for hold in try holds() where hold.scope == .shard(erasure.log, year: erasure.year) {
            throw .unacceptable(
                "the shard is under legal hold `\(hold.name)`: two people lift it with `fcg audit hold --lift`")
        }
    }
}
