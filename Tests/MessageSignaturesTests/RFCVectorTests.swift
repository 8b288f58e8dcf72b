import HTTPTypes
import Testing

@testable import MessageSignatures

@Suite("the cases of RFC 9421 for Ed25519 and P-256")
struct RFCVectorTests {
    private func signed(_ vector: RFCVector) -> SignedMessage {
        let added = RFCVector.headerFields([
            ("Signature-Input", vector.signatureInput), ("Signature", vector.signature),
        ])
        switch vector.message {
        case .request(var request):
            request.headerFields.append(contentsOf: added)
            return .request(request)
        case .response(var response, let request):
            response.headerFields.append(contentsOf: added)
            return .response(response, answering: request)
        }
    }

    // clause: FCP-SIG-28+
    @Test(
        "each signature verifies over exactly the base the RFC prints",
        arguments: RFCVector.all.filter { $0.base != nil })
    func verifies(vector: RFCVector) throws {
        let key = try #require(vector.key)
        let message = signed(vector)

        let signature = try #require(try MessageSignature.all(in: message.fields).first)
        let base = try signature.verify(message, key: key)

        #expect(String(decoding: base.octets, as: UTF8.self) == vector.base)
    }

    // clause: FCP-SIG-28-
    @Test("a transformed message does not verify", arguments: RFCVector.all.filter { $0.base == nil })
    func refuses(vector: RFCVector) throws {
        let key = try #require(vector.key)
        let message = signed(vector)
        let signature = try #require(try MessageSignature.all(in: message.fields).first)

        #expect(throws: SignatureFault.invalid) { try signature.verify(message, key: key) }
    }

    @Test("§B.2.6 is made again, octet for octet, from the RFC's private key")
    func signsAgain() throws {
        let vector = try #require(RFCVector.all.first { $0.section == "B.2.6" })
        let key = try #require(SigningKey.ed25519(rawRepresentation: RFCVector.ed25519Seed))
        var request = RFCVector.testRequest
        let input = try SignatureInput(
            components: ["date", "@method", "@path", "@authority", "content-type", "content-length"].map {
                try ComponentIdentifier($0)
            },
            parameters: [.created(1_618_884_473), .keyID("test-key-ed25519")])

        try MessageSignature.sign(&request, label: "sig-b26", input: input, key: key)

        #expect(key.verificationKey == RFCVector.ed25519)
        #expect(request.headerFields[.signatureInput] == vector.signatureInput)
        #expect(request.headerFields[.signature] == vector.signature)
    }

    @Test("a response without its request cannot be verified where it covers the request")
    func needsRequest() throws {
        let vector = try #require(RFCVector.all.first { $0.section == "2.4" })
        guard case .response(let response, _) = signed(vector) else { return }
        let key = try #require(vector.key)
        let signature = try #require(try MessageSignature.all(in: response.headerFields).first)

        #expect(throws: SignatureFault.inapplicableComponent) {
            try signature.verify(.response(response, answering: nil), key: key)
        }
    }

    // clause: FCP-SIG-14-
    @Test("an `alg` that is not the key's is refused before any cryptography")
    func algorithmMismatch() throws {
        var request = RFCVector.testRequest
        let signing = try #require(SigningKey.ed25519(rawRepresentation: RFCVector.ed25519Seed))
        let input = try SignatureInput(
            components: [ComponentIdentifier("@method")], parameters: [.algorithm("ecdsa-p256-sha256")])
        try MessageSignature.sign(&request, label: "a", input: input, key: signing)
        let signature = try #require(try MessageSignature.all(in: request.headerFields).first)

        #expect(throws: SignatureFault.algorithmMismatch) {
            try signature.verify(.request(request), key: signing.verificationKey)
        }
    }
}
