import HTTPTypes
import TestSupport
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

/// What `request-signature` has of ECDSA on P-256.
///
/// Such signatures differ each time they are made, so these were made once, with the key of the fixture and the nonces
/// of RFC 6979, by a program that is not ours.
enum P256Vectors {
    static let keyID = "E08000035#hsm"
    private static let named = ";alg=\"ecdsa-p256-sha256\""
    private static let sound = octets(
        "6yp+GgblZ7objzRCG9nEAPbCX0J94RiiPfdj0cTPgMdV/4nezbw2hFFrmwvs9bHDDsPjN1tBFlsKMfZls6BKag==")
    private static let soundUnnamed = octets(
        "6Mrm7Lc0smhawkNNd4ivEX44VVNEyy0WFB/fjYLoiyCK7IwPWQYkCsis0tOrv5BbsLwMPW6wl/znmejsOY3Gyw==")
    private static let der = octets(
        "MEUCIQDrKn4aBuVnuhuPNEIb2cQA9sJfQn3hGKI992PRxM+AxwIgVf+J3s28NoRRa5sL7PWxww7D4zdbQRZbCjH2ZbOgSmo=")

    private static func octets(_ text: String) -> [UInt8] { Base64.decode(text) ?? [] }

    private static let refused: [(what: String, clause: String, signature: [UInt8])] = [
        ("ecdsa in der", "SIG-17-", der), ("ecdsa with s before r", "SIG-17-", Array(sound[32...] + sound[..<32])),
        ("ecdsa one octet short", "SIG-17-", sound.dropLast()), ("ecdsa one octet long", "SIG-17-", sound + [0]),
        ("ecdsa with r and s zero", "SIG-17-", [UInt8](repeating: 0, count: 64)),
        ("ecdsa with a flipped bit", "SIG-32-", [sound[0] ^ 1] + sound[1...]),
        ("ecdsa over the base with no alg", "SIG-32-", soundUnnamed),
    ]

    static func vectors() throws -> [Vector] {
        let accepted = try [
            ("ecdsa with its alg", "SIG-17+", named, sound), ("ecdsa with no alg", "SIG-15+", "", soundUnnamed),
        ].map { what, clause, algorithm, signature in
            let request = try request(algorithm, signature)
            let evidence = try F.verify(request).evidence
            return Vector(
                what, clause, flags: ["sound"], comment: "Everything is sound: r and s of 32 octets each.",
                input: RequestVectors.input(request),
                expect: .accepted(["base": .octets(evidence.base), "rq": .octets(evidence.vectorDigest)]))
        }
        let broken = try refused.map { row in
            vector(row.what, row.clause, .signatureInvalid, try request(named, row.signature))
        }
        let byOther = try F.request(covering: F.components, F.parameters(keyID: hsm, algorithm: ""))
        let misnamed = try F.request(covering: F.components, F.parameters(keyID: hsm))
        return accepted + broken + [
            vector("an ed25519 signature under an ecdsa key", "SIG-15-", .signatureInvalid, byOther),
            vector("an ed25519 alg under an ecdsa key", "SIG-14-", .algorithmMismatch, misnamed),
        ]
    }

    private static let hsm = ";keyid=\"\(keyID)\""

    private static func request(_ algorithm: String, _ signature: [UInt8]) throws -> HTTPRequest {
        var request = try F.request(covering: F.components, F.parameters(keyID: hsm, algorithm: algorithm), key: nil)
        request.headerFields[.signature] = "fcg=:\(Base64.encode(signature)):"
        return request
    }

    private static func vector(
        _ what: String, _ clause: String, _ fault: ProfileFault, _ request: HTTPRequest
    ) -> Vector {
        Vector(
            what, clause, flags: ["keys"], comment: "Everything is sound except the signature or what names it.",
            input: RequestVectors.input(request), expect: .refused(at: fault.step.rawValue, code: fault.code))
    }
}
