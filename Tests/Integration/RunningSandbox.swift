import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import fcg

/// Three councils as real processes on this machine, built once for a suite by the demonstration itself.
struct RunningSandbox: Sendable {
    @TaskLocal static var current: RunningSandbox?

    let plan: SandboxPlan
    /// What `fcg sandbox demo` said of the story, and its exit code.
    let story: Finished

    static func make(in folder: TemporaryFolder) async throws -> RunningSandbox {
        let plan = SandboxPlan(
            folder: folder.path("sandbox"), portBase: try FreePorts.base(with: [1, 7, 32, 35]), policies: samples,
            today: wallClock().londonDay)
        let story = try await Program.fcg([
            "sandbox", "demo", "--folder", plan.folder, "--port-base", "\(plan.portBase)", "--policies", samples,
        ])
        return RunningSandbox(plan: plan, story: story)
    }

    /// `Policies` of this repository.
    static let samples = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Policies").path(percentEncoded: false)

    var people: Story { plan.families.story }

    func process(_ council: SyntheticCouncil) -> CouncilProcess {
        CouncilProcess(council: plan.council(council), executable: Program.executable)
    }

    /// The council's node, started if it does not run. A council that witnesses its log runs before it: alone, a node
    /// refuses the requests of its first minute.
    @discardableResult
    func running(_ council: SyntheticCouncil) async throws -> CouncilProcess {
        for council in [council == .leeds ? .bradford : .leeds, council] where process(council).pid == nil {
            try await process(council).start()
        }
        return process(council)
    }

    func stop(_ council: SyntheticCouncil) async throws { try await process(council).stop() }

    func stopAll() async throws {
        for council in SyntheticCouncil.allCases { try await stop(council) }
    }

    /// Ends a node as a power cut would.
    func cutPower(_ council: SyntheticCouncil) async throws {
        let pid = try #require(process(council).pid)
        kill(pid, SIGKILL)
        try await eventually { kill(pid, 0) != 0 }
    }

    func log(_ council: SyntheticCouncil) throws -> String {
        try String(contentsOfFile: process(council).logFile, encoding: .utf8)
    }
}

/// Builds the sandbox before the first test of a suite, and takes it away after the last.
struct WithSandbox: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let sandbox = try await RunningSandbox.make(in: folder)
        do {
            try await RunningSandbox.$current.withValue(sandbox) { try await function() }
        } catch {
            try await sandbox.stopAll()
            throw error
        }
        try await sandbox.stopAll()
    }
}

extension Trait where Self == WithSandbox {
    static var sandbox: WithSandbox { WithSandbox() }
}

/// Waits until something holds; at most ten seconds.
func eventually(_ holds: () throws -> Bool) async throws {
    for _ in 0..<1_000 {
        if try holds() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("waited ten seconds in vain")
}
