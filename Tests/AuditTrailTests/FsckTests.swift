import AuditTrail
import Foundation
import Testing
import WireProtocol

@Suite("fsck")
struct FsckTests {
    private func check(_ sandbox: Sandbox) throws -> LogVerification {
        try AuditVerifier.verify(folder: sandbox.folder, verifierKeys: sandbox.verifierKeys(), findingAll: true)[0]
    }

    @Test("every bad row is named, not only the first")
    func allRows() async throws {
        let made = try await ExportSandbox(answered: 4)
        let raw = try Raw(made.sandbox, .exchange)
        try raw.change("UPDATE payload SET subject = zeroblob(length(subject)), actor = zeroblob(9) WHERE seq = 1")
        try raw.change("UPDATE evidence SET signature = base WHERE seq = 2")
        try raw.change("UPDATE leaf SET octets = CAST(replace(CAST(octets AS TEXT), 'q3', 'q4') AS BLOB) WHERE seq = 3")

        let found = try check(made.sandbox)

        #expect(
            found.faults == [
                "payload actor of leaf 1: does not fit the commitment in the leaf",
                "payload subject of leaf 1: does not fit the commitment in the leaf",
                "evidence of leaf 2: does not fit `rq` of the leaf",
                "leaf 3: is not the one its tile was made from", "exchange of leaf row 3: is another one",
            ])
        #expect(found.size == 6)
    }

    @Test("an erased payload is named with its tombstone; one gone or left without is a fault")
    func tombstones() async throws {
        let made = try await ExportSandbox(answered: 3)
        let trail = try made.sandbox.open()
        try await trail.erase(made.sandbox.erasure([.subject], [1]))
        try trail.stop()
        #expect(
            try check(made.sandbox).erasures == [
                "payload subject of leaf 1: erased, tombstone at 1 of the internal log of 2026"
            ])
        #expect(try check(made.sandbox).isSound)

        let raw = try Raw(made.sandbox, .exchange)
        try raw.change("UPDATE payload SET reason = NULL WHERE seq = 0")
        try raw.change("UPDATE payload SET subject = actor WHERE seq = 1")

        #expect(
            try check(made.sandbox).faults == [
                "payload reason of leaf 0: is missing, and no tombstone says that it was erased",
                "payload subject of leaf 1: is still here, and the tombstone at 1 of the internal log of 2026 says that it was erased",
            ])
    }

    @Test("a residue that was changed, moved or invented is found")
    func residues() async throws {
        let made = try await ExportSandbox(answered: 3)
        let trail = try made.sandbox.open()
        let residue = Residue(index: 1, slot: .subject, value: [["ref": "s2", "family": "Reid"]])
        try await trail.erase(made.sandbox.erasure([.subject], [1, 2], residues: [residue]))
        try trail.stop()
        #expect(try check(made.sandbox).isSound)
        let raw = try Raw(made.sandbox, .exchange)

        for (change, back) in [
            ("UPDATE residue SET seq = 2", "UPDATE residue SET seq = 1"),
            ("UPDATE residue SET slot = 'reason'", "UPDATE residue SET slot = 'subject'"),
            ("UPDATE residue SET sealed = zeroblob(80)", ""),
        ] {
            try raw.change(change)
            #expect(try check(made.sandbox).faults.count == 1, "\(change)")
            if !back.isEmpty { try raw.change(back) }
        }
    }
}
