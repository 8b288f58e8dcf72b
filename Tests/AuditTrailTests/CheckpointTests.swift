import AuditTrail
import MerkleLog
import Testing
import WireProtocol

@Suite("checkpoints, tiles and shards")
struct CheckpointTests {
    // clause: FCP-WIT-1+ FCP-WIT-2+
    @Test("a note says what is committed, and is the same until it is due anew")
    func publication() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let key = try sandbox.configuration().verifierKey(.exchange, year: 2026)
        let empty = try trail.checkpoint(.exchange, at: sandbox.now)
        let receipt = try await trail.record(sandbox.answered("one"))

        sandbox.advance(seconds: 9)
        let early = try trail.checkpoint(.exchange, at: sandbox.now)
        sandbox.advance(seconds: 1)
        let due = try trail.checkpoint(.exchange, at: sandbox.now)

        #expect(early == empty)
        #expect(try Checkpoint(note: empty, signedBy: key).size == 0)
        let checkpoint = try Checkpoint(note: due, signedBy: key)
        #expect(checkpoint.size == 1)
        #expect(checkpoint.root == MerkleHash.leaf(receipt.leaf))
        #expect(checkpoint.extensionLines.isEmpty)
        #expect(try trail.storedCheckpoint(.exchange, year: 2026) == due)
    }

    // clause: FCP-WIT-2- FCP-WIT-3+ FCP-WIT-3-
    @Test("one size is signed once, also after a restart")
    func oneNoteASize() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one"))
        let note = try first.checkpoint(.exchange, at: sandbox.now)
        try first.stop()
        sandbox.advance(seconds: 3_600)

        let second = try sandbox.open()

        #expect(try second.checkpoint(.exchange, at: sandbox.now) == note)
    }

    // clause: FCP-WIT-4+ FCP-WIT-4-
    @Test("the internal log is published on the hour only, whatever happens in between")
    func fixedHours() async throws {
        let sandbox = try Sandbox(at: "2026-11-20T10:36:00Z")
        let trail = try sandbox.open()
        let first = try trail.checkpoint(.internal, at: sandbox.now)
        _ = try await trail.record(sandbox.event("audit.searched"))

        sandbox.advance(seconds: 23 * 60 + 59)
        let before = try trail.checkpoint(.internal, at: sandbox.now)
        sandbox.advance(seconds: 1)
        let after = try trail.checkpoint(.internal, at: sandbox.now)

        #expect(before == first)
        #expect(after != first)
    }

    // clause: FCP-WIT-4-
    @Test("a restart does not show how the internal log grew")
    func restartWithinTheHour() async throws {
        let sandbox = try Sandbox(at: "2026-11-20T10:05:00Z")
        let first = try sandbox.open()
        let note = try first.checkpoint(.internal, at: sandbox.now)
        _ = try await first.record(sandbox.event("audit.searched"))
        try first.stop()
        sandbox.advance(seconds: 600)

        let second = try sandbox.open()

        #expect(try second.checkpoint(.internal, at: sandbox.now) == note)
    }

    // clause: FCP-WIT-5+
    @Test("tiles and entries are served as far as the newest checkpoint, and prove every leaf")
    func tiles() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open(bodyDays: 0)
        let receipts = try await trail.record(asked: (0..<300).map { try sandbox.asked("n\($0)") })
        let note = try trail.checkpoint(.exchange, at: sandbox.now)
        _ = try await trail.record(sandbox.answered("later"))
        let key = try sandbox.configuration().verifierKey(.exchange, year: 2026)
        let checkpoint = try Checkpoint(note: note, signedBy: key)

        var reader = TileReader(size: checkpoint.size) { path in try? trail.tile(.exchange, path: path) }
        for index in [0, 255, 256, 299] as [Int64] {
            let proof = try InclusionProof.make(index: index, size: checkpoint.size) { position throws(TileFault) in
                try reader.hash(at: position)
            }
            #expect(proof?.proves(MerkleHash.leaf(receipts[Int(index)].leaf), in: checkpoint.root) == true)
        }

        let bundle = try #require(TilePath("tile/entries/001.p/44"))
        #expect(try trail.tile(.exchange, path: bundle).flatMap(EntryBundle.decode) == receipts[256...].map(\.leaf))
        for path in ["tile/0/001.p/45", "tile/entries/001.p/45", "tile/0/002.p/1", "tile/2/000.p/1", "tile/0/001"] {
            let path = try #require(TilePath(path))
            #expect(try trail.tile(.exchange, path: path) == nil)
        }
        let internalTile = try #require(TilePath("tile/0/000.p/1"))
        #expect(try trail.tile(.internal, path: internalTile) == nil)
    }

    // clause: FCP-WIT-28+
    @Test("a new year opens a shard whose first leaf carries the old one's final note", arguments: LogName.allCases)
    func newYear(log: LogName) async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let trail = try sandbox.open()
        func record(_ name: String) async throws -> AuditReceipt {
            switch log {
            case .exchange: try await trail.record(sandbox.answered(name))
            case .internal: try await trail.record(sandbox.event(name))
            }
        }
        let old = try await record("one")
        sandbox.advance(seconds: 1)

        let new = try await record("two")

        #expect(old.origin.hasSuffix("/2026"))
        #expect(new.origin.hasSuffix("/2027"))
        #expect((old.index, new.index) == (0, 1))
        let opened = try #require(try trail.entries(log, year: 2027).first)
        let note = try #require(try trail.storedCheckpoint(log, year: 2026))
        #expect(opened.event == "shard.opened")
        #expect(opened.binding == (try SignedNote(octets: note).text))
        #expect(opened.binding?.split(separator: "\n").count == 3)
        #expect(try trail.entries(log, year: 2026).count == 1)
        _ = try trail.checkpoint(log, at: sandbox.now)
        let found = try sandbox.verify().filter { $0.log == log }
        #expect(found.map(\.firstFault) == [nil, nil])
        #expect(found.map(\.size) == [1, 2])
    }

    @Test("the newest entry of an event is found however far back it is, in the year before too")
    func newestBinding() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let trail = try sandbox.open()
        func record(_ event: String, _ binding: String) async throws {
            _ = try await trail.record(
                InternalEvent(
                    event: event, binding: binding, directory: 1, payloads: LeafPayloads(), time: sandbox.now))
        }
        for binding in ["1 a", "2 b"] { try await record("policy.activated", binding) }
        sandbox.advance(seconds: 1)
        for number in 0..<520 { try await record("node.start", "\(number)") }

        #expect(try trail.newestBinding(of: "policy.activated") == "2 b")
        #expect(try trail.newestBinding(of: "node.start") == "519")
        #expect(try trail.newestBinding(of: "policy.suspensions") == nil)
    }

    @Test("a shard goes on after a restart, and a clock set back opens none")
    func shardAfterRestart() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one"))
        sandbox.advance(seconds: 1)
        _ = try await first.record(sandbox.answered("two"))
        try first.stop()
        sandbox.setWall(sandbox.now.adding(seconds: -30))

        let second = try sandbox.open()
        let receipt = try await second.record(sandbox.answered("three"))

        #expect(second.acceptsCreatedFrom == nil)
        #expect(receipt.origin.hasSuffix("/2027"))
        #expect(receipt.index == 2)
        let peer = try #require(Sandbox.peer)
        #expect(try second.priorAttempt(authority: peer, exchange: sandbox.exchange("one"))?.firstIndex == 0)
        #expect(try second.priorAttempt(authority: peer, exchange: sandbox.exchange("two"))?.firstIndex == 1)
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil, nil])
    }
}
