import PolicyEngine
import PeerDirectory
package import AuditTrail
package import CaseIndex
package import DutyDesk
package import PolicyWorkbench
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
    private let disputes: DisputeFile?
    private let courier: OutboxCourier
    private let inHand = TasksInHand()
    private let audit: AuditDesk
    private let index: IndexDesk?
    private let corrections: CorrectionCourier?
    /// Reads the pinned digests from the node's configuration, anew at every reload.
    private let pins: @Sendable () throws -> PolicyPins

    package init(
        node: NodeContext, asking: AskPath, desk: DutyDesk, disputes: DisputeFile? = nil, book: StaffBook? = nil,
        pins: @escaping @Sendable () throws -> PolicyPins
    ) {
        self.pins = pins
        self.node = node
        self.asking = asking
        self.desk = desk
        self.disputes = disputes
        courier = OutboxCourier(node: node, desk: desk)
        audit = AuditDesk(audit: node.audit, directory: { node.directory.current.version }, now: node.now)
        corrections = book.map { CorrectionCourier(node: node, book: $0, desk: desk) }
        index = book.map { book in
            IndexDesk(
                audit: node.audit, index: node.index, book: book, directory: { node.directory.current.version },
                marks: {
                    Dictionary(node.policies.current.vocabulary.marks.map { ($0.code, $0.effect) }) { first, _ in first
                    }
                }, now: node.now)
        }
    }

    /// Does one command.
    package func handle(_ command: String, _ body: JSONValue) async -> Reply {
        do {
            switch command {
            case "ask": return try await ask(body)
            case "duty-list": return try await list(body)
            case "duty-done": return try await done(body)
            case "audit-list": return try entries(body)
            case "decisions-read": return .fine(try await RecordReading(node: node).record(body))
            case "trial-record": return .fine(try await TrialRecord(node: node).record(body))
            case "clock-accept": return .fine(try await ClockAcceptance(node: node).accept(body))
            case "reload": return await reload()
            case "suspensions": return try await suspensionsChanged()
            case "disputes": return .fine(try DisputeList(file: disputes).json)
            case "peer-release": return .fine(try await PeerRelease(node: node).release(body))
            case "peers-held-back": return .fine(try PeerRelease(node: node).heldBack())
            case "status": return status()
            case _ where IndexDesk.commands.contains(command): return try await index(command, body)
            case _ where AuditDesk.commands.contains(command): return .fine(try await audit.handle(command, body))
            default: return .fault("there is no command `\(command.prefix(32))`")
            }
        } catch let fault as SchemaFault {
            return .fault(fault.description)
        } catch {
            return .fault("\(error)")
        }
    }

    private func index(_ command: String, _ body: JSONValue) async throws -> Reply {
        guard let index else { return .fault("this node keeps no book of marks") }
        let reply = try await index.handle(command, body)
        try await deliverCorrections()
        return .fine(reply)
    }

    /// Brings corrections that wait to the duty desk.
    package func deliverCorrections() async throws { _ = try await corrections?.deliver() }

    private func ask(_ body: JSONValue) async throws -> Reply {
        let result = try await asking.ask(try PractitionerQuestion(body))
        let names = node.directory.current.members.mapValues(\.name)
        return .fine(result.json(names: names))
    }

    private func list(_ body: JSONValue) async throws -> Reply {
        var reader = try ObjectReader(body, at: "")
        let includesDone = reader.takeIfPresent("all") == true
        try reader.finish()
        let aside = try await courier.deliver().aside
        let tasks = try desk.list(now: node.now(), includeDone: includesDone)
        return .fine([
            "tasks": .array(tasks.map { task in json(task) }), "setAside": .array(aside.map(JSONValue.string)),
        ])
    }

    /// Ends a task, once.
    private func done(_ body: JSONValue) async throws -> Reply {
        var reader = try ObjectReader(body, at: "")
        let task = try reader.integer("task", in: 1...9_007_199_254_740_992)
        let staff = Redacted(try reader.text("by", atMost: 256))
        let note = Redacted(try reader.text("note", atMost: 2_000))
        try reader.finish()
        try await inHand.end(task) { try await end(task, by: staff, note: note) }
        return .fine(["done": .integer(task)])
    }

    /// The record of it comes first.
    private func end(_ task: Int64, by staff: Redacted<String>, note: Redacted<String>) async throws {
        try desk.checkDone(task, by: staff, note: note)
        let now = node.now()
        _ = try await node.audit.record(
            InternalEvent(
                event: "hand-off.handled", binding: String(task), directory: node.directory.current.version,
                payloads: LeafPayloads(
                    actor: ["staff": .string(staff.reveal())], decision: ["task": .integer(task)],
                    reason: ["note": .string(note.reveal())], subject: [:]), time: now))
        _ = try desk.done(task, by: staff, note: note, at: now)
    }

    /// The newest entries of a log, without their payloads.
    private func entries(_ body: JSONValue) throws -> Reply {
        var reader = try ObjectReader(body, at: "")
        let log = try reader.parsed("log", as: "exchange or internal", LogName.init)
        let last = Int(try reader.integer("last", in: 1...10_000))
        try reader.finish()
        let lines = try node.audit.entries(log, limit: 1_000_000).suffix(last).map { entry in
            let other = entry.counterpart.map { "  with \($0)" } ?? ""
            let exchange = entry.exchange.map { "  exchange \($0)" } ?? ""
            return "\(entry.index)  \(entry.time.text)  \(entry.event)\(other)\(exchange)"
        }
        return .fine(["entries": .array(lines.map(JSONValue.string))])
    }

    /// Takes the generations anew; what is broken, unsigned or unpinned, and what that cannot be recorded, leaves the old set in
    /// force and says so.
    package func reload() async -> Reply {
        do {
            switch try await node.policies.reload(pins: try pins(), recording: recordActivation(of:)) {
            case .unchanged: return .fine(["policySet": .string(node.policies.current.digest), "changed": false])
            case .replaced(_, let new): return .fine(["policySet": .string(new.digest), "changed": true])
            }
        } catch {
            return .fault("\(error)\nthe policy set in force stays `\(node.policies.current.digest)`")
        }
    }

    /// Says what stands still, after the file of it was changed. It holds already.
    private func suspensionsChanged() async throws -> Reply {
        try await recordSuspensions()
        let now = node.policies.current.suspensions
        if now.isTotal {
            return .fault("suspensions.yaml cannot be used, so everything stands still; the log says why")
        }
        return .fine(["suspended": .array(now.active.map { .string($0.target.description) })])
    }

    /// Records what stands still where that is not the last thing recorded of it: a start compares the file with the record.
    package func recordSuspensions() async throws {
        let now = node.policies.current.suspensions
        let event = now.isTotal ? InternalEvent.standstill : InternalEvent.suspensions
        guard try now.isTotal || node.audit.newestBinding(of: event) != now.digest else { return }
        _ = try await node.audit.record(
            InternalEvent(
                event: event, binding: now.digest, directory: node.directory.current.version,
                payloads: LeafPayloads(), time: node.now()))
    }

    private func recordActivation(of generation: PolicyGeneration) async throws {
        _ = try await node.audit.record(
            InternalEvent(activated: generation, directory: node.directory.current.version, time: node.now()))
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
            "alarms": .array(((try? node.index.alarms(now: node.now())) ?? []).map { .string($0.description) }),
            "witnessed": .array(node.audit.shards.compactMap(witnessed)),
        ])
    }

    private func witnessed(_ shard: OwnShard) -> JSONValue? {
        guard let standing = try? node.standing(of: shard) else { return nil }
        return [
            "log": .string(node.audit.configuration.origin(shard.log, year: shard.year)),
            "cosigned": .integer(Int64(standing.cosigned)), "quorum": .integer(Int64(standing.quorum)),
            "witnesses": .integer(Int64(standing.witnesses)), "stamped": .bool(standing.isStamped),
        ]
    }
}
