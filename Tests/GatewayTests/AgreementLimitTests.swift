import DutyDesk
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("How many questions an agreement allows")
struct AgreementLimitTests {
    private let federation: Federation

    init() throws { federation = try Federation() }

    private func stockport(_ workers: String, _ authority: String = "at most: 500, per: day") throws -> TestNode {
        try federation.node(
            .stockport,
            putting: [
                ("at most: 60, per: day, then: tell-manager", workers), ("at most: 500, per: day", authority),
            ])
    }

    private func question(by worker: String = "one") throws -> FamilyQuery {
        try federation.query([federation.story.child]) { $0.worker.staff = Redacted(worker) }
    }

    private func answer(_ node: TestNode, _ query: FamilyQuery) async throws -> FamilyAnswer {
        try await node.answering.answer(try federation.request(query)).answer()
    }

    // clause: FCP-POL-16+ FCP-POL-16- FCP-TIM-24+ FCP-TIM-24-
    @Test("an authority's limit for a day is an answer with its reason, recorded, and a retry costs nothing")
    func authority() async throws {
        let stockport = try stockport("at most: 60, per: day, then: tell-manager", "at most: 2, per: day")
        let first = try question()
        for query in [first, first, try question(by: "two")] {
            #expect(try await answer(stockport, query).subjects.map(\.outcome) == [.matched])
        }

        let refused = try await answer(stockport, try question(by: "three"))
        federation.clock.advance(seconds: 86_400)
        let nextDay = try await answer(stockport, try question())

        #expect(refused.outcome == .refused)
        #expect(refused.refusal("s1", "school")?.reason == "rate-limited")
        #expect(nextDay.subjects.map(\.outcome) == [.matched])
        #expect(try stockport.leaves(.answered).count == 5)
    }

    @Test("a worker's limit refuses that worker, tells not which limit it was, and refuses no colleague")
    func worker() async throws {
        let stockport = try stockport("at most: 1, per: day, then: refuse")
        _ = try await answer(stockport, try question())

        let refused = try await answer(stockport, try question())
        let colleague = try await answer(stockport, try question(by: "two"))

        #expect(refused.outcome == .refused)
        #expect(
            refused.refusal("s1", "school")
                == CategoryRefusal(reason: "rate-limited", owner: "Head of School Admissions"))
        #expect(colleague.subjects.map(\.outcome) == [.matched])
    }

    @Test("the first question above a worker's number is answered, and one task tells a manager; no other does")
    func tellManager() async throws {
        let stockport = try stockport("at most: 2, per: day, then: tell-manager")
        var asked: [FamilyQuery] = []
        for _ in 0..<4 { asked.append(try question()) }

        for query in asked + [asked[2], try question(by: "two")] {
            #expect(try await answer(stockport, query).subjects.map(\.outcome) == [.matched])
        }

        let tasks = try await stockport.tasks()
        #expect(tasks.map(\.item.kind) == [.overLimit])
        #expect(tasks.first?.item.exchange == asked[2].id)
        #expect(tasks.first?.item.dueMinutes == 1_440)
        let detail = tasks.first?.item.detail.reveal()
        #expect(detail?["limits"] == ["more than 2 questions of one worker in one day"])
        #expect(detail?["ring"]?["phone"] == .string(SyntheticCouncil.leeds.dutyDesk))
    }

    @Test("an hour's number is counted anew in the next hour, in the same day")
    func hour() async throws {
        let stockport = try stockport("at most: 1, per: hour, then: refuse")
        _ = try await answer(stockport, try question())

        let refused = try await answer(stockport, try question())
        federation.clock.advance(seconds: 3_600)
        let nextHour = try await answer(stockport, try question())

        #expect(refused.refusal("s1", "school")?.reason == "rate-limited")
        #expect(nextHour.subjects.map(\.outcome) == [.matched])
    }

    @Test("a restart counts on, for authorities and for workers, and a retry before it was no question of its own")
    func restart() async throws {
        let limits = ("at most: 1, per: day, then: refuse", "at most: 2, per: day")
        let before = try stockport(limits.0, limits.1)
        let asked = try question()
        for query in [asked, asked] { _ = try await answer(before, query) }
        try before.stop()

        let after = try stockport(limits.0, limits.1)
        let sameWorker = try await answer(after, try question())
        let colleague = try await answer(after, try question(by: "two"))
        let third = try await answer(after, try question(by: "three"))

        #expect(sameWorker.refusal("s1", "school")?.reason == "rate-limited")
        #expect(colleague.subjects.map(\.outcome) == [.matched])
        #expect(third.refusal("s1", "school")?.reason == "rate-limited")
    }

    // clause: FCP-TIM-24+
    @Test("a question is counted once, whatever fails at our end, and the manager is told of it at its second try too")
    func countedOnce() throws {
        let quota = AgreementQuota()
        let policies = try federation.policies(
            .stockport, putting: [("at most: 500,", "at most: 3,"), ("at most: 60,", "at most: 2,")]
        ).current
        let asked = try (0..<4).map { _ in try question() }

        let verdicts = asked.map { quota.take($0, under: policies, at: federation.now) }
        let again = asked.map { quota.take($0, under: policies, at: federation.now) }

        #expect(verdicts.map(\.isWithin) == [true, true, true, false])
        #expect(verdicts.map(\.toTell.count) == [0, 0, 1, 0])
        #expect(again == verdicts)
    }

    @Test("only agreements in force limit anybody")
    func drafts() throws {
        let quota = AgreementQuota()
        let policies = try federation.policies(
            .stockport, putting: [("at most: 500,", "at most: 1,"), ("state: live", "state: draft")]
        ).current

        let verdicts = try (0..<3).map { _ in quota.take(try question(), under: policies, at: federation.now) }

        #expect(verdicts.map(\.isWithin) == [true, true, true])
    }
}
