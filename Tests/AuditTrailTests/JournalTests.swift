import Foundation
import GRDB
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("The journal of a log")
struct JournalTests {
    /// Keeps the tables of the exchange log from being written, so that what becomes durable waits.
    private struct Hold {
        private let database: DatabaseQueue

        init(_ sandbox: Sandbox) throws {
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            database = try DatabaseQueue(path: sandbox.folder + "/exchange.db", configuration: configuration)
            try database.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        }

        func release() throws { try database.writeWithoutTransaction { try $0.execute(sql: "COMMIT") } }
    }

    /// A folder as a process left it that ended with records in the journal alone: one frame a record.
    private struct Left {
        let sandbox: Sandbox
        let files: [String: Data]
        let leaves: [[UInt8]]
        /// Where each frame of the journal begins, and where the last one ends.
        let places: [Int]

        var journal: Data { files["exchange.journal"] ?? Data() }

        /// The first `settled` records stand in the tables; the `waiting` others do not.
        static func make(settled: Int, waiting: Int) async throws -> Left {
            let sandbox = try Sandbox()
            let trail = try sandbox.open()
            var leaves: [[UInt8]] = []
            for number in 0..<settled { leaves.append(try await trail.record(sandbox.answered("s\(number)")).leaf) }
            try trail.settle()
            let hold = try Hold(sandbox)
            for number in 0..<waiting { leaves.append(try await trail.record(sandbox.answered("w\(number)")).leaf) }
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder)
            where !name.hasSuffix("-shm") {
                // `log-head` is replaced meanwhile, and its temporary file may be gone.
                files[name] = FileManager.default.contents(atPath: "\(sandbox.folder)/\(name)")
            }
            try hold.release()
            try trail.stop()
            let journal = Array(files["exchange.journal"] ?? Data())
            var places = [0]
            while let place = places.last, let head = JournalHead(journal[place...], key: nil), places.count <= waiting
            {
                places.append(place + head.paddedLength)
            }
            return Left(sandbox: sandbox, files: files, leaves: leaves, places: places)
        }

        func putBack(journal: Data? = nil, without removed: Set<String> = []) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.folder) {
                try FileManager.default.removeItem(atPath: "\(sandbox.folder)/\(name)")
            }
            for (name, octets) in files where !removed.contains(name) {
                let path = "\(sandbox.folder)/\(name)"
                try (name == "exchange.journal" ? journal ?? octets : octets).write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            }
        }

        /// The size of the log at a start; its leaves must be those that were acknowledged, in their order.
        func sizeAtStart() throws -> Int {
            let trail = try sandbox.open()
            let head = trail.head(.exchange)
            #expect(head.root == MerkleHash.root(of: leaves.prefix(Int(head.size)).map { MerkleHash.leaf($0) }))
            try trail.stop()
            return Int(head.size)
        }
    }

    // clause: FCP-AUD-2+
    @Test("what was acknowledged and stood in the journal alone is in the log after the next start")
    func recovered() async throws {
        let left = try await Left.make(settled: 3, waiting: 5)
        try left.putBack()

        #expect(try left.sizeAtStart() == 8)

        let found = try left.sandbox.verify(now: left.sandbox.now)
        #expect(found.map(\.firstFault) == [nil, nil])
        #expect((found[0].size, found[0].evidence, found[0].bodies) == (8, 8, 16))
        #expect(try Data(contentsOf: URL(fileURLWithPath: left.sandbox.folder + "/exchange.journal")).isEmpty)
    }

    // clause: FCP-TIM-12-
    @Test("what a start moved out of the journal is among the names that are refused")
    func recoveredNames() async throws {
        let left = try await Left.make(settled: 1, waiting: 2)
        try left.putBack()
        let trail = try left.sandbox.open()
        trail.exchange.names.wait()

        for name in ["s0", "w0", "w1"] {
            await #expect(throws: AuditFailure.replayed) {
                try await trail.record(left.sandbox.answered("again", nonce: "nonce-\(name)"))
            }
        }
        #expect(try await trail.record(left.sandbox.answered("new")).index == 3)
    }

    @Test("a start that ends while it moves the journal loses and doubles nothing")
    func recoveredTwice() async throws {
        let left = try await Left.make(settled: 0, waiting: 4)
        try left.putBack()
        let trail = try left.sandbox.open()
        let moved = try left.sandbox.copy()
        try trail.stop()
        try left.journal.write(to: URL(fileURLWithPath: moved + "/exchange.journal"))
        for name in try FileManager.default.contentsOfDirectory(atPath: moved) {
            try? FileManager.default.removeItem(atPath: left.sandbox.folder + "/" + name)
            try FileManager.default.moveItem(atPath: moved + "/" + name, toPath: left.sandbox.folder + "/" + name)
        }

        #expect(try left.sizeAtStart() == 4)
        #expect(try left.sandbox.verify().allSatisfy(\.isSound))
    }

    @Test("cut anywhere it gives the frames before the cut, all of each")
    func cut() async throws {
        let left = try await Left.make(settled: 2, waiting: 6)
        var random = SeededRandom(seed: 11)
        let end = try #require(left.places.last)
        var cuts = left.places + (0..<Soak.count(20, soak: 400)).map { _ in Int.random(in: 0...end, using: &random) }
        cuts.append(left.journal.count)
        var sizes: Set<Int> = []

        for cut in cuts {
            try left.putBack(journal: left.journal.prefix(cut))
            let size = try left.sizeAtStart()
            // A frame may end before its zeros do.
            let whole = left.places.dropFirst().filter { $0 <= cut }.count
            #expect(size == 2 + whole || size == 3 + whole, "cut at \(cut)")
            sizes.insert(size)
        }

        #expect(sizes == Set(2...8))
    }

    // clause: FCP-AUD-2-
    @Test("a bit changed in a frame that others follow is damage; in the last one it is as if that was never written")
    func flipped() async throws {
        let left = try await Left.make(settled: 1, waiting: 5)
        var random = SeededRandom(seed: 12)
        var refused = 0
        for _ in 0..<Soak.count(60, soak: 2_000) {
            let frame = Int.random(in: 0..<5, using: &random)
            let head = try #require(JournalHead(Array(left.journal)[left.places[frame]...], key: nil))
            let length = head.length + head.lengths.reduce(0, +)
            let place = left.places[frame] + Int.random(in: 0..<length, using: &random)
            var changed = left.journal
            changed[changed.startIndex + place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            try left.putBack(journal: changed)

            if frame == 4 {
                #expect(try left.sizeAtStart() == 5, "octet \(place)")
            } else {
                let failure = #expect(throws: AuditFailure.self) { try left.sandbox.open() }
                #expect(failure == .damaged("`exchange.journal` cannot be read from leaf row \(1 + frame) on"))
                refused += 1
            }
        }
        #expect(refused > 10)
    }

    @Test("records of another folder, or under another key, are not taken for its own")
    func foreign() async throws {
        let left = try await Left.make(settled: 1, waiting: 2)
        let other = JournalSeal.key(masterKey: [UInt8](repeating: 4, count: 32))

        #expect(try JournalContent(Array(left.journal), key: other).frames.isEmpty)
    }

    @Test("tables put back to an older state beside a newer journal are a rollback, not a gap in the log")
    func olderTables() async throws {
        let left = try await Left.make(settled: 0, waiting: 0)
        let trail = try left.sandbox.open()
        _ = try await trail.record(left.sandbox.answered("one"))
        try trail.settle()
        let hold = try Hold(left.sandbox)
        _ = try await trail.record(left.sandbox.answered("two"))
        let journal = try Data(contentsOf: URL(fileURLWithPath: left.sandbox.folder + "/exchange.journal"))
        try hold.release()
        try trail.stop()
        try left.putBack(journal: journal)
        try journal.write(to: URL(fileURLWithPath: left.sandbox.folder + "/exchange.journal"))

        let failure = #expect(throws: AuditFailure.self) { try left.sandbox.open() }

        #expect(
            failure
                == .rollbackDetected("the tables beside `exchange.journal` end at leaf row 0, it goes on at 1"))
    }

    // clause: FCP-AUD-2+
    @Test("a nonce or an exchange id that waits in the journal is taken")
    func taken() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let peer = try #require(Sandbox.peer)
        _ = try await trail.record(sandbox.answered("zero"))
        try trail.settle()
        let hold = try Hold(sandbox)
        let first = try await trail.record(sandbox.answered("one", nonce: "n"))

        await #expect(throws: AuditFailure.replayed) { try await trail.record(sandbox.answered("two", nonce: "n")) }
        await #expect(throws: AuditFailure.exchangeConflict) {
            try await trail.record(sandbox.answered("one", nonce: "m", query: "other"))
        }
        let again = try await trail.record(sandbox.answered("one", nonce: "o"))
        let prior = try trail.priorAttempt(authority: peer, exchange: sandbox.exchange("one"))
        try hold.release()
        await #expect(throws: AuditFailure.replayed) { try await trail.record(sandbox.answered("three", nonce: "n")) }

        #expect((first.index, again.index) == (1, 2))
        #expect(prior?.firstIndex == 1)
        #expect(try trail.priorAttempt(authority: peer, exchange: sandbox.exchange("one")) == prior)
        try trail.stop()
        #expect(try sandbox.verify(now: sandbox.now).map(\.firstFault) == [nil, nil])
    }

    @Test("records of one caller are all there or none, in the journal as in the log")
    func together() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let hold = try Hold(sandbox)
        let receipts = try await trail.record(asked: (0..<3).map { try sandbox.asked("n\($0)") })
        let journal = Array(try Data(contentsOf: URL(fileURLWithPath: sandbox.folder + "/exchange.journal")))
        try hold.release()
        try trail.stop()

        let content = try JournalContent(journal, key: JournalSeal.key(masterKey: sandbox.configuration().masterKey))
        #expect(content.frames.map(\.leaves.count) == [3])
        #expect(content.frames.first?.leaves.map(\.octets) == receipts.map(\.leaf))
    }

    @Test("whoever reads a folder whose node ended is told that records wait, not shown a log without them")
    func waiting() async throws {
        let left = try await Left.make(settled: 2, waiting: 1)
        try left.putBack()

        let failure = #expect(throws: AuditFailure.self) { try left.sandbox.verify() }

        let journal = left.sandbox.folder + "/exchange.journal"
        #expect(failure == .waiting("`\(journal)` goes on to leaf row 3"))
        _ = try left.sizeAtStart()
        #expect(try left.sandbox.verify()[0].size == 3)
    }

    @Test("an erasure leaves nothing of a record in the journal")
    func erased() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))
        #expect(try !Data(contentsOf: URL(fileURLWithPath: sandbox.folder + "/exchange.journal")).isEmpty)

        try await trail.erase(sandbox.erasure([.subject], [0]))

        #expect(try Data(contentsOf: URL(fileURLWithPath: sandbox.folder + "/exchange.journal")).isEmpty)
        _ = try await trail.record(sandbox.answered("two"))
        try trail.stop()
        #expect(try sandbox.verify().allSatisfy(\.isSound))
    }

    @Test("a year that turns while records wait opens its shard behind them")
    func newYear() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))
        sandbox.advance(seconds: 2)
        let receipt = try await trail.record(sandbox.answered("two"))
        try trail.stop()

        #expect((receipt.origin, receipt.index) == ("gateway.stockport.example/audit/2027", 1))
        #expect(try sandbox.verify().allSatisfy(\.isSound))
        #expect(try sandbox.verify().filter { $0.log == .exchange }.map(\.size) == [1, 2])
    }

    @Test("what is no record is refused, whatever its octets")
    func noise() async throws {
        let left = try await Left.make(settled: 0, waiting: 1)
        let journal = Array(left.journal)
        let head = try #require(JournalHead(journal[0...], key: nil))
        let record = Array(journal[head.length..<head.length + head.lengths[0]])
        let leaf = try LeafRows(record[...])
        #expect(Array(leaf.octets) == left.leaves[0])
        #expect(
            (leaf.evidence != nil, leaf.nonce != nil, leaf.exchange != nil, leaf.body != nil) == (
                true, true, true, true
            ))
        var random = SeededRandom(seed: 13)

        for length in 0..<record.count {
            #expect(throws: JournalFault.self) { try LeafRows(record.prefix(length)) }
        }
        var read = 0
        for _ in 0..<5_000 {
            var changed = record
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if (try? LeafRows(changed[...])) != nil { read += 1 }
            _ = JournalHead(changed[...], key: nil)
        }
        #expect(read < 5_000)
    }
}
