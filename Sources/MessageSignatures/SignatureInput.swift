/// What a signature covers and how it was made: one member of `Signature-Input` (RFC 9421 §4.1).
public struct SignatureInput: Sendable, Equatable {
    /// The covered components, in the order of the signature base, none twice.
    public let components: [ComponentIdentifier]
    /// The signature's parameters, in the order in which they are written.
    public let parameters: [SignatureParameter]

    /// A fault when a component stands twice.
    public init(
        components: [ComponentIdentifier], parameters: [SignatureParameter]
    ) throws(SignatureFault) {
        for (index, component) in components.enumerated() where components[..<index].contains(component) {
            throw .repeatedComponent
        }
        self.components = components
        self.parameters = parameters
    }

    init(_ member: FieldMember) throws(SignatureFault) {
        guard case .innerList(let items, let fieldParameters) = member else { throw .malformed }
        var components: [ComponentIdentifier] = []
        components.reserveCapacity(items.count)
        for item in items { components.append(try ComponentIdentifier(item)) }
        var parameters: [SignatureParameter] = []
        parameters.reserveCapacity(fieldParameters.count)
        for parameter in fieldParameters { parameters.append(try SignatureParameter(parameter)) }
        try self.init(components: components, parameters: parameters)
    }

    /// The strict form that is both sent and signed (§2.3).
    func append(to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "("))
        for (index, component) in components.enumerated() {
            if index > 0 { octets.append(UInt8(ascii: " ")) }
            component.append(to: &octets)
        }
        octets.append(UInt8(ascii: ")"))
        for parameter in parameters { parameter.append(to: &octets) }
    }
}

extension SignatureInput {
    /// The value of `created`.
    public var created: Int64? { first { if case .created(let seconds) = $0 { seconds } else { nil } } }
    /// The value of `expires`.
    public var expires: Int64? { first { if case .expires(let seconds) = $0 { seconds } else { nil } } }
    /// The value of `nonce`.
    public var nonce: String? { first { if case .nonce(let text) = $0 { text } else { nil } } }
    /// The value of `alg`.
    public var algorithm: String? { first { if case .algorithm(let text) = $0 { text } else { nil } } }
    /// The value of `keyid`.
    public var keyID: String? { first { if case .keyID(let text) = $0 { text } else { nil } } }
    /// The value of `tag`.
    public var tag: String? { first { if case .tag(let text) = $0 { text } else { nil } } }

    private func first<Value>(_ read: (SignatureParameter) -> Value?) -> Value? {
        for parameter in parameters { if let value = read(parameter) { return value } }
        return nil
    }
}
