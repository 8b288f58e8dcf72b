/// The octets that are signed (RFC 9421 §2.5).
public struct SignatureBase: Sendable, Equatable {
    /// ASCII lines with a line feed between them and none at the end.
    public let octets: [UInt8]

    /// Builds the base of a signature over a message.
    ///
    /// `fieldTypes` says, by lower-case name, which shape a field with `sf` has. A field it does not name is tried
    /// as dictionary, list and item; that is safe because a text valid in several shapes is written alike in all.
    public init(
        of input: SignatureInput, in message: SignedMessage, fieldTypes: [String: StructuredFieldType] = [:]
    ) throws(SignatureFault) {
        let reader = ComponentReader(message: message, fieldTypes: fieldTypes)
        var octets: [UInt8] = []
        octets.reserveCapacity(1_024)
        for component in input.components {
            component.append(to: &octets)
            octets.append(contentsOf: ": ".utf8)
            try reader.append(component, to: &octets)
            octets.append(0x0A)
        }
        octets.append(contentsOf: "\"@signature-params\": ".utf8)
        input.append(to: &octets)
        self.octets = octets
    }
}
