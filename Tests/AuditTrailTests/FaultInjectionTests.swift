import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// Whether the system's calls of a process can be made to fail.
enum Strace {
    static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    /// What injects something into the n-th call of every thread.
    static func injecting(_ what: String, into call: String, at number: Int, log: String) -> [String] {
        ["-f", "-q", "-o", log, "-e", "trace=\(call)", "-e", "inject=\(call):\(what):when=\(number)"]
    }

    /// Begins to trace a process that waits; returns when each of its threads is traced.
    static func attach(to pid: Int32, _ arguments: [String]) async throws -> Process {
        let strace = Process()
        strace.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        strace.arguments = arguments + ["-p", "\(pid)"]
        strace.standardError = FileHandle.nullDevice
        try strace.run()
        for _ in 0..<3_000 {
            if try isTraced(pid) { return strace }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("strace does not attach")
        return strace
    }

    private static func isTraced(_ pid: Int32) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").allSatisfy { thread in
            let status = FileManager.default.contents(atPath: "/proc/\(pid)/task/\(thread)/status") ?? Data()
            return !String(decoding: status, as: UTF8.self).contains("TracerPid:\t0\n")
        }
    }
}

@Suite(
    "A disk that fails",
    .enabled(if: Strace.isHere, "strace is not installed; `make soak` installs it and runs these"))
struct FaultInjectionTests {
    static let calls = ["fdatasync", "pwrite64", "ftruncate", "fsync"]
    static let faults = ["error=ENOSPC", "error=EIO", "signal=KILL"]

    @Test(
        "at any sync, write or truncation of an append loses nothing that was acknowledged, and the log goes on",
        arguments: calls, faults)
    func appending(call: String, fault: String) async throws {
        let step = Soak.count(call == "pwrite64" ? 23 : 3, soak: 1)
        try await goThrough(call, fault, by: step) { run, arguments in
            let input = Pipe()
            let writer = try run.start("steps", input: input)
            while try !run.said().isOpen { try await Task.sleep(for: .milliseconds(5)) }
            let strace = try await Strace.attach(to: writer.processIdentifier, arguments)
            try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
            writer.waitUntilExit()
            strace.waitUntilExit()
        }
    }

    @Test("nor does a start that fails at any of them", arguments: calls, faults)
    func starting(call: String, fault: String) async throws {
        let step = Soak.count(call == "pwrite64" ? 149 : 29, soak: 7)
        try await goThrough(call, fault, by: step) { run, arguments in
            try run.start("steps", behind: ["strace"] + arguments).waitUntilExit()
        }
    }

    /// Runs with a fault at the first call, the next, and so on, until there is no such call.
    private func goThrough(
        _ call: String, _ fault: String, by step: Int, _ start: (CrashRun, [String]) async throws -> Void
    ) async throws {
        var runs = 0
        var isInjected = true
        while isInjected {
            let number = 1 + runs * step
            let run = CrashRun(sandbox: try Sandbox())
            let log = run.sandbox.folder + "-strace"
            defer {
                run.clear()
                try? FileManager.default.removeItem(atPath: log)
            }
            try await start(run, Strace.injecting(fault, into: call, at: number, log: log))
            let traced = try String(contentsOfFile: log, encoding: .utf8)
            isInjected = traced.contains(fault.hasPrefix("signal") ? "killed by SIGKILL" : "INJECTED")
            try await expectWhole(run, isInjected, "\(fault) at \(call) \(number)")
            if isInjected { runs += 1 }
        }
        // An append syncs and writes; it truncates and syncs whole files only when something is due.
        if ["fdatasync", "pwrite64"].contains(call) { #expect(runs > 0) }
        if Soak.count(0, soak: 1) == 1 { print("\(call) \(fault): \(runs) runs, \(step) apart") }
    }

    private func expectWhole(_ run: CrashRun, _ isInjected: Bool, _ what: Comment) async throws {
        let said = try run.said()
        if !isInjected { #expect(said.isEnded && said.failures.isEmpty, "\(said.failures)") }
        var seen: [Checkpoint] = []
        do {
            try await run.look(said, seen: &seen)
            #expect(try run.sandbox.verify().allSatisfy(\.isSound), what)
        } catch {
            Issue.record("\(what): \(error)")
        }
    }
}
