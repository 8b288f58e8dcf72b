import HTTPTypes
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: attacks on the digest")
struct DigestAttackTests {
    private static let sound = ContentDigest.fieldValue(of: F.body)
    private static let sound512 = ContentDigest.fieldValue(of: F.body, algorithms: [.sha512])
    private static let wrong = ContentDigest.fieldValue(of: F.answer)
    private static let wrong512 = ContentDigest.fieldValue(of: F.answer, algorithms: [.sha512])

    /// A request whose signature covers this digest soundly.
    private func fault(_ digest: String) throws -> ProfileFault? {
        var request = F.unsignedRequest()
        request.headerFields[.contentDigest] = digest
        return F.fault(try F.request(from: request))
    }

    // clause: FCP-SIG-24- FCP-SIG-25- FCP-SIG-26-
    @Test(
        "attacks 33 to 37: every digest must be known, well-formed, alone of its kind and right",
        arguments: [
            (wrong, .digestMismatch), (ContentDigest.fieldValue(of: []), .digestMismatch), ("", .digestMissing),
            ("md5=:AAAA:", .digestUnknown), ("sha=:AAAA:", .digestUnknown), ("\(sound), x=:AAAA:", .digestUnknown),
            (sound.replacing("sha", with: "SHA"), .digestMalformed), ("sha-256=\"AAAA\"", .digestMalformed),
            ("sha-256=:AAAA:", .digestMalformed), ("\(sound), \(wrong)", .digestRepeated),
            ("\(wrong), \(sound)", .digestRepeated), ("\(sound), \(wrong512)", .digestMismatch),
            ("\(wrong512), \(sound)", .digestMismatch), ("\(sound512), \(wrong)", .digestMismatch),
            ("\(sound), \(sound512)", nil),
        ] as [(String, ProfileFault?)])
    func digests(digest: String, expected: ProfileFault?) throws {
        #expect(try fault(digest) == expected)
    }

    // clause: FCP-SIG-24- FCP-SIG-32-
    @Test("attack 38: another body, or white space added")
    func otherBody() throws {
        let request = try F.request()

        #expect(F.fault(request, body: F.answer) == .digestMismatch)
        #expect(F.fault(request, body: F.body + [0x20]) == .digestMismatch)
        #expect(F.fault(request, body: []) == .digestMismatch)
    }

    // clause: FCP-SIG-23-
    @Test("attacks 33, 39: no Content-Digest, or only fields like it", arguments: [nil, "Digest", "Repr-Digest"])
    func absent(instead: String?) throws {
        var request = try F.request()
        request.headerFields[.contentDigest] = nil
        if let name = instead.flatMap({ HTTPField.Name($0) }) { request.headerFields[name] = Self.sound }

        #expect(F.fault(request) == .digestMissing)
    }

    // clause: FCP-TLS-12-
    @Test("attack 40: coded content is refused although its digest is right")
    func coded() throws {
        var request = F.unsignedRequest()
        request.headerFields[.contentEncoding] = "gzip"

        #expect(F.fault(try F.request(from: request)) == .contentCoding)
        #expect(ProfileFault.contentCoding.code.status == 415)
    }
}
