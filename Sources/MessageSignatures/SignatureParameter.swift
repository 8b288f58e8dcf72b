/// A parameter of a signature (RFC 9421 §2.3).
public enum SignatureParameter: Sendable, Equatable {
    /// When the signature was made, seconds since 1970.
    case created(Int64)
    /// When it stops counting, seconds since 1970.
    case expires(Int64)
    /// A value used once.
    case nonce(String)
    /// The name of the algorithm.
    case algorithm(String)
    /// The name of the key.
    case keyID(String)
    /// The application the signature was made for.
    case tag(String)
    /// Any other parameter.
    case other(String, StructuredValue)

    /// The registered parameters, as they are written.
    public enum Name: String, Sendable, CaseIterable {
        case created
        case expires
        case nonce
        case algorithm = "alg"
        case keyID = "keyid"
        case tag
    }

    init(_ parameter: FieldParameter) throws(SignatureFault) {
        guard let name = Name(rawValue: parameter.key) else {
            self = .other(parameter.key, parameter.value)
            return
        }
        switch (name, parameter.value) {
        case (.created, .integer(let seconds)): self = .created(seconds)
        case (.expires, .integer(let seconds)): self = .expires(seconds)
        case (.nonce, .string(let text)): self = .nonce(text)
        case (.algorithm, .string(let text)): self = .algorithm(text)
        case (.keyID, .string(let text)): self = .keyID(text)
        case (.tag, .string(let text)): self = .tag(text)
        default: throw .malformedParameter(name)
        }
    }

    func append(to octets: inout [UInt8]) {
        switch self {
        case .created(let seconds): octets.append(parameter: "created", .integer(seconds))
        case .expires(let seconds): octets.append(parameter: "expires", .integer(seconds))
        case .nonce(let text): octets.append(parameter: "nonce", .string(text))
        case .algorithm(let text): octets.append(parameter: "alg", .string(text))
        case .keyID(let text): octets.append(parameter: "keyid", .string(text))
        case .tag(let text): octets.append(parameter: "tag", .string(text))
        case .other(let key, let value): octets.append(parameter: key, value)
        }
    }
}
