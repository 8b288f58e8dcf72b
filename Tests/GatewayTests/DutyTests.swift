import AuditTrail
import DutyDesk
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("What the holder's duty desk is told")
struct DutyTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    @Test(
        "a hidden person becomes a hand-off, due by how urgent the question is",
        arguments: [("emergency", 60), ("same-day", 240), ("standard", 1_440)] as [(Code, Int)])
    func handOff(urgency: Code, minutes: Int) async throws {
        let query = try federation.query([story.mother, story.hiddenChild]) { $0.urgency = urgency }

        _ = await stockport.answering.answer(try federation.request(query))

        let task = try #require(try stockport.tasks().first)
        #expect(task.item.kind == .handOff)
        #expect(task.item.dueMinutes == minutes)
        #expect(task.item.exchange == query.id)
        #expect(task.item.counterpart == SyntheticCouncil.leeds.authority)
        #expect(task.item.raised == federation.now)
        let detail = task.item.detail.reveal()
        #expect(detail["about"] == ["s2"])
        #expect(detail["ring"]?["phone"] == .string(SyntheticCouncil.leeds.dutyDesk))
    }

    @Test("a question that only a person answers is handed to one, without looking anybody up")
    func missingChild() async throws {
        let query = try federation.query([story.unknownChild]) { $0.purpose = "missing-child" }

        let answer = try await stockport.answering.answer(try federation.request(query)).answer()

        #expect(answer.refusal("s1", "school")?.reason == "answered-by-people")
        #expect(try stockport.tasks().map(\.item.kind) == [.handOff])
    }

    @Test("nobody is bothered about people who are known or unknown")
    func nothingToDo() async throws {
        let people = [story.child, story.unknownChild, story.namesake]

        _ = await stockport.answering.answer(try federation.request(people))

        #expect(try stockport.tasks().isEmpty)
    }

    @Test(
        "a call back asked for and an answer called wrong reach the desk, each as what it is",
        arguments: [("call-back", DutyKind.callBack), ("wrong-answer", .wrongAnswer)])
    func followUps(name: String, kind: DutyKind) async throws {
        let first = try federation.query([story.unknownChild])
        _ = await stockport.answering.answer(try federation.request(first))
        let earlier = first.id.text
        let query = try federation.query([story.unknownChild]) { $0.ext = [name: ["exchange": .string(earlier)]] }

        _ = try await stockport.answering.answer(try federation.request(query)).answer()
        _ = try await stockport.answering.answer(try federation.request(query)).answer()

        let tasks = try stockport.tasks()
        #expect(tasks.map(\.item.kind) == [kind])
        #expect(tasks.first?.item.detail.reveal()["earlier"] == .string(earlier))
        #expect(tasks.first?.item.dueMinutes == 240)
    }

    @Test("what the courier took twice stands on the desk once")
    func courier() async throws {
        _ = await stockport.answering.answer(try federation.request([story.hiddenChild]))
        let rows = try stockport.context.audit.outbox(after: 0, limit: 10)

        let first = try stockport.tasks()
        let second = try stockport.tasks()

        #expect(rows.count == 2)
        #expect(first.count == 1)
        #expect(second == first)
        #expect(try stockport.context.audit.outbox(after: 0, limit: 10).isEmpty)
    }
}
