import Foundation
import GRDB
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("The names of a log in memory")
struct RecordedNamesTests {
    private static let peer = "E08000035"

    /// A database with the tables of a log and so many nonces and exchanges.
    private static func tables(_ rows: Int, in sandbox: Sandbox) throws -> DatabasePool {
        let pool = try DatabasePool(path: sandbox.folder + "/names.db")
        try pool.write { database in
            try LogSchema.create(in: database)
            for number in 0..<rows {
                try database.execute(
                    sql: """
                        INSERT INTO nonce(authority, nonce, expires, seq) VALUES (?, ?, 0, 0);
                        INSERT INTO exchange(authority, id, digest, first) VALUES (?, ?, x'00', 0)
                        """,
                    arguments: ["E\(number % 7)", "n\(number)", "E\(number % 7)", "x\(number)"])
            }
        }
        return pool
    }

    @Test("a sieve knows all it was told, and takes few others for known as long as it has room")
    func sieve() {
        var generator = SystemRandomNumberGenerator()
        var sieve = NameSieve(room: 65_536)
        let told = (0..<65_536).map { _ in UInt.random(in: .min ... .max, using: &generator) }
        for hash in told { sieve.add(hash) }

        #expect(told.allSatisfy(sieve.mayHold))
        let others = (0..<100_000).count { _ in sieve.mayHold(UInt.random(in: .min ... .max, using: &generator)) }
        #expect((1...1_000).contains(others), "\(others) of 100,000")
    }

    @Test("a sieve of any size holds what it is told", arguments: [0, 1, 4, 5, 8, 1_000])
    func anySize(room: Int) {
        var sieve = NameSieve(room: room)
        #expect(!sieve.mayHold(.max))
        for hash in [UInt.min, 1, 1 << 24, .max] { sieve.add(hash) }

        #expect([UInt.min, 1, 1 << 24, .max].allSatisfy(sieve.mayHold))
    }

    @Test("every name of the tables is known, over more pages than one", arguments: [0, 1, 4_096, 9_000])
    func pages(rows: Int) throws {
        let sandbox = try Sandbox()
        let pool = try RecordedNamesTests.tables(rows, in: sandbox)
        let names = RecordedNames(.exchange, leaves: 0)

        names.read(from: pool)
        names.wait()

        #expect((0..<rows).allSatisfy { names.mayHold(exchange: "x\($0)", of: "E\($0 % 7)") })
        #expect(!names.mayHold(exchange: "never", of: "E0"))
        #expect(!names.mayHold(exchange: "x0", of: "E9"))
        // A nonce is no exchange id.
        #expect(!names.mayHold(exchange: "n0", of: "E0"))
    }

    @Test("until the tables were read, and where they cannot be, every name may be known")
    func unread() throws {
        let sandbox = try Sandbox()
        let empty = try DatabasePool(path: sandbox.folder + "/empty.db")
        let names = RecordedNames(.exchange, leaves: 0)
        #expect(names.mayHold(exchange: "never", of: RecordedNamesTests.peer))

        names.read(from: empty)
        names.wait()

        #expect(names.mayHold(exchange: "never", of: RecordedNamesTests.peer))
    }

    @Test("a reading that was cut off by the end is not taken for whole")
    func stopped() throws {
        let sandbox = try Sandbox()
        let pool = try RecordedNamesTests.tables(1, in: sandbox)
        let names = RecordedNames(.exchange, leaves: 0)

        names.finish()
        names.read(from: pool)
        names.wait()

        #expect(names.mayHold(exchange: "never", of: RecordedNamesTests.peer))
    }

    // clause: FCP-TIM-11- FCP-TIM-12- FCP-AUD-17- FCP-TIM-21-
    @Test("what an earlier process recorded is refused by names read from the tables")
    func afterRestart() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        for number in 0..<20 { _ = try await first.record(sandbox.answered("n\(number)")) }
        try first.stop()

        let trail = try sandbox.open()
        trail.exchange.names.wait()

        try await RecordedNamesTests.refuses(trail, sandbox, (0..<20).map { "n\($0)" })
        #expect(
            !trail.exchange.names.mayHold(exchange: try sandbox.exchange("never").text, of: RecordedNamesTests.peer))
        #expect(try await trail.record(sandbox.answered("never")).index == 20)
    }

    // clause: FCP-TIM-11- FCP-AUD-17- FCP-TIM-21-
    @Test("what was recorded since the start is refused once it has left memory for the tables")
    func afterSettling() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        trail.exchange.names.wait()
        for number in 0..<20 { _ = try await trail.record(sandbox.answered("n\(number)")) }
        try trail.settle()

        try await RecordedNamesTests.refuses(trail, sandbox, (0..<20).map { "n\($0)" })
    }

    // clause: FCP-TIM-11- FCP-AUD-17- FCP-TIM-21-
    @Test("what opened a year's shard, past the journal, is refused like the rest")
    func pastTheJournal() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:59Z")
        let trail = try sandbox.open()
        trail.exchange.names.wait()
        _ = try await trail.record(sandbox.answered("old"))
        sandbox.advance(seconds: 2)
        _ = try await trail.record(sandbox.answered("new"))

        try await RecordedNamesTests.refuses(trail, sandbox, ["old", "new"])
    }

    /// Nonces again, and ids with another body, are refused, ids with their own body are retries, and each is found.
    private static func refuses(_ trail: AuditTrail, _ sandbox: Sandbox, _ names: [String]) async throws {
        let peer = try #require(Sandbox.peer)
        for name in names {
            await #expect(throws: AuditFailure.replayed) {
                try await trail.record(sandbox.answered("again-\(name)", nonce: "nonce-\(name)"))
            }
            await #expect(throws: AuditFailure.exchangeConflict) {
                try await trail.record(sandbox.answered(name, nonce: "fresh-\(name)", query: "other"))
            }
            #expect(try trail.priorAttempt(authority: peer, exchange: sandbox.exchange(name)) != nil)
        }
    }
}
