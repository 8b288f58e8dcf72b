/// Where a message departs from its schema. Names known members only, never what was sent.
public struct SchemaFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The place, as a path of the schema's own names: `subjects[2].name.given`.
    public let path: String
    /// What is wrong there, as a clause: `is missing`.
    public let problem: String

    /// A fault at a path.
    public init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// One plain sentence.
    public var description: String { "`\(path)` \(problem)" }
}

/// Takes an object apart member by member, each once; whatever is not taken is unknown, and refused.
public struct ObjectReader {
    private let members: [String: JSONValue]
    /// How many members were taken: counting them copies nothing.
    private var taken = 0
    private let path: String

    /// Opens an object.
    public init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        guard case .object(let members) = value else { throw SchemaFault(path, "is not an object") }
        self.members = members
        self.path = path
    }

    /// The place of a member of this object.
    public func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Takes a compulsory member.
    public mutating func take(_ name: String) throws(SchemaFault) -> JSONValue {
        guard let value = takeIfPresent(name) else { throw SchemaFault(place(name), "is missing") }
        return value
    }

    /// Takes a member that need not be there.
    public mutating func takeIfPresent(_ name: String) -> JSONValue? {
        guard let value = members[name] else { return nil }
        taken += 1
        return value
    }

    /// Ends the reading: a member nobody took is unknown.
    public func finish() throws(SchemaFault) {
        guard taken == members.count || Mutant.unknownMember.isOn else {
            throw SchemaFault(path.isEmpty ? "message" : path, "has an unknown member")
        }
    }

    /// Takes text of at least one character.
    public mutating func text(_ name: String, atMost: Int = 4_096) throws(SchemaFault) -> String {
        try text(of: try take(name), name, atMost: atMost)
    }

    /// Takes text that need not be there, but is not empty if it is.
    public mutating func textIfPresent(_ name: String, atMost: Int = 4_096) throws(SchemaFault) -> String? {
        guard let value = takeIfPresent(name) else { return nil }
        return try text(of: value, name, atMost: atMost)
    }

    private func text(of value: JSONValue, _ name: String, atMost: Int) throws(SchemaFault) -> String {
        guard case .string(let text) = value else { throw SchemaFault(place(name), "is not text") }
        guard !text.isEmpty, text.utf8.count <= atMost else {
            throw SchemaFault(place(name), "is empty or longer than \(atMost) octets")
        }
        return text
    }

    /// Takes a whole number of a range.
    public mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(SchemaFault) -> Int64 {
        guard case .integer(let number) = try take(name), range.contains(number) else {
            throw SchemaFault(place(name), "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Takes text that must have a form.
    public mutating func parsed<Value>(
        _ name: String, as form: String, _ parse: (String) -> Value?
    ) throws(SchemaFault) -> Value {
        guard case .string(let text) = try take(name), let value = parse(text) else {
            throw SchemaFault(place(name), "is not \(form)")
        }
        return value
    }

    /// Takes text that need not be there, but has a form if it is.
    public mutating func parsedIfPresent<Value>(
        _ name: String, as form: String, _ parse: (String) -> Value?
    ) throws(SchemaFault) -> Value? {
        guard members[name] != nil else { return nil }
        return try parsed(name, as: form, parse)
    }

    /// Takes a list of `range` elements, each read with its place.
    public mutating func list<Value>(
        _ name: String, _ range: ClosedRange<Int>, _ read: (JSONValue, String) throws(SchemaFault) -> Value
    ) throws(SchemaFault) -> [Value] {
        guard case .array(let elements) = try take(name) else { throw SchemaFault(place(name), "is not a list") }
        guard range.contains(elements.count) else {
            throw SchemaFault(place(name), "has not \(range.lowerBound) to \(range.upperBound) elements")
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            values.append(try read(element, "\(place(name))[\(index)]"))
        }
        return values
    }

    /// Takes a list that need not be there.
    public mutating func listIfPresent<Value>(
        _ name: String, _ range: ClosedRange<Int>, _ read: (JSONValue, String) throws(SchemaFault) -> Value
    ) throws(SchemaFault) -> [Value]? {
        guard members[name] != nil else { return nil }
        return try list(name, range, read)
    }

    /// Takes a list of vocabulary words, none twice.
    public mutating func codes(_ name: String, _ range: ClosedRange<Int>) throws(SchemaFault) -> [Code] {
        let codes = try list(name, range, ObjectReader.code)
        guard Set(codes).count == codes.count else { throw SchemaFault(place(name), "names something twice") }
        return codes
    }

    /// Takes one vocabulary word.
    public mutating func code(_ name: String) throws(SchemaFault) -> Code {
        try ObjectReader.code(try take(name), place(name))
    }

    /// Takes a vocabulary word that need not be there.
    public mutating func codeIfPresent(_ name: String) throws(SchemaFault) -> Code? {
        guard let value = takeIfPresent(name) else { return nil }
        return try ObjectReader.code(value, place(name))
    }

    /// Reads one vocabulary word.
    public static func code(_ value: JSONValue, _ path: String) throws(SchemaFault) -> Code {
        guard case .string(let text) = value, let code = Code(text) else { throw SchemaFault(path, "is not a code") }
        return code
    }

    /// Reads one text.
    public static func text(_ value: JSONValue, _ path: String) throws(SchemaFault) -> String {
        guard case .string(let text) = value, !text.isEmpty else { throw SchemaFault(path, "is not text, or empty") }
        return text
    }
}
