public import HTTPTypes
import WireProtocol

/// One signature of a message, as it stands in `Signature-Input` and `Signature` (RFC 9421 §4).
public struct MessageSignature: Sendable, Equatable {
    /// Joins the two fields. It is not signed, so nothing may depend on it.
    public let label: String
    /// What is covered, and how.
    public let input: SignatureInput
    /// The signature's octets.
    public let signature: [UInt8]

    /// All signatures of a message, in the order of `Signature-Input`.
    ///
    /// Refuses what a structured-field library would silently merge: repeated labels and repeated parameters.
    public static func all(in fields: HTTPFields) throws(SignatureFault) -> [MessageSignature] {
        guard let inputs = fields.octets(of: .signatureInput), let signatures = fields.octets(of: .signature)
        else { throw .missing }
        let inputEntries = try entries(inputs)
        let signatureEntries = try entries(signatures)
        guard !inputEntries.isEmpty, !signatureEntries.isEmpty else { throw .missing }
        guard inputEntries.count == signatureEntries.count else { throw .labelsDiffer }
        var found: [MessageSignature] = []
        for entry in inputEntries {
            guard let signature = signatureEntries.first(where: { $0.key == entry.key }) else { throw .labelsDiffer }
            found.append(try MessageSignature(entry, signature))
        }
        return found
    }

    private init(_ input: FieldEntry, _ signature: FieldEntry) throws(SignatureFault) {
        guard case .item(let item) = signature.member, case .octets(let octets) = item.value, item.parameters.isEmpty
        else { throw .malformed }
        self.label = input.key
        self.input = try SignatureInput(input.member)
        self.signature = octets
    }

    private static func entries(_ octets: [UInt8]) throws(SignatureFault) -> [FieldEntry] {
        do { return try StructuredFieldParser.dictionary(octets) } catch {
            switch error {
            case .malformed: throw .malformed
            case .repeatedKey: throw .repeatedLabel
            case .repeatedParameter: throw .repeatedParameter
            }
        }
    }
}

// MARK: - Verifying and signing

extension MessageSignature {
    /// Verifies this signature over a message and gives back the base that was signed.
    ///
    /// It says only that the key made the signature over the covered components. Whether enough is covered, the time
    /// is right and the key is the sender's is the application's to check, as ``SignatureProfile`` does.
    @discardableResult
    public func verify(
        _ message: SignedMessage, key: VerificationKey, fieldTypes: [String: StructuredFieldType] = [:]
    ) throws(SignatureFault) -> SignatureBase {
        if let algorithm = input.algorithm, algorithm != key.algorithm.rawValue, !Mutant.anyAlgorithm.isOn {
            throw .algorithmMismatch
        }
        let base = try SignatureBase(of: input, in: message, fieldTypes: fieldTypes)
        guard key.isValid(signature: signature, for: base.octets) || Mutant.unverified.isOn else { throw .invalid }
        return base
    }

    /// Signs a message, adding to the signatures it already has.
    public static func sign(
        _ request: inout HTTPRequest, label: String, input: SignatureInput, key: SigningKey,
        fieldTypes: [String: StructuredFieldType] = [:]
    ) throws(SignatureFault) {
        let base = try SignatureBase(of: input, in: .request(request), fieldTypes: fieldTypes)
        try request.headerFields.add(label, input, try signature(of: base, key))
    }

    /// Signs a response, adding to the signatures it already has.
    public static func sign(
        _ response: inout HTTPResponse, answering request: HTTPRequest?, label: String, input: SignatureInput,
        key: SigningKey, fieldTypes: [String: StructuredFieldType] = [:]
    ) throws(SignatureFault) {
        let base = try SignatureBase(of: input, in: .response(response, answering: request), fieldTypes: fieldTypes)
        try response.headerFields.add(label, input, try signature(of: base, key))
    }

    private static func signature(of base: SignatureBase, _ key: SigningKey) throws(SignatureFault) -> [UInt8] {
        guard let signature = key.signature(for: base.octets) else { throw .invalid }
        return signature
    }
}

extension HTTPFields {
    /// Adds a line to each of the two fields; a label they already have, or that is no key, is a fault.
    fileprivate mutating func add(
        _ label: String, _ input: SignatureInput, _ signature: [UInt8]
    ) throws(SignatureFault) {
        var added = self
        added.append(HTTPField(name: .signatureInput, value: Self.line(label) { input.append(to: &$0) }))
        added.append(HTTPField(name: .signature, value: Self.line(label) { $0.append(byteSequence: signature) }))
        let last = try MessageSignature.all(in: added).last
        guard last?.label == label, last?.input == input else { throw .malformed }
        self = added
    }

    /// One dictionary member.
    static func line(_ label: String, _ write: (inout [UInt8]) -> Void) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(512)
        octets.append(contentsOf: label.utf8)
        octets.append(UInt8(ascii: "="))
        write(&octets)
        return octets
    }
}
