/// A JSON value as the protocol allows it: no floating-point numbers, no repeated members.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of a repeated name the last stands.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

/// What is wrong with octets that should have been JSON, and where.
///
/// Holds no part of the input: it may be shown to whoever sent it.
public struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kinds of fault the strict reader tells apart.
    public enum Reason: String, Sendable, Equatable {
        case empty = "no value"
        case tooLarge = "more octets than allowed"
        case tooDeep = "nested deeper than allowed"
        case tooManyMembers = "more members than allowed"
        case stringTooLong = "a string longer than allowed"
        case invalidUTF8 = "octets that are not UTF-8"
        case byteOrderMark = "a byte order mark"
        case controlCharacter = "a control character inside a string"
        case badEscape = "an escape that JSON does not have"
        case loneSurrogate = "half of a surrogate pair"
        case duplicateMember = "a member name that stands twice in one object"
        case badNumber = "a number that is not an integer in JSON form"
        case numberOutOfRange = "an integer beyond 2^53"
        case unexpected = "an octet that cannot stand here"
        case truncated = "the end of the input inside a value"
        case trailing = "something after the value"
    }
    /// What was found.
    public let reason: Reason
    /// Octets from the start of the input, counted from 0.
    public let offset: Int

    /// A fault at an offset.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One plain sentence.
    public var description: String { "\(reason.rawValue), at octet \(offset)" }
}

/// How much a reader accepts. Defaults are those of the protocol (FCP-LIM): 64 KiB, depth 16, 4,096 members, 4,096-octet strings.
public struct JSONLimits: Sendable {
    /// Octets in all.
    public var octets: Int
    /// Arrays and objects inside each other.
    public var depth: Int
    /// Object members and array elements in all.
    public var members: Int
    /// UTF-8 octets of one string or member name.
    public var string: Int

    /// Limits; each defaults to the protocol's figure for a query.
    public init(octets: Int = 65_536, depth: Int = 16, members: Int = 4_096, string: Int = 4_096) {
        self.octets = octets
        self.depth = depth
        self.members = members
        self.string = string
    }
    /// A query, at most 64 KiB.
    public static let query = JSONLimits()
    /// An answer, at most 256 KiB.
    public static let answer = JSONLimits(octets: 262_144)
    /// A reconciliation list or its reply: 1,000 items of up to five members, at most 256 KiB (FCP-LIM-12).
    public static let list = JSONLimits(octets: 262_144, members: 8_192)
    /// A file of our own or the signed directory, at most 4 MiB.
    public static let file = JSONLimits(octets: 4_194_304, members: 1_000_000, string: 65_536)
}
