import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("A process that is killed")
struct KilledWriterTests {
    // clause: FCP-AUD-2- FCP-WIT-2-
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
            // A slow machine writes little in each of its lives, and is given more of them.
            func isEnough() -> Bool {
                notes > 0 && acknowledged[.exchange]?.count ?? 0 > 64 && acknowledged[.internal]?.count ?? 0 > 8
            }
            for round in 0..<100 where round < Soak.count(6, soak: 20) || !isEnough() {
                let said = try await killedRun(run, afterFirstLeaf: round % 4 != 3, random: &random)
                #expect(said.failures.isEmpty && !said.isEnded)
                try await run.look(said, seen: &seen)
                for (log, leaves) in said.leaves { acknowledged[log, default: [:]].merge(leaves) { $1 } }
                notes += said.notes.count
            }
            try expectWhole(run.sandbox, acknowledged)
            #expect(isEnough())
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
