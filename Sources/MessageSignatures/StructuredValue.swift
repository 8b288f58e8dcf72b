/// A bare item of a structured field (RFC 9651 §3.3).
public enum StructuredValue: Sendable, Hashable {
    /// At most 15 digits.
    case integer(Int64)
    /// A decimal counted in thousandths: `1.5` is 1,500.
    case decimal(thousandths: Int64)
    /// Printable ASCII.
    case string(String)
    /// A word such as `gzip`.
    case token(String)
    /// Any octets.
    case octets([UInt8])
    /// `?1` or `?0`.
    case boolean(Bool)
    /// Seconds since 1970.
    case date(Int64)
    /// Any text.
    case displayString(String)
}

/// A key and a bare item, as they follow an item or an inner list.
struct FieldParameter: Sendable, Hashable {
    let key: String
    let value: StructuredValue
}

/// A bare item with its parameters.
struct FieldItem: Sendable, Hashable {
    let value: StructuredValue
    let parameters: [FieldParameter]
}

/// A member of a list or a dictionary.
enum FieldMember: Sendable, Hashable {
    case item(FieldItem)
    case innerList([FieldItem], [FieldParameter])
}

/// A dictionary's key and member.
struct FieldEntry: Sendable, Hashable {
    let key: String
    let member: FieldMember
}

/// Which of the three shapes a structured field has (RFC 9651 §2).
public enum StructuredFieldType: Sendable, Hashable {
    /// Keys with members.
    case dictionary
    /// Members.
    case list
    /// One item.
    case item
}

/// Why a text is not a structured field we accept.
enum StructuredFieldFault: Error, Equatable {
    case malformed
    /// RFC 9651 §4.2.2 lets the last of two equal keys win; a signed message must not depend on that.
    case repeatedKey
    case repeatedParameter
}
