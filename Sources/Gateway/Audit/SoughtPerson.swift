package import WireProtocol

/// Who somebody is, in the words by which one person is told from another.
struct PersonWords: Sendable, Equatable {
    var family: String
    var given: [String]
    var born: CalendarDay?
    var nhs: String?

    /// Whether two descriptions are of one person, by all that both have. An NHS number decides; without one, a surname
    /// alone is enough only where nothing else is known of either.
    func isSame(as other: PersonWords) -> Bool {
        if let nhs, let theirs = other.nhs { return nhs == theirs }
        guard PlainName(family) == PlainName(other.family) else { return false }
        if let born, let theirs = other.born, born != theirs { return false }
        guard !given.isEmpty, !other.given.isEmpty else { return true }
        return PlainName(given.joined()) == PlainName(other.given.joined())
            || given.contains { mine in other.given.contains { PlainName(mine) == PlainName($0) } }
    }
}

/// Who an officer looks for in the log: as little as tells them from others.
package struct SoughtPerson: Sendable, Equatable {
    let words: Redacted<PersonWords>

    package init(family: String, given: String? = nil, born: CalendarDay? = nil, nhs: String? = nil) {
        words = Redacted(PersonWords(family: family, given: given.map { [$0] } ?? [], born: born, nhs: nhs))
    }

    package init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "person")
        self.init(
            family: try reader.text("family", atMost: 256), given: try reader.textIfPresent("given", atMost: 256),
            born: try reader.parsedIfPresent("born", as: "a day", CalendarDay.init),
            nhs: try reader.textIfPresent("nhs", atMost: 10))
        try reader.finish()
    }

    package var json: JSONValue {
        let words = words.reveal()
        var members: [String: JSONValue] = ["family": .string(words.family)]
        members["given"] = words.given.first.map(JSONValue.string)
        members["born"] = words.born.map { .string($0.description) }
        members["nhs"] = words.nhs.map(JSONValue.string)
        return .object(members)
    }

    /// Whether this is enough to erase by: not just a name.
    var isTold: Bool {
        let words = words.reveal()
        return words.nhs != nil || (!words.given.isEmpty && words.born != nil)
    }

    /// Whether a recorded subject is this person.
    package func isRecorded(as subject: RecordedSubject) -> Bool { isSame(subject.words) }

    /// Whether somebody looked for this person.
    func isSame(_ value: JSONValue?) -> Bool {
        guard let value, let other = try? SoughtPerson(value) else { return false }
        return isSame(other.words)
    }

    private func isSame(_ other: Redacted<PersonWords>) -> Bool { words.reveal().isSame(as: other.reveal()) }
}

/// A person as a recorded question names them.
package struct RecordedSubject: Sendable, Equatable {
    /// `s1`, `s2` and so on, within one question.
    package let ref: String
    /// Who they are to the child, if that is still held.
    package let about: String?
    let words: Redacted<PersonWords>

    /// Reads one element of a `subject` payload; `nil` where it names nobody.
    package init?(_ value: JSONValue) {
        guard let ref = value["ref"]?.text, let family = value["family"]?.text else { return nil }
        self.ref = ref
        about = value["about"]?.text
        words = Redacted(
            PersonWords(
                family: family, given: (value["given"]?.elements ?? []).compactMap(\.text),
                born: value["dateOfBirth"]?.text.flatMap(CalendarDay.init), nhs: value["nhs"]?.text))
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}
