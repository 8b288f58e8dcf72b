// Signs a request under the profile `fcg-sig-v1`, verifies it as a holder would, and shows three ways it is refused.
//
//     swift run SignQuestion
import HTTPTypes
import MessageSignatures
import WireProtocol

let now: Int64 = 1_795_233_641
let body = Array(#"{"pad":""}"#.utf8)
guard let key = SigningKey.ed25519(rawRepresentation: [UInt8](repeating: 7, count: 32)) else {
    preconditionFailure("32 octets are a seed")
}

var request = HTTPRequest(method: .post, scheme: "https", authority: "gateway.stockport.example", path: "/fcg/v1/query")
request.headerFields[.contentType] = "application/json"
let evidence = try SignatureProfile.sign(
    request: &request, body: body, key: key, keyID: "E06999901#example", created: now, expires: now + 120,
    nonce: "bm9uY2Ugb2YgdGhlIGV4YW1wbGUh")
print("what is signed:")
print(String(decoding: evidence.base, as: UTF8.self))
print()

/// What a holder says: the directory knows one key, and the certificate names its owner.
func verdict(on request: HTTPRequest, _ body: [UInt8], at second: Int64) -> String {
    do {
        let verified = try SignatureProfile.verify(
            request: request, body: body, now: second, authorities: ["gateway.stockport.example"],
            expectedOwner: "E06999901"
        ) { name in
            guard name == "E06999901#example" else { return nil }
            return ProfileKey(key: key.verificationKey, owner: "E06999901", notBefore: 0, notAfter: now + 86_400)
        }
        return "believed, nonce \(verified.nonce)"
    } catch {
        return "refused with `\(error.code.rawValue)` at the step `\(error.step.rawValue)`"
    }
}

print("as it was signed: \(verdict(on: request, body, at: now + 1))")
print("another body: \(verdict(on: request, Array("{}".utf8), at: now + 1))")
print("ten minutes later: \(verdict(on: request, body, at: now + 600))")
var moved = request
moved.path = "/fcg/v1/reconcile"
print("to another path: \(verdict(on: moved, body, at: now + 1))")
