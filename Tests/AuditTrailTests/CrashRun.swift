import AuditTrail
import Foundation
import GRDB
import MerkleLog
import Testing
import WireProtocol

/// What a `CrashingWriter` said before it ended. A line that was cut off was not said.
struct SaidByWriter {
    private(set) var leaves: [LogName: [Int64: String]] = [:]
    private(set) var notes: [[UInt8]] = []
    private(set) var failures: [String] = []
    private(set) var isOpen = false
    private(set) var isEnded = false

    init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "leaf" where words.count == 4:
                guard let log = LogName(rawValue: words[1]), let index = Int64(words[2]) else { continue }
                leaves[log, default: [:]][index] = words[3]
            case "note" where words.count == 2: notes += Base64.decode(words[1]).map { [$0] } ?? []
            case "failed": failures.append(String(line))
            case "open": isOpen = true
            case "end": isEnded = true
            default: failures.append("an unknown line")
            }
        }
    }

    var count: Int { leaves.values.reduce(0) { $0 + $1.count } }
}

/// A writer as a process of its own on a test's folder, and the look at what it left.
struct CrashRun {
    private static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "CrashingWriter")

    let sandbox: Sandbox
    private var output: String { sandbox.folder + "-said" }

    /// Starts a writer, behind another program if one is named.
    func start(_ mode: String, behind program: [String] = [], input: Pipe? = nil) throws -> Process {
        sandbox.advance(seconds: 3_600)
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let process = Process()
        let command =
            program + [Self.executable.path, sandbox.folder, String(sandbox.now.milliseconds), mode]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = FileHandle.nullDevice
        if let input { process.standardInput = input } else { process.standardInput = FileHandle.nullDevice }
        try process.run()
        return process
    }

    func said() throws -> SaidByWriter { SaidByWriter(try String(contentsOfFile: output, encoding: .utf8)) }

    func clear() { try? FileManager.default.removeItem(atPath: output) }

    /// Opens the folder as the next start would: every leaf that was acknowledged is there with its hash, and every
    /// checkpoint and head that was ever seen is one of this log, which goes on.
    func look(_ said: SaidByWriter, seen: inout [Checkpoint]) async throws {
        sandbox.advance(seconds: 3_600)
        let trail = try sandbox.open()
        let key = try sandbox.configuration().verifierKey(.exchange, year: 2026)
        seen += try said.notes.map { try Checkpoint(note: $0, signedBy: key) }
        seen += LogName.allCases.map { trail.head($0) }
        for checkpoint in seen {
            let shard = try #require(trail.shard(of: checkpoint.origin))
            #expect(try trail.containment(of: checkpoint, in: shard) == .contained)
        }
        for log in LogName.allCases { try look(said.leaves[log] ?? [:], in: log) }
        sandbox.advance(seconds: 3_600)
        _ = try await trail.record(sandbox.event("node.start", binding: "\(sandbox.now.milliseconds)"))
        try trail.stop()
    }

    private func look(_ leaves: [Int64: String], in log: LogName) throws {
        let raw = try DatabaseQueue(path: "\(sandbox.folder)/\(log.rawValue).db")
        defer { try? raw.close() }
        try raw.read { database in
            for (index, hash) in leaves {
                let octets = try Data.fetchOne(
                    database, sql: "SELECT octets FROM leaf WHERE seq = ?", arguments: [index])
                let found = octets.map { Hex.encode(MerkleHash.leaf(Array($0)).octets) }
                if found != hash { Issue.record("\(log) \(index): \(found ?? "is lost")") }
            }
        }
    }
}
