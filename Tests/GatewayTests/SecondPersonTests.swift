import AuditTrail
import DutyDesk
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("A question in an emergency, and the second person who looks at it")
struct SecondPersonTests {
    private let asking: Asking
    private var now: Instant { asking.federation.now }

    init() throws { asking = try Asking(holders: [.stockport, .bradford]) }

    /// To every council, as the asking policy has it in an emergency.
    private func question(_ purpose: Code) -> PractitionerQuestion {
        asking.question([asking.story.child]) {
            $0.purpose = purpose
            $0.namedManager = "team-manager"
            ($0.route, $0.councils) = ("all", [])
        }
    }

    private func ask(_ purpose: Code) async throws -> AskResult { try await asking.path().ask(question(purpose)) }

    private func secondLooks() async throws -> [DutyTask] {
        try await asking.leeds.tasks().filter { $0.item.kind == .secondPerson }
    }

    private func end(_ task: Int64, by name: String, _ note: String = "right to ask") async -> StaffDesk.Reply {
        let pins = asking.leeds.context.policies.generation.state.pins
        let staff = StaffDesk(node: asking.leeds.context, asking: asking.path(), desk: asking.leeds.desk) { pins }
        return await staff.handle(
            "duty-done", ["task": .integer(task), "by": .string(name), "note": .string(note)])
    }

    // clause: FCP-QRY-32+
    @Test(
        "it makes one task of the question, due in the hours that the vocabulary gives, however many councils it goes to"
    )
    func oneTask() async throws {
        let result = try await ask("immediate-danger")

        let tasks = try await secondLooks()
        #expect(tasks.map(\.item.dueMinutes) == [24 * 60])
        #expect(tasks.first?.item.raised == now)
        #expect(tasks.first?.item.exchange == result.replies.min { $0.authority < $1.authority }?.exchange)
        #expect(tasks.first?.text().reveal().contains("E08000007 and another council in an emergency") == true)
        #expect(result.secondPerson?.dueMinutes == 24 * 60)
        #expect(result.json(names: [:])["secondPerson"]?["dueMinutes"] == 1_440)
    }

    // clause: FCP-QRY-32-
    @Test("other questions make none, and the row they leave in the log has the same length")
    func others() async throws {
        let thief = try OutboxThief(folder: asking.leeds.auditFolder)
        func rows(_ purpose: Code) async throws -> ([String], AskResult) {
            let path = AskPath(node: asking.leeds.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
                (_, _, _, _) async throws(TransportFault) in throw .unreachable
            }
            let result = try await path.ask(question(purpose))
            defer { try? asking.leeds.context.audit.acknowledge(outboxThrough: .max) }
            return (try thief.shown(), result)
        }

        let (usual, result) = try await rows("s47-enquiry")
        let (emergency, _) = try await rows("immediate-danger")

        #expect(usual.count == 3)
        #expect(result.secondPerson == nil)
        #expect(result.json(names: [:])["secondPerson"] == nil)
        #expect(usual.count == emergency.count)
        #expect(lengths(usual) == lengths(emergency))
        #expect(try await secondLooks().isEmpty)
    }

    private func lengths(_ rows: [String]) -> [String] {
        rows.map { $0.split(separator: " ").last.map(String.init) ?? "" }
    }

    // clause: FCP-QRY-33+ FCP-QRY-33-
    @Test("whoever asked cannot be that person, by name or by number; somebody else can, and it is recorded")
    func somebodyElse() async throws {
        _ = try await ask("immediate-danger")
        let task = try #require(try await secondLooks().first).id

        for name in ["worker-17", "T. Worker", " t.  WORKER ", "Worker-17"] {
            #expect(await end(task, by: name).body["error"] == .string("\(DutyDeskFault.samePerson)"))
        }
        let silent = await end(task, by: "Sabrina Atherby", " ")
        #expect(try asking.leeds.internalEntries("hand-off.handled").isEmpty)
        let ended = await end(task, by: "Sabrina Atherby")

        #expect(!silent.isFine)
        #expect(ended.isFine)
        let leaf = try #require(try asking.leeds.internalEntries("hand-off.handled").first)
        #expect(leaf.binding == String(task))
        #expect(try leaf.payload(.actor)["staff"] == "Sabrina Atherby")
        #expect(try await secondLooks().isEmpty)
    }

    // clause: FCP-QRY-32+
    @Test("a task that nobody ends in time is a manager's, as any other")
    func overdue() async throws {
        _ = try await ask("immediate-danger")
        _ = try await secondLooks()

        let inTime = try asking.leeds.desk.escalate(now: now.adding(seconds: 86_400))
        let late = try asking.leeds.desk.escalate(now: now.adding(seconds: 86_401))

        #expect(!inTime.contains { $0.item.kind == .secondPerson })
        #expect(late.map(\.item.kind) == [.secondPerson])
    }
}
