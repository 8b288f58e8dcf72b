import PeerDirectory
import AuditTrail
package import DutyDesk
import PolicyWorkbench
package import WireProtocol

/// What a member of our own staff may have the node do, over the loopback door. Each command is one word and one object.
package struct StaffDesk: Sendable {
    /// A reply: whether it went as asked, and an object to show.
    package struct Reply: Sendable {
        package let isFine: Bool
        package let body: JSONValue

        fileprivate static func fine(_ body: JSONValue) -> Reply { Reply(isFine: true, body: body) }
        fileprivate static func fault(_ sentence: String) -> Reply {
            Reply(isFine: false, body: ["error": .string(sentence)])
        }
    }

    private let node: NodeContext
    private let asking: AskPath
    private let desk: DutyDesk
    private let courier: OutboxCourier

    package init(node: NodeContext, asking: AskPath, desk: DutyDesk) {
        self.node = node
        self.asking = asking
        self.desk = desk
        courier = OutboxCourier(audit: node.audit, desk: desk)
    }

    /// Does one command.
    package func handle(_ command: String, _ body: JSONValue) async -> Reply {
        do {
            switch command {
            case "ask": return try await ask(body)
            case "duty-list": return try list(body)
            case "duty-done": return try await done(body)
            case "reload": return await reload()
            case "status": return status()
            default: return .fault("there is no command `\(command.prefix(32))`")
            }
        } catch let fault as SchemaFault {
            return .fault(fault.description)
        } catch {
            return .fault("\(error)")
        }
    }

    private func ask(_ body: JSONValue) async throws -> Reply {
        let result = try await asking.ask(try PractitionerQuestion(body))
        try courier.deliver()
        let names = node.directory.current.members.mapValues(\.name)
        return .fine(result.json(names: names))
    }

    private func list(_ body: JSONValue) throws -> Reply {
        var reader = try ObjectReader(body, at: "")
        let includesDone = reader.takeIfPresent("all") == true
        try reader.finish()
        try courier.deliver()
        let tasks = try desk.list(now: node.now(), includeDone: includesDone)
        return .fine(["tasks": .array(tasks.map { task in json(task) })])
    }

    /// Ends a task: the record of it comes first.
    private func done(_ body: JSONValue) async throws -> Reply {
        var reader = try ObjectReader(body, at: "")
        let task = try reader.integer("task", in: 1...9_007_199_254_740_992)
        let staff = Redacted(try reader.text("by", atMost: 256))
        let note = Redacted(try reader.text("note", atMost: 2_000))
        try reader.finish()
        let now = node.now()
        guard try desk.task(task, now: now).completion == nil else { throw DutyDeskFault.alreadyDone(task) }
        _ = try await node.audit.record(
            InternalEvent(
                event: "hand-off.handled", binding: String(task), directory: node.directory.current.version,
                payloads: LeafPayloads(
                    actor: ["staff": .string(staff.reveal())], decision: ["task": .integer(task)],
                    reason: ["note": .string(note.reveal())], subject: [:]), time: now))
        _ = try desk.done(task, by: staff, note: note, at: now)
        return .fine(["done": .integer(task)])
    }

    /// Takes the policy folder anew; a broken or unpinned edit leaves the old set in force and says so.
    package func reload() async -> Reply {
        switch node.policies.reload() {
        case .unchanged: return .fine(["policySet": .string(node.policies.current.digest), "changed": false])
        case .refused(let sentences):
            return .fault(
                "the policy set in force stays \(node.policies.current.digest.prefix(12)): "
                    + sentences.joined(separator: "\n"))
        case .activated(let digest):
            do {
                _ = try await node.audit.record(
                    InternalEvent(
                        event: "policy.activated", binding: "sha-256:" + digest,
                        directory: node.directory.current.version, payloads: LeafPayloads(), time: node.now()))
            } catch { return .fault("the new set is in force, but could not be recorded: \(error)") }
            return .fine(["policySet": .string(digest), "changed": true])
        }
    }

    private func json(_ task: DutyTask) -> JSONValue {
        let members = node.directory.current.members
        let text = task.text { members[$0]?.name ?? $0.code }.reveal()
        return [
            "task": .integer(task.id), "kind": .string(task.item.kind.rawValue), "text": .string(text),
            "exchange": .string(task.item.exchange.text), "counterpart": .string(task.item.counterpart.code),
            "due": .string(task.item.due.text), "isDone": .bool(task.completion != nil),
        ]
    }

    private func status() -> Reply {
        .fine([
            "authority": .string(node.authority.code), "policySet": .string(node.policies.current.digest),
            "directory": .integer(node.directory.current.version), "clock": .string(node.now().text),
        ])
    }
}
