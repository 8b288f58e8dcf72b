import AuditTrail
import Foundation
import GRDB
import MerkleLog
import Testing
import WireProtocol

@Suite("starting and stopping")
struct StartTests {
    @Test("commits sync before they are acknowledged: the writer's connection says FULL")
    func synchronousFull() throws {
        let trail = try Sandbox().open()

        #expect(try trail.synchronous(.exchange) == 2)
        #expect(try trail.synchronous(.internal) == 2)
    }

    @Test("a folder that was never prepared is not opened, and none is prepared twice")
    func notPrepared() throws {
        let sandbox = try Sandbox()
        var configuration = try sandbox.configuration()
        configuration.folder += "-other"

        #expect(throws: AuditFailure.self) { try AuditTrail.open(configuration) }
        #expect(throws: AuditFailure.self) {
            try AuditTrail.initialise(folder: sandbox.folder, random: sandbox.random)
        }
    }

    // clause: FCP-TIM-16+ FCP-TIM-16-
    @Test("a second process is refused while the first holds the folder, and let in after it")
    func secondProcess() throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()

        #expect(throws: AuditFailure.locked("another process holds `\(sandbox.folder)`")) { try sandbox.open() }

        try first.stop()
        _ = try sandbox.open()
    }

    // clause: FCP-TIM-15+ FCP-TIM-15-
    @Test("after a clean stop there is no fence; after any other end there is one, 60 seconds ahead")
    func fence() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        #expect(first.acceptsCreatedFrom == nil)
        _ = try await first.record(sandbox.answered("one"))
        try first.stop()
        var second: AuditTrail? = try sandbox.open()
        #expect(second?.acceptsCreatedFrom == nil)
        #expect(second != nil)

        second = nil
        let third = try sandbox.open()

        #expect(third.acceptsCreatedFrom == sandbox.now.adding(seconds: 60))
    }

    @Test("stopping does not lift a fence while a message that it refuses could still pass")
    func fenceStays() throws {
        let sandbox = try Sandbox()
        var killed: AuditTrail? = try sandbox.open()
        #expect(killed != nil)
        killed = nil

        try sandbox.open().stop()
        let second = try sandbox.open()
        let fence = try #require(second.acceptsCreatedFrom)
        sandbox.advance(seconds: 60 + 361)
        try second.stop()

        #expect(fence == sandbox.now.adding(seconds: -361))
        #expect(try sandbox.open().acceptsCreatedFrom == nil)
    }

    @Test("a marker that disagrees with log-head is no clean stop")
    func forgedMarker() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one"))
        try first.stop()
        try Data("fcg-clean-stop/v1\n".utf8).write(to: URL(fileURLWithPath: sandbox.folder + "/clean-stop"))

        #expect(try sandbox.open().acceptsCreatedFrom != nil)
    }

    @Test("a stopped trail takes nothing more")
    func stopped() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        try trail.stop()

        await #expect(throws: AuditFailure.stopped) { try await trail.record(sandbox.answered("one")) }
    }

    // clause: FCP-AUD-2+
    @Test("a process killed after a receipt has lost nothing")
    func killed() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        var receipts: [AuditReceipt] = []
        for number in 0..<20 { receipts.append(try await trail.record(sandbox.answered("n\(number)"))) }
        let copy = try sandbox.copy()
        defer { try? FileManager.default.removeItem(atPath: copy) }

        var configuration = try sandbox.configuration()
        configuration.folder = copy
        let reopened = try AuditTrail.open(configuration)

        #expect(try reopened.entries(.exchange).map(\.leaf) == receipts.map(\.leaf))
        #expect(reopened.acceptsCreatedFrom != nil)
        #expect(try await reopened.record(sandbox.answered("next")).index == 20)
        #expect(try AuditVerifier.verify(folder: copy, verifierKeys: []).allSatisfy(\.isSound))
    }

    @Test("the log goes on where it ended, over tile borders", arguments: [255, 256, 257])
    func goesOn(size: Int) async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open(bodyDays: 0)
        _ = try await first.record(asked: (0..<size).map { try sandbox.asked("n\($0)") })
        try first.stop()

        let second = try sandbox.open(bodyDays: 0)
        let receipt = try await second.record(sandbox.answered("next"))

        #expect(receipt.index == Int64(size))
        _ = try second.checkpoint(.exchange, at: sandbox.now)
        #expect(try sandbox.verify().map(\.firstFault) == [nil, nil])
    }

    // clause: FCP-WIT-26-
    @Test("an older database put back is refused at every start", arguments: LogName.allCases)
    func rollback(log: LogName) async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one"))
        _ = try await first.record(sandbox.event("one"))
        try first.stop()
        let file = "\(sandbox.folder)/\(log.rawValue).db"
        let older = try #require(FileManager.default.contents(atPath: file))
        let second = try sandbox.open()
        _ = try await second.record(sandbox.answered("two"))
        _ = try await second.record(sandbox.event("two"))
        try second.stop()

        try older.write(to: URL(fileURLWithPath: file))

        for _ in 0..<10 {
            let failure = #expect(throws: AuditFailure.self) { try sandbox.open() }
            #expect(failure?.description.hasPrefix("rollback detected: ") == true)
        }
        let found = try sandbox.verify()
        #expect(
            found.first { $0.log == log }?.firstFault?.contains("`log-head` remembers 2 leaves, 1 are here") == true)
    }

    @Test("a database of the same size with another history is refused")
    func otherHistory() async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        try first.stop()
        let file = sandbox.folder + "/exchange.db"
        let empty = try #require(FileManager.default.contents(atPath: file))
        let head = sandbox.folder + "/log-head"
        let emptyHead = try #require(FileManager.default.contents(atPath: head))
        let second = try sandbox.open()
        _ = try await second.record(sandbox.answered("one"))
        try second.stop()
        let trueHead = try #require(FileManager.default.contents(atPath: head))
        try empty.write(to: URL(fileURLWithPath: file))
        try emptyHead.write(to: URL(fileURLWithPath: head))
        let forger = try sandbox.open()
        _ = try await forger.record(sandbox.answered("forged"))
        try forger.stop()

        try trueHead.write(to: URL(fileURLWithPath: head))

        let failure = #expect(throws: AuditFailure.self) { try sandbox.open() }
        #expect(failure?.description.hasPrefix("rollback detected: ") == true)
        #expect(try sandbox.verify()[0].firstFault == "log-head: remembers another root at size 1")
    }

    @Test("log-head changed behind a running node stops it from recording")
    func logHeadChanged() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))
        _ = try trail.checkpoint(.exchange, at: sandbox.now)
        try Data("other".utf8).write(to: URL(fileURLWithPath: sandbox.folder + "/log-head"))

        _ = try await trail.record(sandbox.answered("two"))
        sandbox.advance(seconds: 20)

        #expect(throws: AuditFailure.rollbackDetected("`log-head` was changed by somebody else")) {
            try trail.checkpoint(.exchange, at: sandbox.now)
        }
    }

    @Test(
        "a newest leaf, tile, head or checkpoint that was changed is noticed at the start",
        arguments: [
            "UPDATE leaf SET octets = CAST(replace(CAST(octets AS TEXT), 'v', 'w') AS BLOB) WHERE seq = 1",
            "DELETE FROM leaf WHERE seq = 1", "UPDATE tile SET hashes = zeroblob(64)", "DELETE FROM tile",
            "UPDATE head SET text = replace(text, 'audit', 'budit') WHERE number = 2",
            "UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), 'audit', 'budit') AS BLOB)",
        ])
    func damaged(change: String) async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open()
        _ = try await first.record(sandbox.answered("one"))
        try first.settle()
        _ = try await first.record(sandbox.answered("two"))
        _ = try first.checkpoint(.exchange, at: sandbox.now)
        try first.stop()

        try Raw(sandbox, .exchange).change(change)

        #expect(throws: AuditFailure.self) { try sandbox.open() }
        #expect(try sandbox.verify()[0].firstFault != nil)
    }

    @Test(
        "the start checks the newest bundle, full or not, and leaves older ones to the verifier",
        arguments: [(256, 0, true), (300, 256, true), (300, 255, false)])
    func newestBundle(leaves: Int, changed: Int, isNoticed: Bool) async throws {
        let sandbox = try Sandbox()
        let first = try sandbox.open(bodyDays: 0)
        _ = try await first.record(asked: try (0..<leaves).map { try sandbox.asked("n\($0)") })
        try first.stop()

        try Raw(sandbox, .exchange).change(
            "UPDATE leaf SET octets = CAST(replace(CAST(octets AS TEXT), 'v', 'w') AS BLOB) WHERE seq = \(changed)")

        let failure = AuditFailure.damaged("`exchange.db`: its newest leaves do not fit their tile")
        if isNoticed {
            #expect(throws: failure) { try sandbox.open() }
        } else {
            try sandbox.open().stop()
        }
        #expect(try sandbox.verify()[0].firstFault != nil)
    }

    @Test("triggers refuse to change or remove what was recorded")
    func triggers() async throws {
        let sandbox = try Sandbox()
        let trail = try sandbox.open()
        _ = try await trail.record(sandbox.answered("one"))
        _ = try trail.checkpoint(.exchange, at: sandbox.now)
        let other = try DatabaseQueue(path: sandbox.folder + "/exchange.db")

        for table in ["leaf", "payload", "evidence", "exchange", "head", "checkpoint", "tile", "shard"] {
            #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: "DELETE FROM \(table)") } }
        }
        for change in [
            "leaf SET octets = x'00'", "payload SET subject = x'00'", "evidence SET base = x'00'",
            "head SET text = ''", "checkpoint SET note = x'00'", "tile SET hashes = zeroblob(32)",
            "shard SET first = 1",
            "exchange SET first = 1", "body SET query = x'00'",
        ] {
            #expect(throws: DatabaseError.self) { try other.write { try $0.execute(sql: "UPDATE \(change)") } }
        }
    }

    @Test("another master key does not open the folder")
    func otherMasterKey() throws {
        let sandbox = try Sandbox()
        try sandbox.open().stop()
        var configuration = try sandbox.configuration()
        configuration.masterKey = [UInt8](repeating: 0, count: 32)

        #expect(throws: AuditFailure.self) { try AuditTrail.open(configuration) }
    }

    @Test("a master key others may read is refused")
    func openMasterKey() throws {
        let sandbox = try Sandbox()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: sandbox.folder + "/master.key")

        #expect(throws: AuditFailure.self) { try AuditTrail.masterKey(folder: sandbox.folder) }
    }

    @Test("a configuration prints no key")
    func printsNoKey() throws {
        let configuration = try Sandbox().configuration()

        #expect("\(configuration)" == "audit configuration of `gateway.stockport.example`")
        #expect(!String(reflecting: configuration).contains("1, 1"))
        var text = ""
        dump(configuration, to: &text)
        #expect(!text.contains("masterKey"))
    }
}
