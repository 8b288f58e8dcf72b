import AuditTrail
import WireProtocol

/// Where one person stands in the logs, and what stays of each entry for the others once that person is taken out.
struct PersonErasure: Sendable {
    struct Part: Sendable {
        let log: LogName
        let year: Int
        let index: Int64
        var slots: Set<PayloadSlot>
        var residues: [Residue]
    }

    /// Entries of one shard that lose the same payloads.
    struct Group: Sendable {
        let log: LogName
        let year: Int
        let slots: Set<PayloadSlot>
        var parts: [Part]
    }

    private(set) var parts: [Part] = []
    /// Everybody who stands in these entries.
    private(set) var subjects: [RecordedSubject] = []

    var isEmpty: Bool { parts.isEmpty }

    var grouped: [Group] {
        var groups: [Group] = []
        for part in parts {
            if let place = groups.firstIndex(where: {
                $0.log == part.log && $0.year == part.year && $0.slots == part.slots
            }) {
                groups[place].parts.append(part)
            } else {
                groups.append(Group(log: part.log, year: part.year, slots: part.slots, parts: [part]))
            }
        }
        return groups
    }

    /// Looks through both logs.
    static func find(_ person: SoughtPerson, in configuration: AuditConfiguration) throws -> PersonErasure {
        let reader = try AuditReader(folder: configuration.folder, masterKey: configuration.masterKey)
        var found = PersonErasure()
        try reader.forEach(in: .exchange, opening: [.subject, .decision, .reason]) { found.add($0, person) }
        try reader.forEach(
            in: .internal, opening: [.subject, .decision],
            where: { $0.event.hasPrefix("audit.") || $0.event == LegalHold.placed }
        ) { found.addInternal($0, person) }
        return found
    }

    /// One question names a family: the others keep their part.
    private mutating func add(_ found: FoundEntry, _ person: SoughtPerson) {
        let elements = found.opened(.subject)?.elements ?? []
        let recorded = elements.compactMap(RecordedSubject.init)
        let concerned = Set(recorded.filter(person.isRecorded).map(\.ref))
        guard !concerned.isEmpty else { return }
        subjects += recorded
        var part = Part(
            log: found.log, year: found.year, index: found.entry.index, slots: [.subject], residues: [])
        let others = elements.filter { !concerned.contains($0["ref"]?.text ?? "") }
        if !others.isEmpty { part.keep(.subject, .array(others)) }
        if let decision = found.opened(.decision), decision["subjects"] != nil {
            part.slots.insert(.decision)
            part.keep(.decision, decision.without(concerned))
        }
        // Our own reasons are free text about the whole family, like a body.
        if let reason = found.opened(.reason), reason["openings"] != nil {
            part.slots.insert(.reason)
            part.keep(.reason, ["stated": reason["stated"] ?? .null])
        }
        parts.append(part)
    }

    /// Whom somebody looked for, and whose row was released, names people too.
    private mutating func addInternal(_ found: FoundEntry, _ person: SoughtPerson) {
        var slots: Set<PayloadSlot> = []
        if person.isSame(found.opened(.subject)) { slots.insert(.subject) }
        if person.isSame(found.opened(.decision)?["criteria"]?["person"]) { slots.insert(.decision) }
        guard !slots.isEmpty else { return }
        parts.append(
            Part(log: found.log, year: found.year, index: found.entry.index, slots: slots, residues: []))
    }
}

extension PersonErasure.Part {
    fileprivate mutating func keep(_ slot: PayloadSlot, _ value: JSONValue) {
        residues.append(Residue(index: index, slot: slot, value: value))
    }
}

extension JSONValue {
    /// A `decision` payload without what was decided about some people.
    fileprivate func without(_ refs: Set<String>) -> JSONValue {
        guard case .object(var members) = self else { return self }
        let kept = (members["subjects"]?.elements ?? []).filter { !refs.contains($0["ref"]?.text ?? "") }
        members["subjects"] = .array(kept)
        return .object(members)
    }
}
