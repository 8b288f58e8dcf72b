import AuditTrail
import Foundation
import GRDB
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("erasure")
struct ErasureTests {
    /// The sealed octets of some rows: what must not be found anywhere afterwards.
    private func sealed(_ sandbox: Sandbox, _ seqs: [Int]) throws -> [Data] {
        let database = try DatabaseQueue(path: sandbox.folder + "/exchange.db")
        defer { try? database.close() }
        return try database.read { database in
            try seqs.flatMap { seq -> [Data] in
                let row = try Row.fetchOne(
                    database,
                    sql:
                        "SELECT p.subject, p.decision, b.query, b.answer FROM payload p JOIN body b USING(seq) WHERE seq = ?",
                    arguments: [seq])
                return (0..<4).compactMap { row?[$0] as Data? }
            }
        }
    }

    /// Every file of the folder, the write-ahead logs included.
    private func octets(_ folder: String) throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0)")
        }
    }

    /// How many of the pieces stand somewhere. One pass over the files, whatever the number of pieces.
    private func count(of pieces: [Data], in files: [Data]) -> Int {
        let search = PieceSearch(pieces)
        return files.reduce(into: Set<Int>()) { $0.formUnion(search.found(in: $1)) }.count
    }

    // clause: FCP-AUD-34+
    @Test("after erasing, no octet of what was sealed is left anywhere, and root, proofs and export stand")
    func nothingLeft() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let (events, erased) = (Soak.count(1_200, soak: 100_000), Soak.count(120, soak: 1_000))
        for start in stride(from: 0, to: events, by: 100) {
            try await withThrowingTaskGroup { group in
                for number in start..<start + 100 {
                    group.addTask {
                        _ = try await trail.record(
                            sandbox.answered(
                                "e\(number)", payloads: LeafPayloads(subject: [["family": .string("Name\(number)")]])))
                    }
                }
                try await group.waitForAll()
            }
        }
        let note = try trail.checkpoint(.exchange, at: sandbox.now)
        let bundles = EvidenceBundles(folder: sandbox.folder, keys: try sandbox.verifierKeys())
        let chosen = (0..<erased).map { $0 * (events / erased) }
        let proven = stride(from: 0, to: events, by: events / 60).map { EvidenceBundles.Choice.index(Int64($0)) }
        let before = try proven.map { try bundles.make($0, in: .exchange) }
        let pieces = try sealed(sandbox, chosen).map { $0.prefix(64) }
        #expect(pieces.count == 4 * erased)
        #expect(count(of: pieces, in: try octets(sandbox.folder)) == pieces.count)

        try await trail.erase(sandbox.erasure([.subject, .decision], chosen.map(Int64.init)))

        let running = try octets(sandbox.folder)
        #expect(count(of: pieces, in: running) == 0)
        #expect(try trail.storedCheckpoint(.exchange, year: 2026) == note)
        #expect(try proven.map { try bundles.make($0, in: .exchange) } == before)
        try trail.stop()
        let found = try sandbox.verify()
        #expect(found.map(\.firstFault) == [nil, nil])
        #expect((found[0].erased, Int(found[0].size)) == (2 * erased, events))
        let afterwards = try octets(sandbox.folder)
        #expect(count(of: pieces, in: afterwards) == 0)
        let names = Data("\"family\":\"Name".utf8)
        #expect((running + afterwards).allSatisfy { $0.range(of: names) == nil })
        if Soak.count(0, soak: 1) == 1 { print("\(erased) of \(events) erased, \(pieces.count) pieces looked for") }
    }

    @Test("one person's part goes, the others keep theirs")
    func residue() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        let others: JSONValue = [["ref": "s2", "family": "Reid"]]

        try await trail.erase(
            made.sandbox.erasure([.subject], [0], residues: [Residue(index: 0, slot: .subject, value: others)]))

        var found: [FoundEntry] = []
        try AuditReader(folder: made.sandbox.folder).forEach(in: .exchange, opening: [.subject]) { found.append($0) }
        #expect(found[0].entry.payloads[.subject] == nil)
        #expect(found[0][.subject] == Redacted(others))
        #expect(found[1][.subject] == found[1].entry.payloads[.subject])
        try trail.stop()
    }

    @Test("interrupted before the rows went, fsck says so, and erasing again finishes it")
    func interrupted() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        _ = try await trail.record(made.sandbox.event("payload.erased", binding: "exchange/2026/subject/0"))
        #expect(try made.sandbox.verify()[0].firstFault?.contains("is still here") == true)

        try await trail.erase(made.sandbox.erasure([.subject], [0]))

        #expect(try made.sandbox.verify().allSatisfy(\.isSound))
        try trail.stop()
    }

    @Test("a shard is erased whole once it is closed, with one tombstone")
    func wholeShard() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:00Z")
        let trail = try sandbox.open()
        for number in 0..<200 { _ = try await trail.record(sandbox.answered("e\(number)")) }
        await #expect(throws: AuditFailure.self) {
            try await trail.erase(sandbox.erasure(Set(PayloadSlot.allCases), nil))
        }
        sandbox.advance(seconds: 120)
        _ = try await trail.record(sandbox.answered("next"))

        let receipts = try await trail.erase(sandbox.erasure(Set(PayloadSlot.allCases), nil))

        #expect(receipts.count == 1)
        let found = try sandbox.verify()
        #expect(found.map(\.firstFault) == [nil, nil, nil, nil])
        #expect((found[0].erased, found[0].bodies, found[1].erased) == (800, 0, 0))
        try trail.stop()
    }

    @Test("more leaves than one tombstone holds make several")
    func manyTombstones() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        for number in 0..<300 { _ = try await trail.record(sandbox.answered("e\(number)")) }

        let receipts = try await trail.erase(sandbox.erasure([.subject], (0..<300).map(Int64.init)))

        #expect(receipts.count == 3)
        #expect(try sandbox.verify()[0].erased == 300)
        try trail.stop()
    }

    @Test("a hold on a shard refuses, until it is lifted")
    func hold() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        _ = try await trail.record(made.sandbox.event("hold.placed", binding: "inquest-4 exchange/2026"))
        #expect(try trail.holds().map(\.name) == ["inquest-4"])

        await #expect(throws: AuditFailure.self) { try await trail.erase(made.sandbox.erasure([.subject], [0])) }
        #expect(try made.sandbox.verify()[0].erased == 0)
        _ = try await trail.record(made.sandbox.event("hold.lifted", binding: "inquest-4"))
        try await trail.erase(made.sandbox.erasure([.subject], [0]))

        #expect(try trail.holds().isEmpty)
        #expect(try made.sandbox.verify()[0].erased == 1)
        try trail.stop()
    }
}
