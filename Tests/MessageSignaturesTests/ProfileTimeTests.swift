import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: when a signature counts")
struct ProfileTimeTests {
    private func request(created: Int64, expires: Int64) throws -> ProfileFault? {
        F.fault(
            try F.request(
                covering: F.components, F.parameters(created: ";created=\(created)", expires: ";expires=\(expires)")))
    }

    // clause: FCP-TIM-1+ FCP-TIM-1- FCP-TIM-2+ FCP-TIM-2- FCP-TIM-4+ FCP-TIM-4-
    @Test(
        "attack 46: stale, future, expired, long-lived, inverted and epoch; every limit to the second",
        arguments: [
            (60, 61, nil), (61, 62, .createdInFuture), (-360, -60, nil), (-361, -61, .createdTooOld),
            (-361, -100, .createdTooOld), (-100, -60, nil), (-100, -61, .expired), (0, 300, nil), (0, 301, .lifetime),
            (0, 31_536_000, .lifetime), (0, 0, .lifetime), (10, 5, .lifetime), (0, 1, nil),
            (-F.now, -F.now + 100, .createdTooOld),
        ] as [(Int64, Int64, ProfileFault?)])
    func limits(created: Int64, expires: Int64, expected: ProfileFault?) throws {
        #expect(try request(created: F.now + created, expires: F.now + expires) == expected)
    }

    // clause: FCP-TIM-3+ FCP-TIM-3-
    @Test("a signature counts until sixty seconds after it expires, and not a second longer")
    func boundary() throws {
        let request = try F.request()

        #expect(F.fault(request, now: F.expires + 60) == nil)
        #expect(F.fault(request, now: F.expires + 61) == .expired)
        #expect(F.fault(request, now: F.created - 60) == nil)
        #expect(F.fault(request, now: F.created - 61) == .createdInFuture)
    }

    @Test("the signer refuses times that the verifier would refuse")
    func signer() throws {
        var request = F.unsignedRequest()
        let key = try #require(F.askerKey)

        #expect(throws: ProfileFault.lifetime) {
            try SignatureProfile.sign(
                request: &request, body: F.body, key: key, keyID: F.askerKeyID, created: 10, expires: 311,
                nonce: F.nonce)
        }
        #expect(request == F.unsignedRequest())
    }
}
