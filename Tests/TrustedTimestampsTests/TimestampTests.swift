import Foundation
import TestSupport
import Testing
import TrustedTimestamps

/// Everything is checked against `openssl ts`, which is not ours.
@Suite("timestamps")
struct TimestampTests {
    private let authority: LocalAuthority
    private let digest = [UInt8](repeating: 7, count: 32)
    private let nonce: [UInt8] = [0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    private let now: Int64
    private let today: ClosedRange<Int64>

    init() throws {
        authority = try LocalAuthority()
        now = Int64(Date.now.timeIntervalSince1970)
        today = now - 3_600...now + 3_600
    }

    private func trusted(_ anchors: [UInt8]? = nil, policies: Set<String> = [LocalAuthority.policy]) throws
        -> TimestampAuthority
    {
        try TimestampAuthority(anchors: anchors ?? authority.pem("ca"), policies: policies)
    }

    private func response(policy: String? = nil, signer: String = "tsa") throws -> [UInt8] {
        try authority.answer(
            TimestampRequest(digest: digest, nonce: nonce, policy: policy).der, signer: signer)
    }

    private func verify(_ response: [UInt8], within window: ClosedRange<Int64>? = nil) throws -> Timestamp {
        try trusted().verify(response, digest: digest, nonce: nonce, within: window ?? today)
    }

    @Test("a request says what is wanted, in the words of another implementation")
    func request() throws {
        let text = try authority.text(
            ofRequest: TimestampRequest(digest: digest, nonce: nonce, policy: "1.2.3.4").der)

        for line in [
            "Version: 1", "Hash Algorithm: sha256", "Policy OID: 1.2.3.4", "Nonce: 0x80010203040506070809",
            "Certificate required: yes", "07 07 07 07",
        ] {
            #expect(text.contains(line), "\(text)")
        }
    }

    @Test("a request without enough chance, or with anything but a digest or an identifier, is not made")
    func badRequests() {
        #expect(throws: TimestampFault.badNonce) { try TimestampRequest(digest: digest, nonce: [1, 2, 3, 4, 5, 6, 7]) }
        #expect(throws: TimestampFault.badDigest) { try TimestampRequest(digest: [1], nonce: nonce) }
        #expect(throws: TimestampFault.badPolicy("policy")) {
            try TimestampRequest(digest: digest, nonce: nonce, policy: "policy")
        }
    }

    @Test("a good token is believed, with its time, policy and number", arguments: [true, false])
    func good(elliptic: Bool) throws {
        if !elliptic { try authority.addCertificate("rsa", key: ["-newkey", "rsa:2048"]) }

        let timestamp = try verify(response(signer: elliptic ? "tsa" : "rsa"))

        #expect(abs(timestamp.seconds - now) < 600)
        #expect(timestamp.policy == LocalAuthority.policy)
        #expect(timestamp.serial == "02")
    }

    @Test("a stored token is believed again without its nonce")
    func stored() throws {
        let response = try response()

        #expect(try trusted().verify(response, digest: digest, nonce: nil, within: 0...now + 3_600).serial == "02")
    }

    @Test("no octet of a response can change", arguments: [true, false])
    func everyOctet(elliptic: Bool) throws {
        if !elliptic { try authority.addCertificate("rsa", key: ["-newkey", "rsa:2048"]) }
        let response = try response(signer: elliptic ? "tsa" : "rsa")
        let trusted = try trusted()
        func isBelieved(_ response: [UInt8]) -> Bool {
            (try? trusted.verify(response, digest: digest, nonce: nonce, within: today)) != nil
        }

        let sound = isBelieved(response)
        #expect(sound)
        for position in response.indices {
            for mask in [1, 0x20, 0x80] as [UInt8] {
                var changed = response
                changed[position] ^= mask
                let believed = isBelieved(changed)
                #expect(!believed, "octet \(position) of \(response.count)")
            }
        }
    }

    @Test("garbage, parts and additions are refused as malformed")
    func garbage() throws {
        let response = try response()
        var random = SeededRandom(seed: 9)

        for bad in [[], [0x30], [0x30, 0x80], random.octets(500), response + [0], Array(response.dropLast())] {
            #expect(throws: TimestampFault.malformed) { try verify(bad) }
        }
        #expect(throws: TimestampFault.malformed) { try verify([UInt8](repeating: 0x30, count: 70_000)) }
        for length in response.indices {
            #expect(throws: TimestampFault.malformed) { try verify(Array(response.prefix(length))) }
        }
    }

    @Test("a response of more than 64 KiB is not read, and its words are cut to 200")
    func tooLong() throws {
        func rejection(_ length: Int) -> [UInt8] {
            let words = DERTree(tag: 0x0C, [0x1B] + [UInt8](repeating: 0x61, count: length))
            let status = DERTree(tag: 0x30, [2, 1, 2] + DERTree(tag: 0x30, words.octets).octets)
            return DERTree(tag: 0x30, status.octets).octets
        }

        #expect(throws: TimestampFault.malformed) { try verify(rejection(70_000)) }
        #expect(
            throws: TimestampFault.rejected(status: 2, reasons: [], text: String(repeating: "a", count: 200))
        ) { try verify(rejection(60_000)) }
    }

    @Test("random damage is refused and never traps")
    func damage() throws {
        let response = try response()
        let trusted = try trusted()
        var random = SeededRandom(seed: 4)

        for _ in 0..<2_000 {
            var damaged = response
            for _ in 0..<3 { damaged[Int.random(in: damaged.indices, using: &random)] = random.octets(1)[0] }
            guard damaged != response else { continue }
            #expect(throws: TimestampFault.self) {
                try trusted.verify(damaged, digest: digest, nonce: nonce, within: today)
            }
        }
    }

    @Test("another digest, another nonce and no nonce are told apart")
    func otherRequest() throws {
        let response = try response()
        let trusted = try trusted()
        let longer = [UInt8](repeating: 1, count: 12)

        #expect(throws: TimestampFault.wrongImprint) {
            try trusted.verify(response, digest: [UInt8](repeating: 8, count: 32), nonce: nonce, within: today)
        }
        #expect(throws: TimestampFault.wrongNonce) {
            try trusted.verify(response, digest: digest, nonce: longer, within: today)
        }
        #expect(throws: TimestampFault.badDigest) {
            try trusted.verify(response, digest: [], nonce: nonce, within: today)
        }
    }

    @Test("a token outside the window is refused on both sides of it")
    func window() throws {
        let response = try response()
        let seconds = try verify(response).seconds

        #expect(try verify(response, within: seconds...seconds).seconds == seconds)
        #expect(throws: TimestampFault.outsideWindow(seconds)) {
            try verify(response, within: seconds + 1...seconds + 9)
        }
        #expect(throws: TimestampFault.outsideWindow(seconds)) { try verify(response, within: 0...seconds - 1) }
    }

    @Test("a policy that is not allowed is refused by name")
    func otherPolicy() throws {
        let response = try response(policy: "1.3.6.1.4.1.32473.1.7")

        #expect(throws: TimestampFault.wrongPolicy("1.3.6.1.4.1.32473.1.7")) { try verify(response) }
    }

    @Test("what the authority rejects is told with its reason and its words")
    func rejected() throws {
        let response = try response(policy: "1.3.6.1.4.1.32473.9")

        let fault = #expect(throws: TimestampFault.self) { try verify(response) }
        guard case .rejected(2, ["unacceptedPolicy"], let words) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(words.contains("policy"))
    }

    @Test("a root that is not ours is not believed")
    func otherRoot() throws {
        try authority.addRoot("other")
        let response = try response()

        let fault = #expect(throws: TimestampFault.self) {
            try trusted(authority.pem("other")).verify(response, digest: digest, nonce: nonce, within: today)
        }
        #expect(fault?.isUntrusted == true)
        let both = try authority.pem("other") + authority.pem("ca")
        #expect(try trusted(both).verify(response, digest: digest, nonce: nonce, within: today).serial == "02")
    }

    @Test(
        "a certificate that is not for timestamping alone, and critically so, is not believed",
        arguments: ["server", "both", "timestampingNotCritical"])
    func wrongUsage(extensions: String) throws {
        try authority.addCertificate("wrong", extensions: extensions)
        let content = try authority.content(of: response())

        #expect(try verify(authority.sign(content, signer: "tsa")).serial == "02")
        let fault = #expect(throws: TimestampFault.self) { try verify(authority.sign(content, signer: "wrong")) }
        #expect(fault?.isUntrusted == true, "\(String(describing: fault))")
    }

    @Test("a token that names its certificate by SHA-1, or signs over SHA-1, is refused")
    func looseBinding() throws {
        let content = try authority.content(of: response())

        for (digest, bound) in [("sha1", true), ("sha224", true), ("sha256", false)] {
            let response = try authority.sign(content, signer: "tsa", digest: digest, bound: bound)
            let fault = #expect(throws: TimestampFault.self) { try verify(response) }
            guard case .loose = fault else {
                Issue.record("\(String(describing: fault))")
                continue
            }
        }
    }

    @Test("nothing that nobody signed can be put beside a token")
    func additions() throws {
        let response = try #require(DERTree.list(response())?.first)
        let signedData = [1, 1, 0]
        let list = DERTree(tag: 0xA1, try authority.revocationList())
        let attribute = DERTree(tag: 0xA1, [0x30, 8, 6, 2, 0x2A, 3, 0x31, 2, 5, 0])

        let unchanged = response.changing(signedData) { $0 }
        let withList = response.changing(signedData) { $0.prefix(4) + [list] + $0.dropFirst(4) }
        let withAttribute = response.changing(signedData + [4, 0]) { $0 + [attribute] }

        #expect(try verify(#require(unchanged).octets).serial == "02")
        for changed in [withList, withAttribute] {
            let fault = #expect(throws: TimestampFault.self) { try verify(#require(changed).octets) }
            guard case .loose = fault else {
                Issue.record("\(String(describing: fault))")
                continue
            }
        }
    }

    @Test("certificates are judged as of the token's time: expired then is refused, expired since is not")
    func expired() throws {
        try authority.addCertificate("old", from: "20200101000000Z", to: "20210101000000Z")
        let now = try authority.content(of: response())
        let then = try replaceTime(in: now, by: "20200601120000Z")

        let fault = #expect(throws: TimestampFault.self) { try verify(authority.sign(now, signer: "old")) }
        #expect(fault?.isUntrusted == true)
        let early = #expect(throws: TimestampFault.self) {
            try verify(authority.sign(then, signer: "tsa"), within: 0...self.now)
        }
        #expect(early?.isUntrusted == true)
    }

    @Test("anchors that are no certificates, and no policy at all, are refused before anything is verified")
    func badAuthority() throws {
        let root = try authority.pem("ca")
        let broken = String(decoding: root, as: UTF8.self).replacing("-----END", with: "AAAA-----END")

        for bad in [[], Array("words\n".utf8), Array(broken.utf8), root + Array(broken.utf8)] {
            #expect(throws: TimestampFault.badAnchors) { try trusted(bad) }
        }
        #expect(throws: TimestampFault.badPolicy("")) { try trusted(policies: []) }
        #expect(throws: TimestampFault.badPolicy("sha256")) { try trusted(policies: ["sha256"]) }
    }

    @Test("every fault says what to do")
    func help() {
        let faults: [TimestampFault] = [
            .badDigest, .badNonce, .badPolicy("x"), .badAnchors, .malformed,
            .rejected(status: 2, reasons: ["badAlg"], text: "no"), .noToken, .wrongImprint, .wrongNonce,
            .wrongPolicy("1.2"), .outsideWindow(1), .loose("x"), .badSignature, .untrusted("x"), .unavailable,
        ]

        for fault in faults { #expect(fault.description.contains("\nhelp: ")) }
    }

    /// The content with its GeneralizedTime, 15 characters, exchanged.
    private func replaceTime(in content: [UInt8], by time: String) throws -> [UInt8] {
        let start = try #require(content.indices.dropLast(17).first { content[$0] == 0x18 && content[$0 + 1] == 15 })
        var changed = content
        changed.replaceSubrange(start + 2..<start + 17, with: Array(time.utf8))
        return changed
    }
}

extension TimestampFault {
    fileprivate var isUntrusted: Bool { if case .untrusted = self { true } else { false } }
}
