import Crypto
import Foundation
import GRDB
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("Erasing destroys keys")
struct KeyErasureTests {
    private static let stillThere =
        "is erased, but its key is still in `keys.db`: erase the same again, or start the node"

    private func entries(_ folder: String) throws -> [FoundEntry] {
        var found: [FoundEntry] = []
        try AuditReader(folder: folder).forEach(in: .exchange, opening: Set(PayloadSlot.allCases)) { found.append($0) }
        return found
    }

    /// How many of the pieces stand in some file of the folder.
    private func count(of pieces: [Data], in folder: String) throws -> Int {
        let search = PieceSearch(pieces)
        return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Set<Int>()) { found, name in
            found.formUnion(search.found(in: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()))
        }.count
    }

    @Test("with the keys of afterwards, a copy from before shows neither what was erased nor the body, and all else")
    func olderCopy() async throws {
        let made = try await ExportSandbox(answered: 2)
        let copy = try made.sandbox.copy()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let before = try entries(copy)
        let reader = try AuditReader(folder: copy)
        #expect(before.prefix(2).map(\.entry.payloads.count) == [4, 4])
        #expect(try reader.bodies(of: before[0]).query != nil && reader.bodies(of: before[0]).answer != nil)
        let trail = try made.sandbox.open()

        try await trail.erase(made.sandbox.erasure([.subject, .decision], [0]))
        try trail.stop()
        try KeysOfFolder(made.sandbox).replaceKeys(of: copy)

        let after = try entries(copy)
        let bodies = try reader.bodies(of: before[0])
        #expect(bodies.query == nil && bodies.answer == nil)
        #expect(after[0].entry.payloads == before[0].entry.payloads.filter { [.actor, .reason].contains($0.key) })
        #expect(after.dropFirst().map(\.entry) == before.dropFirst().map(\.entry))
        #expect(try reader.bodies(of: before[1]).answer == Redacted(Array("answer to q1".utf8)))
        #expect(try made.sandbox.verify().map(\.firstFault) == [nil, nil])
    }

    @Test("slots of one record go one after another, and what is left opens until the last of them")
    func oneByOne() async throws {
        let made = try await ExportSandbox(answered: 1)
        let trail = try made.sandbox.open()
        let number = try KeysOfFolder(made.sandbox).numbers()[0]
        var left = Set(PayloadSlot.allCases)

        for slot in [PayloadSlot.reason, .actor, .subject, .decision] {
            try await trail.erase(made.sandbox.erasure([slot], [0]))
            left.remove(slot)

            for other in PayloadSlot.allCases {
                let found = try trail.vault.reader.find(number, RecordUse(other))
                #expect(found.isKey == left.contains(other) && found.isDestroyed != left.contains(other))
            }
            #expect(Set(try trail.entries(.exchange, limit: 1, openingPayloads: true)[0].payloads.keys) == left)
            #expect(try trail.vault.reader.find(number, .body).isDestroyed)
            #expect(try made.sandbox.verify().map(\.firstFault) == [nil, nil])
        }
        #expect(try KeysOfFolder(made.sandbox).rows([number]) == [RecordKeyRow.destroyed])
        try trail.stop()
    }

    @Test("no octet of a destroyed key's row is left in any file, while the node runs and after it stopped")
    func nothingLeft() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        for start in stride(from: 0, to: 900, by: 100) {
            try await withThrowingTaskGroup { group in
                for number in start..<start + 100 {
                    group.addTask { _ = try await trail.record(sandbox.answered("e\(number)")) }
                }
                try await group.waitForAll()
            }
        }
        let keys = KeysOfFolder(sandbox)
        let chosen = (0..<180).map { $0 * 5 }
        let numbers = try keys.numbers()
        let rows = try keys.rows(chosen.map { numbers[$0] })
        let pieces = rows.flatMap { [$0.prefix(64), $0.suffix(64)] }
        #expect(try count(of: pieces, in: sandbox.folder) == 360)

        for half in [Set([PayloadSlot.subject]), [.actor, .decision, .reason]] {
            let changed = try keys.rows(chosen.map { numbers[$0] }).map { $0.prefix(64) }
            try await trail.erase(sandbox.erasure(half, chosen.map(Int64.init)))

            #expect(try count(of: pieces + changed, in: sandbox.folder) == 0)
        }
        try trail.stop()
        #expect(try count(of: pieces, in: sandbox.folder) == 0)
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
    }

    @Test("a whole year that is erased leaves no key of it, and those of the next")
    func wholeShard() async throws {
        let sandbox = try Sandbox(at: "2026-12-31T23:59:00Z")
        let trail = try sandbox.open()
        for number in 0..<20 { _ = try await trail.record(sandbox.answered("e\(number)")) }
        sandbox.advance(seconds: 120)
        for number in 0..<3 { _ = try await trail.record(sandbox.answered("next\(number)")) }

        try await trail.erase(sandbox.erasure(Set(PayloadSlot.allCases), nil))

        let keys = KeysOfFolder(sandbox)
        let numbers = try keys.numbers()
        #expect(Set(try keys.rows(Array(numbers.prefix(20)))) == [RecordKeyRow.destroyed])
        #expect(try keys.rows(Array(numbers.dropFirst(20))).allSatisfy { $0 != RecordKeyRow.destroyed })
        try trail.stop()
    }

    // MARK: - Interruptions

    /// A tombstone that stands, and rows that are gone: the process ended before the keys went.
    private func interrupted(_ made: ExportSandbox, _ trail: AuditTrail) async throws {
        _ = try await trail.record(made.sandbox.event("payload.erased", binding: "exchange/2026/subject/0"))
        let raw = try Raw(made.sandbox, .exchange)
        try raw.change("UPDATE payload SET subject = NULL WHERE seq = 0")
        try raw.change("DELETE FROM body WHERE seq = 0")
    }

    @Test("interrupted between rows and keys, fsck names the row, and erasing the same again finishes it")
    func erasedAgain() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        try await interrupted(made, trail)
        #expect(try made.sandbox.verify()[0].faults == ["payload subject of leaf 0: \(Self.stillThere)"])

        try await trail.erase(made.sandbox.erasure([.subject], [0]))

        #expect(try made.sandbox.verify().map(\.firstFault) == [nil, nil])
        try trail.stop()
    }

    @Test("the next start finishes an erasure that was noted, once its rows are gone and not before")
    func finishedAtTheStart() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        let rows = [0, 1].map { ErasedRows(.exchange, year: 2026, slots: [.subject], indexes: [$0]) }
        try trail.vault.note(rows.map { ($0, []) })
        try await interrupted(made, trail)
        try trail.stop()

        let next = try made.sandbox.open()

        #expect(try next.vault.pendingErasures().map(\.payloads) == [rows[1]])
        #expect(try made.sandbox.verify().map(\.firstFault) == [nil, nil])
        #expect(try next.entries(.exchange, openingPayloads: true)[1].payloads.count == 4)
        try next.stop()
    }

    @Test("a residue has a key of its own, which goes when the same is erased again, or at the next start")
    func residues() async throws {
        let made = try await ExportSandbox(answered: 2)
        let (sandbox, keys) = (made.sandbox, KeysOfFolder(made.sandbox))
        let others: JSONValue = [["ref": "s2", "family": "Reid"]]
        func erase(_ trail: AuditTrail, leaving residues: [Residue]) async throws {
            try await trail.erase(sandbox.erasure([.subject], [0], residues: residues))
        }
        let trail = try sandbox.open()
        try await erase(trail, leaving: [Residue(index: 0, slot: .subject, value: others)])
        let first = try #require(try keys.residues().first)
        #expect(try trail.vault.reader.find(first, .residue).isKey)
        #expect(try entries(sandbox.folder)[0][.subject] == Redacted(others))

        try await erase(trail, leaving: [Residue(index: 0, slot: .subject, value: [])])
        #expect(try trail.vault.reader.find(first, .residue).isDestroyed)
        let second = try #require(try keys.residues().first)
        #expect(second != first)

        let rows = ErasedRows(.exchange, year: 2026, slots: [.subject], indexes: [0])
        try trail.vault.note([(rows, [second])])
        try trail.finishErasures()
        #expect(try trail.vault.reader.find(second, .residue).isKey)
        try Raw(sandbox, .exchange).change("DELETE FROM residue")
        #expect(try sandbox.verify()[0].faults == ["residue of `exchange/2026/subject/0`: \(Self.stillThere)"])
        try trail.stop()
        let next = try sandbox.open()
        #expect(try next.vault.reader.find(second, .residue).isDestroyed)
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
        try next.stop()
    }

    @Test("a row that still waits in the outbox opens after an erasure, and its key goes once it was taken")
    func waitingTask() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: ["case": "A-1"], length: 64)
        _ = try await trail.record(sandbox.answered("one", outbox: [item]))
        let number = try KeysOfFolder(sandbox).numbers()[0]

        try await trail.erase(sandbox.erasure(Set(PayloadSlot.allCases), [0]))

        #expect(try trail.outbox(after: 0, limit: 10).map(\.item) == [item])
        #expect(try trail.vault.reader.find(number, .subject).isDestroyed)
        try trail.acknowledge(outboxThrough: 1)
        try trail.finishErasures()
        #expect(try trail.vault.reader.find(number, .outbox).isDestroyed)
        #expect(try trail.vault.pendingErasures().isEmpty)
        #expect(try KeysOfFolder(sandbox).rows([number]) == [RecordKeyRow.destroyed])
        try trail.stop()
    }

    @Test("what is erased while fsck reads an older state is no fault of the log")
    func erasedMeanwhile() async throws {
        let made = try await ExportSandbox(answered: 2)
        let trail = try made.sandbox.open()
        try eraseBeside(made.sandbox, trail)
        try trail.stop()
    }

    private func eraseBeside(_ sandbox: Sandbox, _ trail: AuditTrail) throws {
        let number = try KeysOfFolder(sandbox).numbers()[0]
        let keys = try KeyReader(folder: sandbox.folder, masterKey: AuditTrail.masterKey(folder: sandbox.folder))
        let tombstones = try Raw(sandbox, .internal).database.read { try Tombstones($0) }
        let (reading, writing) = (try Raw(sandbox, .exchange), try Raw(sandbox, .exchange))
        func look(_ database: Database) throws -> LogVerification {
            try LogVerifier(
                database, folder: sandbox.folder, log: .exchange, mark: .none, keys: keys,
                verifierKeys: sandbox.verifierKeys(), tombstones: tombstones, now: nil, findingAll: true
            ).verify()[0]
        }

        try reading.database.read { database in
            #expect(try look(database).bodies == 6)
            try trail.vault.destroy([.subject], of: [ErasedRecord(key: number, waitsInOutbox: false)])
            keys.forget()
            #expect(
                try look(database).faults == [
                    "payload subject of leaf 0: is still here, but its key was destroyed",
                    "body of leaf 0: is still here, but its key was destroyed",
                ])

            try writing.change("UPDATE payload SET subject = NULL WHERE seq = 0; DELETE FROM body WHERE seq = 0")

            let found = try look(database)
            #expect(found.faults == [])
            #expect((found.erased, found.bodies, found.payloads) == (1, 4, 15))
        }
    }

    // MARK: - Days

    @Test("when bodies are too old to be kept their day's key goes, and a copy from before shows payloads and no body")
    func dayOfBodies() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open(bodyDays: 90)
        _ = try await first.record(sandbox.answered("one"))
        try first.stop()
        let copy = try sandbox.copy()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let trail = try sandbox.open(bodyDays: 90)
        let wrapped = try trail.vault.file.read {
            try Data.fetchAll($0, sql: "SELECT wrapped FROM key ORDER BY day LIMIT 1")
        }
        #expect(try count(of: wrapped, in: sandbox.folder) == 1)
        let reader = try AuditReader(folder: copy)
        let entry = try entries(copy)[0]

        #expect(try trail.purgeBodies(now: sandbox.now.adding(seconds: 90 * 86_400)) == 0)
        try KeysOfFolder(sandbox).replaceKeys(of: copy)
        #expect(try reader.bodies(of: entry).query == Redacted(Array("query".utf8)))
        #expect(try trail.purgeBodies(now: sandbox.now.adding(seconds: 91 * 86_400)) == 1)

        #expect(try count(of: wrapped, in: sandbox.folder) == 0)
        try KeysOfFolder(sandbox).replaceKeys(of: copy)
        let bodies = try reader.bodies(of: entry)
        #expect(bodies.query == nil && bodies.answer == nil)
        #expect(try entries(copy)[0].entry.payloads.count == 4)
        _ = try await trail.record(sandbox.answered("two"))
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
        #expect(try sandbox.verify()[0].bodies == 2)
        try trail.stop()
    }

    @Test("rows of a folder from before records had keys open under their day's, and are erased as they were")
    func olderFolder() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let item = OutboxItem(kind: "hand-off", payload: ["case": "A-1"], length: 64)
        let payloads = LeafPayloads(actor: "worker 7", subject: ["family": "Okafor"])
        _ = try await trail.record(sandbox.answered("one", payloads: payloads, outbox: [item]))
        _ = try await trail.record(sandbox.answered("two", payloads: payloads))
        let before = try entries(sandbox.folder)
        try DayKeyFolder(trail).seal(record: 0, item)

        #expect(try entries(sandbox.folder) == before)
        #expect(try AuditReader(folder: sandbox.folder).bodies(of: before[0]).query == Redacted(Array("query".utf8)))
        #expect(try trail.outbox(after: 0, limit: 1).map(\.item) == [item])
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
        try trail.stop()
        let next = try sandbox.open()
        try await next.erase(sandbox.erasure([.subject], [0]))

        #expect(try entries(sandbox.folder).map(\.entry.payloads.count) == [3, 4])
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
        try next.stop()
    }
}

/// Seals a record anew as folders had it before each record had a key of its own.
private struct DayKeyFolder {
    let trail: AuditTrail

    init(_ trail: AuditTrail) { self.trail = trail }

    func seal(record seq: Int64, _ item: OutboxItem) throws {
        let day = try #require(try trail.entries(.exchange).first).time.utcDay
        let payloadKey = try trail.vault.days.key(day: day, use: .payload)
        let bodyKey = try trail.vault.days.key(day: day, use: .body)
        let nonce = [UInt8](repeating: 3, count: 12)
        #expect(payloadKey.id < RecordKey.firstNumber)
        try Raw(folder: trail.configuration.folder, .exchange).database.write { database in
            for table in ["payload", "body"] {
                let row = try #require(
                    try Row.fetchOne(
                        database,
                        sql:
                            "SELECT *, (SELECT octets FROM leaf l WHERE l.seq = t.seq) AS leaf FROM \(table) t WHERE seq = ?",
                        arguments: [seq]))
                let number: Int64 = row["key"]
                if table == "payload" {
                    let leaf = try #require(ReadLeaf(Array(row["leaf"] as Data), in: .exchange))
                    for slot in PayloadSlot.allCases {
                        let sealed: Data = row[slot.description]
                        let key = try #require(try trail.vault.reader.key(number, RecordUse(slot)))
                        let opened = try #require(
                            SealedFrame.open(sealed, slot: slot, commitment: leaf.commitments[slot], key: key))
                        var anew: [UInt8] = []
                        try SealedFrame.seal(
                            opened.payload, of: slot, leaf.commitments[slot], bound: opened.bound,
                            length: sealed.count - SealedFrame.storedHead, key: KeyPart(payloadKey.key),
                            seed: (opened.commitmentKey + nonce)[...], with: try OctetCipher(), into: &anew)
                        try database.execute(
                            sql: "UPDATE payload SET \(slot) = ?, key = ? WHERE seq = ?",
                            arguments: [Data(anew), payloadKey.id, seq])
                    }
                } else {
                    guard case .key(let key) = try trail.vault.reader.findBody(number, day: day) else { return }
                    for (column, word) in [("query", BodyRow.queryWord), ("answer", BodyRow.answerWord)] {
                        let octets = try #require(SealedOctets.open(row[column], as: word, key: key))
                        try database.execute(
                            sql: "UPDATE body SET \(column) = ?, key = ? WHERE seq = ?",
                            arguments: [
                                Data(
                                    try SealedOctets.seal(
                                        octets, as: word, key: KeyPart(bodyKey.key), nonce: nonce[...],
                                        with: try OctetCipher())), bodyKey.id, seq,
                            ])
                    }
                }
            }
            var frame: [UInt8] = []
            try OutboxFrame.seal(
                item, key: KeyPart(payloadKey.key), nonce: nonce[...], with: try OctetCipher(), into: &frame)
            try database.execute(
                sql: "UPDATE outbox SET sealed = ?, key = ? WHERE seq = ?",
                arguments: [Data(frame), payloadKey.id, seq])
        }
    }
}
