import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("A process that is killed")
struct KilledWriterTests {
    @Test("at any moment, under 64 writers, has lost nothing it acknowledged and showed no checkpoint that is not ours")
    func killed() async throws {
        var random = SeededRandom(seed: 200)
        let folders = Soak.count(1, soak: 10)
        for folder in 0..<folders {
            let run = CrashRun(sandbox: try Sandbox())
            defer { run.clear() }
            var seen: [Checkpoint] = []
            var acknowledged: [LogName: [Int64: String]] = [:]
            var notes = 0
            for round in 0..<Soak.count(6, soak: 20) {
                let said = try await killedRun(run, afterFirstLeaf: round % 4 != 3, random: &random)
                #expect(said.failures.isEmpty && !said.isEnded)
                try await run.look(said, seen: &seen)
                for (log, leaves) in said.leaves { acknowledged[log, default: [:]].merge(leaves) { $1 } }
                notes += said.notes.count
            }
            try expectWhole(run.sandbox, acknowledged)
            #expect(notes > 0 && acknowledged[.exchange]?.count ?? 0 > 64 && acknowledged[.internal]?.count ?? 0 > 8)
            if folders > 1 {
                print("folder \(folder): \(acknowledged.values.map(\.count)) acknowledged, \(notes) checkpoints seen")
            }
        }
    }

    /// A writer killed at a random moment: while it starts, or while it writes.
    private func killedRun(
        _ run: CrashRun, afterFirstLeaf: Bool, random: inout SeededRandom
    ) async throws -> SaidByWriter {
        let process = try run.start("many")
        for _ in 0..<3_000 where afterFirstLeaf {
            if try run.said().count > 0 { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        try await Task.sleep(for: .microseconds(Int.random(in: 0...250_000, using: &random)))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        return try run.said()
    }

    private func expectWhole(_ sandbox: Sandbox, _ acknowledged: [LogName: [Int64: String]]) throws {
        let found = try sandbox.verify()
        #expect(found.map(\.firstFault) == [nil, nil])
        for result in found {
            let newest = acknowledged[result.log]?.keys.max() ?? -1
            #expect(result.size > newest)
        }
    }
}

/// Whether the system's calls of a process can be made to fail.
enum Strace {
    static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    /// A command that injects something into the n-th call of every thread.
    static func injecting(_ what: String, into call: String, at number: Int, log: String) -> [String] {
        // The filter that makes it fast keeps signals away.
        let filter = what.hasPrefix("signal") ? [] : ["--seccomp-bpf"]
        return ["strace", "-f"] + filter + [
            "-q", "-o", log, "-e", "trace=\(call)", "-e", "inject=\(call):\(what):when=\(number)",
        ]
    }
}

@Suite(
    "A disk that fails",
    .enabled(if: Strace.isHere, "strace is not installed; `make soak` installs it and runs these"))
struct FaultInjectionTests {
    static let calls = ["fdatasync", "fsync", "pwrite64", "ftruncate"]
    static let faults = ["error=ENOSPC", "error=EIO", "signal=KILL"]

    @Test(
        "at any sync, write or truncation loses nothing that was acknowledged, and the log goes on",
        arguments: calls, faults)
    func failing(call: String, fault: String) async throws {
        var runs = 0
        var number = 1
        let step = Soak.count(call == "pwrite64" ? 97 : 13, soak: 1)
        while try await isInjected(fault, into: call, at: number) {
            runs += 1
            number += step
        }
        #expect(runs > 0)
        if Soak.count(0, soak: 1) == 1 { print("\(call) \(fault): \(runs) runs") }
    }

    /// One run with a fault at one call; `false` if there is no such call.
    private func isInjected(_ fault: String, into call: String, at number: Int) async throws -> Bool {
        let run = CrashRun(sandbox: try Sandbox())
        let log = run.sandbox.folder + "-strace"
        defer {
            run.clear()
            try? FileManager.default.removeItem(atPath: log)
        }
        let process = try run.start(
            "steps", behind: Strace.injecting(fault, into: call, at: number, log: log))
        process.waitUntilExit()
        let traced = try String(contentsOfFile: log, encoding: .utf8)
        let isInjected = traced.contains(fault.hasPrefix("signal") ? "killed by SIGKILL" : "INJECTED")
        let said = try run.said()
        if !isInjected { #expect(said.isEnded && said.failures.isEmpty, "\(said.failures)") }
        var seen: [Checkpoint] = []
        do {
            try await run.look(said, seen: &seen)
            #expect(try run.sandbox.verify().allSatisfy(\.isSound), "\(fault) at \(call) \(number)")
        } catch {
            Issue.record("\(fault) at \(call) \(number): \(error)")
        }
        return isInjected
    }
}
