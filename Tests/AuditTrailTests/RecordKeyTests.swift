import Crypto
import Foundation
import GRDB
import Testing
import WireProtocol

@testable import AuditTrail

@Suite("A key for each record")
struct RecordKeyTests {
    private static let item = OutboxItem(kind: "hand-off", payload: ["case": "A-1"], length: 64)

    @Test("every record takes one number, whatever it is about and however much is sealed with it")
    func oneEach() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()

        _ = try await trail.record(sandbox.answered("one"))
        _ = try await trail.record(sandbox.answered("two", outbox: [Self.item, Self.item]))
        _ = try await trail.record(asked: [sandbox.asked("three"), sandbox.asked("four")])
        _ = try await trail.record(sandbox.received("three"))
        _ = try await trail.record(sandbox.event("policy.activated"))
        _ = try await trail.record(sandbox.unanswered("four"))

        let keys = KeysOfFolder(sandbox)
        let numbers = try keys.numbers() + keys.numbers(.internal)
        #expect(numbers.map { $0 - RecordKey.firstNumber } == [0, 1, 2, 3, 4, 6, 5])
        #expect(Set(try keys.rows(numbers)).count == 7)
        let outbox = try Raw(sandbox, .exchange).values(
            "SELECT DISTINCT key FROM outbox UNION SELECT key FROM body WHERE seq = 1")
        #expect(outbox == ["\(numbers[1])"])
    }

    @Test("the keys of a record's uses differ from one another and from those of the next record")
    func usesDiffer() throws {
        let keys = [UInt8(1), 2].flatMap { octet in
            let record = RecordKey(
                id: RecordKey.firstNumber, root: SymmetricKey(data: [UInt8](repeating: octet, count: 32)))
            return RecordUse.allCases.map { record.key($0).withUnsafeBytes(Array.init) }
        }
        #expect(Set(keys).count == 14 && keys.allSatisfy { $0.count == 32 })
        let label = Array("fcg-audit/slot-key/v1\nsubject".utf8)
        let root = SymmetricKey(data: [UInt8](repeating: 1, count: 32))
        let bodies = [UInt8(7), 8].map { octet in
            let day = SymmetricKey(data: [UInt8](repeating: octet, count: 32))
            return RecordKey.bodyKey(root, day: day).withUnsafeBytes(Array.init)
        }
        #expect(bodies[0] != bodies[1])
        #expect(bodies[0] == Array(HMAC<SHA256>.authenticationCode(for: [UInt8](repeating: 7, count: 32), using: root)))
        #expect(keys[3] == Array(HMAC<SHA256>.authenticationCode(for: label, using: root)))
    }

    @Test("batches made beside many callers and over restarts give no number twice")
    func noNumberTwice() async throws {
        let sandbox = try Sandbox()
        for run in 0..<3 {
            let trail = try sandbox.open(bodyDays: 0)
            try await withThrowingTaskGroup { group in
                for number in 0..<600 {
                    group.addTask { _ = try await trail.record(sandbox.answered("n\(run)-\(number)")) }
                }
                try await group.waitForAll()
            }
            _ = try await trail.record(sandbox.event("node.start", binding: "\(run)"))
            try trail.stop()
        }

        let keys = KeysOfFolder(sandbox)
        let numbers = try keys.numbers() + keys.numbers(.internal)
        #expect(numbers.count == 1_803 && Set(numbers).count == 1_803)
        #expect(numbers.allSatisfy { $0 >= RecordKey.firstNumber })
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
    }

    @Test("a process killed after a batch was committed and before it was used leaves numbers that are never used")
    func killedBeforeUse() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let given = try KeysOfFolder(sandbox).lastGiven()
        let copy = try sandbox.copy()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        var configuration = try sandbox.configuration()
        configuration.folder = copy

        let next = try AuditTrail.open(configuration)
        _ = try await next.record(sandbox.answered("one"))

        let key = try #require(try next.exchange.read { try Int64.fetchOne($0, sql: "SELECT max(key) FROM payload") })
        #expect(given == RecordKey.firstNumber + 511)
        #expect(key == given + 1)
        #expect(try next.entries(.exchange, openingPayloads: true).map(\.payloads.count) == [4])
        try trail.stop()
        try next.stop()
        #expect(try AuditVerifier.verify(folder: copy, verifierKeys: sandbox.verifierKeys()).allSatisfy(\.isSound))
    }

    @Test("numbers of rows that are gone are not given again, not even the newest")
    func neverAgain() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        let given = try KeysOfFolder(sandbox).lastGiven()
        try trail.stop()
        try KeysOfFolder(sandbox).change("DELETE FROM record_key")

        let next = try sandbox.open()
        _ = try await next.record(sandbox.answered("one"))

        #expect(try KeysOfFolder(sandbox).numbers() == [given + 1])
    }

    @Test("a `keys.db` that is older than the logs is refused: it would give numbers again")
    func olderKeys() async throws {
        let sandbox = try Sandbox()
        try sandbox.open().stop()
        let copy = try sandbox.copy()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let trail = try sandbox.open(bodyDays: 0)
        _ = try await trail.record(sandbox.answered("one"))
        try trail.stop()

        try KeysOfFolder(folder: copy).replaceKeys(of: sandbox.folder)

        #expect {
            _ = try sandbox.open()
        } throws: { "\($0)".contains("`keys.db` is older than `exchange.db`") }
    }

    @Test("a key that was changed, or destroyed without an order, is named with its leaf")
    func badRows() async throws {
        let made = try await ExportSandbox(answered: 3)
        let keys = KeysOfFolder(made.sandbox)
        let numbers = try keys.numbers()
        try keys.change(
            "UPDATE record_key SET wrapped = ? WHERE id = ?", [RecordKeyRow.destroyed, numbers[1]])
        try keys.change(
            "UPDATE record_key SET wrapped = CAST(substr(wrapped, 2) || x'00' AS BLOB) WHERE id = ?", [numbers[2]])

        let found = try AuditVerifier.verify(
            folder: made.sandbox.folder, verifierKeys: made.sandbox.verifierKeys(), findingAll: true)[0]

        let slots = PayloadSlot.allCases.map(\.description)
        #expect(
            found.faults == slots.map { "payload \($0) of leaf 1: is still here, but its key was destroyed" }
                + ["body of leaf 1: is still here, but its key was destroyed"]
                + slots.map { "payload \($0) of leaf 2: has a key that was changed in `keys.db`" }
                + ["body of leaf 2: has a key that was changed in `keys.db`"])
    }
}
