import AuditTrail
import Foundation
import Testing
import WireProtocol

@Suite("housekeeping")
struct HousekeepingTests {
    // clause: FCP-TIM-12+ FCP-TIM-13+ FCP-TIM-13-
    @Test("nonces go only after they expired, and only once the process has been up 720 seconds")
    func nonces() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let start = sandbox.monotonic
        let expires = sandbox.now.adding(seconds: 180)
        _ = try await trail.record(sandbox.answered("one", nonce: "n"))

        let jumped = sandbox.now.adding(seconds: 86_400)
        #expect(try trail.purgeNonces(now: jumped, upSinceMilliseconds: start) == 0)
        sandbox.advance(seconds: 719)
        #expect(try trail.purgeNonces(now: jumped, upSinceMilliseconds: start) == 0)
        sandbox.advance(seconds: 1)
        #expect(try trail.purgeNonces(now: expires, upSinceMilliseconds: start) == 0)
        #expect(try trail.purgeNonces(now: expires.adding(seconds: 1), upSinceMilliseconds: start) == 1)
        #expect(try sandbox.verify(now: sandbox.now).allSatisfy(\.isSound))
    }

    // clause: FCP-TIM-12-
    @Test("a nonce removed while its signature could be replayed is a fault")
    func lostNonce() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))

        try Raw(sandbox, .exchange).change("DELETE FROM nonce")

        #expect(try sandbox.verify(now: sandbox.now)[0].firstFault?.hasPrefix("nonce of leaf row 0") == true)
        #expect(try sandbox.verify(now: sandbox.now.adding(seconds: 181))[0].isSound)
    }

    @Test("bodies go after the dispute window, and with 0 days none is kept")
    func bodies() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open(bodyDays: 90)
        _ = try await trail.record(sandbox.answered("one"))
        #expect(try sandbox.verify()[0].bodies == 2)

        #expect(try trail.purgeBodies(now: sandbox.now.adding(seconds: 90 * 86_400)) == 0)
        #expect(try trail.purgeBodies(now: sandbox.now.adding(seconds: 91 * 86_400)) == 1)

        #expect(try sandbox.verify().allSatisfy(\.isSound))
        try trail.stop()
        let sparing = try sandbox.open(bodyDays: 0)
        _ = try await sparing.record(sandbox.answered("two"))
        #expect(try sandbox.verify()[0].bodies == 0)
    }

    // clause: FCP-AUD-34+
    @Test("an erased payload leaves a tombstone; the rest of its leaf stays provable")
    func erasure() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))
        _ = try trail.checkpoint(.exchange, at: sandbox.now)

        try await trail.erase(sandbox.erasure([.subject], [0]))

        let found = try sandbox.verify()
        #expect(found.map(\.firstFault) == [nil, nil])
        #expect((found[0].payloads, found[0].erased, found[0].bodies) == (3, 1, 0))
        #expect(try trail.entries(.exchange, openingPayloads: true)[0].payloads[.subject] == nil)
        #expect(try trail.entries(.internal)[0].binding == "exchange/2026/subject/0")
        await #expect(throws: AuditFailure.self) {
            try await trail.erase(sandbox.erasure([.subject], [1]))
        }
    }

    // clause: FCP-AUD-34-
    @Test("a payload erased without a tombstone is a fault")
    func silentErasure() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))

        try Raw(sandbox, .exchange).change("UPDATE payload SET subject = NULL")

        #expect(
            try sandbox.verify()[0].firstFault
                == "payload subject of leaf 0: is missing, and no tombstone says that it was erased")
    }

    // clause: FCP-TIM-17- FCP-TIM-18- FCP-TIM-17+
    @Test("a clock that jumps, or that lies before a kept reading, is refused until it is accepted")
    func clock() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        sandbox.advance(seconds: 3_600)
        try trail.checkClock()
        let right = sandbox.now

        sandbox.setWall(right.adding(seconds: 60))
        try trail.checkClock()
        sandbox.setWall(right.adding(seconds: 61))
        #expect(throws: AuditFailure.self) { try trail.checkClock() }
        try trail.acceptClock()
        try trail.checkClock()
        try trail.stop()
        sandbox.setWall(right.adding(seconds: 1))
        try sandbox.open().stop()
        sandbox.setWall(right.adding(seconds: -1))
        let second = try sandbox.open()

        #expect(throws: AuditFailure.self) { try second.checkClock() }
    }

    @Test("what a thousand leaves wrote moves into the database once the log is still")
    func movedWhenStill() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open(bodyDays: 0)
        func octets() throws -> Int {
            let file = try FileManager.default.attributesOfItem(atPath: sandbox.folder + "/exchange.db")
            return try #require(file[.size] as? Int)
        }
        func append(_ hundred: Int) async throws {
            _ = try await trail.record(asked: try (0..<100).map { try sandbox.asked("n\(hundred)-\($0)") })
        }

        for hundred in 0..<9 { try await append(hundred) }
        #expect(try octets() < 1_000_000)
        for hundred in 9..<12 { try await append(hundred) }
        for _ in 0..<3_000 where try octets() < 1_000_000 { try await Task.sleep(for: .milliseconds(10)) }

        #expect(try octets() > 1_000_000)
    }
}
