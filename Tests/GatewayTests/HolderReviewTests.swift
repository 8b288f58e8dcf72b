import AuditTrail
import Foundation
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("A hostile asker")
struct HolderReviewTests {
    let federation: Federation
    let stockport: TestNode
    var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    @Test("no length of a question's own words makes the record of somebody hidden or found fail and of nobody succeed")
    func recordAlwaysFits() async throws {
        for length in stride(from: 20, through: 64, by: 2) {
            let long = try (0..<23).map { number in
                try #require(Code(String(repeating: "z", count: length - 2) + String(format: "%02d", number)))
            }
            for person in [story.child, story.hiddenChild, story.unknownChild] {
                let query = try federation.query([person]) { $0.categories = ["school"] + long }

                let response = await stockport.answering.answer(try federation.request(query))

                #expect(response.status == 200, "codes of \(length) octets")
            }
        }
    }

    // clause: FCP-TIM-22+ FCP-TIM-14+
    @Test("a failure of the first attempt is not the failure of those who wait for it")
    func waitersGoOn() async throws {
        let kept = KeptAnswers(room: 1 << 20)
        let verifier = Verifier(node: stockport.context, reservations: Reservations(capacity: 10))
        let query = try federation.query([story.child])
        let first = try verifier.verify(try federation.request(query), now: federation.now)
        let second = try verifier.verify(try federation.request(query), now: federation.now)

        let started = try await kept.meet(first)
        async let waiting = kept.meet(second)
        await kept.abandon(first)
        let next = try await waiting

        #expect(started == nil)
        #expect(next == nil)
    }

    // clause: FCP-TIM-14-
    @Test("a nonce is not burnt by a failure of the holder's own, not even one that others waited for")
    func nonceSurvives() async throws {
        let spoiler = try LogSpoiler(folder: stockport.auditFolder)
        let request = try federation.request([story.child])
        try spoiler.breakWrites()

        let failed = await stockport.answering.answer(request)
        try spoiler.mendWrites()
        let answered = await stockport.answering.answer(request)

        #expect(failed.code == .unavailable)
        #expect(answered.status == 200)
    }

    // clause: FCP-VER-4+ FCP-VER-4-
    @Test("nobody can have the duty desk ring about an exchange that never was, or was another council's")
    func followUpNeedsAnExchange() async throws {
        let bradford = try federation.query([story.child]) { $0.from = SyntheticCouncil.bradford.authority }
        _ = await stockport.answering.answer(
            try federation.request(bradford) {
                $0.signer = .bradford
                $0.connection = .bradford
            })
        for earlier in ["0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12", bradford.id.text] {
            let query = try federation.query([story.child]) {
                $0.ext = ["call-back": ["exchange": .string(earlier)]]
            }

            let response = await stockport.answering.answer(try federation.request(query))

            #expect(response.code == .schema)
        }
        #expect(try await stockport.tasks().isEmpty)
    }
}
