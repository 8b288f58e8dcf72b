import Foundation
import GRDB
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("A write-ahead log that was cut or damaged")
struct CutWriteAheadLogTests {
    /// A folder as a power cut leaves it, everything still in the write-ahead log, and the root of every size it had.
    private struct Left {
        let sandbox: Sandbox
        let files: [String: Data]
        let roots: [MerkleHash]

        /// With its journal or without. That holds the last record alone if each was moved before the next came.
        static func make(commits: Int, keepsJournal: Bool = false, settlesEach: Bool = true) async throws -> Left {
            let sandbox = try Sandbox()
            let trail = try sandbox.open()
            var leaves: [MerkleHash] = []
            for number in 0..<commits {
                let receipts = try await trail.record(
                    asked: (0...number % 3).map { try sandbox.asked("n\(number)-\($0)") })
                leaves += receipts.map { MerkleHash.leaf($0.leaf) }
                if settlesEach { try trail.settle() }
            }
            try trail.settle()
            let copy = try sandbox.copy()
            defer { try? FileManager.default.removeItem(atPath: copy) }
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: copy)
            where !name.hasSuffix("-shm") && (keepsJournal || !name.hasSuffix(".journal")) {
                files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(copy)/\(name)"))
            }
            try trail.stop()
            var edge = RightEdge()
            let roots =
                [edge.root]
                + leaves.map { leaf in
                    edge.append(leaf)
                    return edge.root
                }
            return Left(sandbox: sandbox, files: files, roots: roots)
        }

        /// Puts everything back, with another write-ahead log, and a `log-head` that remembers nothing if so told.
        func putBack(_ log: Data, head: Data?) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder) {
                try FileManager.default.removeItem(atPath: "\(sandbox.folder)/\(name)")
            }
            for (name, octets) in files {
                let path = "\(sandbox.folder)/\(name)"
                try octets.write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
            try log.write(to: URL(fileURLWithPath: sandbox.folder + "/exchange.db-wal"))
            if let head { try head.write(to: URL(fileURLWithPath: sandbox.folder + "/log-head")) }
        }
    }

    /// How many sizes came out, and how many refusals.
    private struct Outcomes {
        var sizes: Set<Int64> = []
        var refused = 0
    }

    /// A prefix of what was, or a refusal; never another root. Where `log-head` remembers, nothing shorter either.
    private func expectPrefix(_ left: Left, _ log: Data, remembers: Bool, _ outcomes: inout Outcomes, _ what: String)
        throws
    {
        let head = LogHead(clock: Instant(milliseconds: 0))
        try left.putBack(log, head: remembers ? nil : Data(head.octets))
        let remembered = try LogHead(
            octets: Array(Data(contentsOf: URL(fileURLWithPath: left.sandbox.folder + "/log-head"))))
        let trail: AuditTrail
        do { trail = try left.sandbox.open() } catch {
            outcomes.refused += 1
            return
        }
        let found = trail.head(.exchange)
        outcomes.sizes.insert(found.size)
        if Int(found.size) >= left.roots.count || left.roots[Int(found.size)] != found.root {
            Issue.record("\(what): a root that never was, at size \(found.size)")
        }
        if found.size < remembered?.exchange.size ?? 0 { Issue.record("\(what): `log-head` was not believed") }
        try trail.stop()
    }

    /// At pages, at random, and behind the last octet.
    private func placesToCut(_ log: Data, seed: UInt64) -> [Int] {
        var random = SeededRandom(seed: seed)
        let pages = Array(stride(from: 0, to: log.count, by: 4_096 * Soak.count(12, soak: 1)))
        return pages + (0..<Soak.count(25, soak: 500)).map { _ in Int.random(in: 0...log.count, using: &random) }
            + [log.count]
    }

    @Test("cut anywhere opens as the log was at some moment, or is refused", arguments: [true, false])
    func cut(remembers: Bool) async throws {
        let left = try await Left.make(commits: 60)
        let log = try #require(left.files["exchange.db-wal"])
        let places = placesToCut(log, seed: 4_096)
        var outcomes = Outcomes()

        for place in places {
            try expectPrefix(left, log.prefix(place), remembers: remembers, &outcomes, "cut at \(place)")
        }

        #expect(outcomes.sizes.contains(Int64(left.roots.count - 1)))
        #expect(remembers ? outcomes.refused > 0 : outcomes.sizes.count > 5)
        if Soak.count(0, soak: 1) == 1 {
            print(
                "\(places.count) cuts of \(log.count) octets: \(outcomes.sizes.count) sizes, \(outcomes.refused) refused"
            )
        }
    }

    @Test("cut anywhere beside a journal that was not is filled up from it, or refused", arguments: [true, false])
    func cutBesideJournal(settlesEach: Bool) async throws {
        let left = try await Left.make(commits: 60, keepsJournal: true, settlesEach: settlesEach)
        let log = try #require(left.files["exchange.db-wal"])
        let places = placesToCut(log, seed: 56)
        var outcomes = Outcomes()

        for place in places {
            try expectPrefix(left, log.prefix(place), remembers: false, &outcomes, "cut at \(place)")
        }

        // Nothing that was acknowledged is missing from a log that opens, though `log-head` remembers nothing.
        #expect(outcomes.sizes == [Int64(left.roots.count - 1)])
        #expect(settlesEach ? outcomes.refused > 0 : outcomes.refused < places.count)
        if Soak.count(0, soak: 1) == 1 {
            print("\(places.count) cuts beside a journal: \(outcomes.refused) refused, all others whole")
        }
    }

    @Test("with any bit changed opens as the log was at some moment, or is refused")
    func flipped() async throws {
        let left = try await Left.make(commits: 30)
        let log = try #require(left.files["exchange.db-wal"])
        var random = SeededRandom(seed: 7)
        var outcomes = Outcomes()

        for _ in 0..<Soak.count(40, soak: 1_000) {
            var damaged = log
            let place = Int.random(in: 0..<log.count, using: &random)
            damaged[damaged.startIndex + place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try expectPrefix(left, damaged, remembers: false, &outcomes, "bit at \(place)")
        }

        #expect(outcomes.sizes.count > 3)
    }
}
