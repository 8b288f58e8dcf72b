import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lays the decisions of the past against a draft: which would change, how many, by which rule.",
            discussion: """
                Nobody is looked up again. A decision is kept in the words of the policies only: which council, team and \
                role asked for what, about whom of a family, what was permitted, and of somebody who was matched age, \
                marks and involvement. No name, identifier or time of day is read. Numbers below 5, and those that would \
                give one away, are hidden. Where the node runs, its internal log says that its decisions were read.

                Fields and obligations are compared of decisions made under the set in force, and under each set that \
                `--old` names; of others, the level and the reason. Questions over an agreed number, and those met while \
                something stood still, say nothing about a draft and are only counted.

                Example: fcg policy replay draft --config stockport/node.yaml --since 2026-11-01
                Example, with nobody's node at hand: fcg policy replay draft --decisions decisions.jsonl

                Exit code 0 when the decisions were laid against the draft, whatever came out; 1 when they could not be, \
                or when the very set that made some of them decides otherwise.
                """)
        @Argument(help: "The folder of the draft.") var draft: String
        @Option(help: "The configuration of the node whose decisions are read.") var config: String?
        @Option(help: "A file of JSON Lines with decisions, as `--export` writes it.") var decisions: String?
        @Option(help: "The folder of a set that decisions were made under; may be given several times.")
        var old: [String] = []
        @Option(help: "Only decisions of this day and later.") var since: String?
        @Option(help: "Only decisions of this day and earlier.") var until: String?
        @Option(help: "Decides as if everything had been asked on this day, for a draft that begins later.")
        var asIfOn: String?
        @Option(help: "Also writes the decisions to this file, one JSON object a line.") var export: String?
        @Option(help: "The post of who reads, for the internal log.") var by = "information-governance-officer"

        func run() async throws {
            guard (config == nil) != (decisions == nil) else {
                throw Complaint("name either a node with `--config` or a file with `--decisions`")
            }
            let draft = try PolicyCommand.load(draft)
            var replay = PolicyReplay(
                with: draft, knowing: try known(draft),
                asIfOn: try asIfOn.map { try PolicyCommand.word($0, "--as-if-on", CalendarDay.init) })
            let days = try days()
            let lines = try export.map(LineWriter.init)
            func take(_ decision: RecordedDecision) throws {
                guard days.contains(decision.question.day) else { return }
                replay.take(decision)
                try lines?.write(decision.json)
            }
            if let config {
                let folder = NodeFolder(config: config)
                try await DecisionLines.questions(of: folder, for: "policy-replay", by: by) { question in
                    for decision in question.decisions { try take(decision) }
                }
            } else if let decisions {
                try DecisionLines.read(decisions, take)
            }
            try lines?.finish()
            print(replay)
            if replay.contradictions > 0 { throw ExitCode.failure }
        }

        /// Sets that decisions may have been made under. The one in force at the node is one of them.
        private func known(_ draft: PolicySet) throws -> [PolicySet] {
            let inForce = config.flatMap { try? NodePolicies(config: $0).inForce().state.set }
            return try [draft] + old.map(PolicyCommand.load) + [inForce].compactMap(\.self)
        }

        private func days() throws -> ClosedRange<CalendarDay> {
            let first = try since.map { try PolicyCommand.word($0, "--since", CalendarDay.init) }
            let last = try until.map { try PolicyCommand.word($0, "--until", CalendarDay.init) }
            let from = first ?? CalendarDay(daysSinceEpoch: 0)
            let to = last ?? CalendarDay(daysSinceEpoch: 1_000_000)
            guard from <= to else { throw Complaint("`--until` is before `--since`") }
            return from...to
        }
    }
}

/// Writes JSON Lines beside an old file of the name, and puts them in its place at the end.
private final class LineWriter {
    private let path: String
    private let file: FileHandle
    private var waiting: [UInt8] = []

    init(_ path: String) throws {
        self.path = path
        guard
            FileManager.default.createFile(
                atPath: path + ".new", contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path + ".new")
        else { throw Complaint("\(path): error: cannot be written") }
        self.file = file
    }

    func write(_ line: JSONValue) throws {
        waiting += CanonicalJSON.encode(line) + [0x0A]
        if waiting.count > 1 << 20 { try flush() }
    }

    func finish() throws {
        try flush()
        try file.close()
        guard rename(path + ".new", path) == 0 else { throw Complaint("\(path): error: cannot be written") }
    }

    private func flush() throws {
        try file.write(contentsOf: waiting)
        waiting = []
    }
}
