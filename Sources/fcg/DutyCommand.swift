import ArgumentParser
import Foundation
import PeerClient
import WireProtocol

/// `fcg duty`
struct DutyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duty",
        abstract: "The tasks that wait for a person: hand-offs, call-backs, calls that must be made.",
        subcommands: [List.self, Done.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the open tasks and their clocks.")
        @Option(help: "The node's configuration.") var config: String
        @Flag(help: "Also those that are done.") var all = false
        @Flag(help: "As JSON.") var json = false

        func run() async throws {
            let reply = try await StaffLine(NodeFolder(config: config)).send("duty-list", all ? ["all": true] : [:])
            if json { return print(CanonicalJSON.prettyText(reply)) }
            let tasks = reply["tasks"]?.elements ?? []
            for row in reply["setAside"]?.elements ?? [] {
                Terminal.complain(
                    "a task could not be read and was set aside; look into \(Terminal.inert(row.text ?? ""))")
            }
            if tasks.isEmpty { print("no open tasks") }
            for task in tasks { print(Terminal.inertLines(task["text"]?.text ?? "")) }
        }
    }

    struct Done: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a task. What was done, or why not, goes into the internal log.")
        @Option(help: "The node's configuration.") var config: String
        @Argument(help: "The task's number.") var task: Int64
        @Option(help: "Who did it.") var by: String
        @Option(help: "What was done, or why not.") var note: String

        func run() async throws {
            _ = try await StaffLine(NodeFolder(config: config)).send(
                "duty-done", ["task": .integer(task), "by": .string(by), "note": .string(note)])
            print("task \(task) is done, and recorded")
        }
    }
}

/// The line to a running node's loopback door.
struct StaffLine {
    let folder: NodeFolder

    init(_ folder: NodeFolder) { self.folder = folder }

    /// Sends one command; a fault comes back as a complaint.
    func send(_ command: String, _ body: JSONValue) async throws -> JSONValue {
        let reply: StaffReply
        do {
            reply = try await StaffClient.send(command, body, socketPath: folder.staffSocket)
        } catch is StaffUnreachable {
            throw Complaint.notRunning(folder)
        }
        guard reply.isFine else { throw Complaint(Terminal.inert(reply.body["error"]?.text ?? "the node refused")) }
        return reply.body
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
    var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}
