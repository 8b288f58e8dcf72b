import Testing
import NodeIdentity
import TestSupport
import WireProtocol

/// What these tests start from: a development authority and a node of Leeds, on 20 November 2026.
struct Workbench {
    let now = HandClock.start
    let random = SeededRandom.source(seed: 1)

    func name(_ code: String = "E08000035") throws -> SPIFFEID {
        try #require(AuthorityID(code).flatMap { SPIFFEID(federation: "north.fcg.example", authority: $0) })
    }

    func key(_ name: String) throws -> TLSKey { try TLSKey(scalar: FixedKeys.seed(name)) }

    func authority(_ name: String = "north CA", key: String = "ca") throws -> DevelopmentAuthority {
        try DevelopmentAuthority(
            name: name, key: try self.key(key), serial: random(16), notBefore: now.adding(seconds: -3_600),
            notAfter: now.adding(seconds: 86_400 * 365))
    }

    func profile() throws -> LeafProfile {
        LeafProfile(
            identity: try name(), hosts: [.name("gateway.leeds.example"), .address([127, 0, 0, 1])],
            notBefore: now.adding(seconds: -60), notAfter: now.adding(seconds: 86_400 * 90))
    }

    func leaf(
        by authority: DevelopmentAuthority? = nil, _ change: (inout LeafProfile) -> Void = { _ in }
    ) throws -> CertificateReading {
        var profile = try profile()
        change(&profile)
        return try (try authority ?? self.authority()).issue(profile, key: try key("leeds tls"), serial: random(16))
    }
}
