import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("a witness's ruling")
struct WitnessRulingTests {
    private let log: SampleLog

    init() throws { log = try SampleLog(size: 40) }

    private func body(_ old: Int, _ new: Int, note: SignedNote? = nil, hashes: [MerkleHash]? = nil) throws -> [UInt8] {
        let hashes = hashes ?? log.tree.proof(from: min(old, new), to: new)
        let request = AddCheckpointRequest(oldSize: Int64(old), hashes: hashes, note: try note ?? log.note(new))
        return try #require(request).octets
    }

    private func rule(_ body: [UInt8], held size: Int?) -> WitnessRuling {
        WitnessRuling.decide(
            body, keys: { $0 == SampleLog.origin ? [log.signer.verifierKey] : nil },
            latest: { _ in size.map { log.checkpoint($0) } })
    }

    private func note(size: Int64, root: MerkleHash) throws -> SignedNote {
        try SignedNote(
            text: Checkpoint(origin: SampleLog.origin, size: size, root: root).text, signers: [log.signer])
    }

    // clause: FCP-WIT-10+ FCP-WIT-11+ FCP-WIT-12+ FCP-WIT-13+ FCP-WIT-9+
    @Test("every growth from every size is cosigned")
    func growth() throws {
        for old in 0...20 {
            for new in old...20 {
                let ruling = rule(try body(old, new), held: old)
                #expect(ruling == .cosign(log.checkpoint(new), try log.note(new)))
                #expect(ruling.status == 200)
            }
        }
        #expect(rule(try body(0, 7), held: nil) == .cosign(log.checkpoint(7), try log.note(7)))
        #expect(rule(try body(0, 0), held: nil) == .cosign(log.checkpoint(0), try log.note(0)))
    }

    // clause: FCP-WIT-6-
    @Test("404 for an origin nobody knows, before anything else about it is looked at")
    func unknownOrigin() throws {
        let text = Checkpoint(origin: "other.example/log", size: 3, root: .empty).text
        let body = try body(9, 3, note: SignedNote(text: text, signers: [log.signer]), hashes: [.empty])

        #expect(rule(body, held: nil) == .unknownOrigin)
        #expect(rule(body, held: nil).status == 404)
    }

    // clause: FCP-WIT-7-
    @Test("403 without a trusted signature, and for a trusted key's line that fails")
    func untrusted() throws {
        let stranger = try Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("stranger"))
        let unsigned = try SignedNote(text: log.checkpoint(7).text, signers: [stranger])
        let forged = NoteSignature(
            name: log.signer.name, keyID: log.signer.keyID, octets: [UInt8](repeating: 1, count: 64))

        for note in [unsigned, unsigned.adding(forged), try log.note(7).adding(forged)] {
            #expect(rule(try body(0, 7, note: note), held: nil) == .untrusted)
        }
        #expect(WitnessRuling.untrusted.status == 403)
        #expect(rule(try body(0, 7, note: log.note(7).adding(unsigned.signatures[0])), held: nil).status == 200)
    }

    // clause: FCP-WIT-8-
    @Test("400 for an old size beyond the checkpoint's, even if it is the one held")
    func oldSizeTooLarge() throws {
        #expect(rule(try body(9, 7), held: 9) == .malformed)
        #expect(rule(try body(9, 7), held: 9).status == 400)
    }

    // clause: FCP-WIT-9-
    @Test("409 with the size held, and only for a wrong old size")
    func conflict() throws {
        for (old, held) in [(0, 9), (8, 9), (10, 9), (5, nil)] as [(Int, Int?)] {
            let ruling = rule(try body(old, 20), held: held)
            #expect(ruling == .conflict(size: Int64(held ?? 0)))
            #expect(ruling.status == 409)
            #expect(ruling.sizeBody == Array("\(held ?? 0)\n".utf8))
            #expect(WitnessRuling.size(inConflict: ruling.sizeBody ?? []) == Int64(held ?? 0))
        }
        #expect(WitnessRuling.sizeMediaType == "text/x.tlog.size")
        #expect(WitnessRuling.malformed.sizeBody == nil)
        for bad in ["", "5", "05\n", "-1\n", "5\n\n", "5 \n"] {
            #expect(WitnessRuling.size(inConflict: Array(bad.utf8)) == nil)
        }
    }

    // clause: FCP-WIT-10-
    @Test("422 for a proof that does not hold")
    func badProof() throws {
        let hashes = log.tree.proof(from: 9, to: 20)
        let bad = [
            [], Array(hashes.dropLast()), hashes + [.empty], Array(hashes.reversed()), log.tree.proof(from: 8, to: 20),
        ]

        for hashes in bad {
            #expect(rule(try body(9, 20, hashes: hashes), held: 9) == .contradiction(.badProof))
        }
        #expect(rule(try body(9, 9, hashes: hashes), held: 9) == .contradiction(.badProof))
        #expect(rule(try body(9, 20, note: note(size: 20, root: .empty)), held: 9) == .contradiction(.badProof))
        #expect(WitnessRuling.contradiction(.badProof).status == 422)
    }

    // clause: FCP-WIT-11-
    @Test("422 for a proof from size 0")
    func proofFromNothing() throws {
        #expect(rule(try body(0, 20, hashes: [.empty]), held: nil) == .contradiction(.proofFromNothing))
        #expect(rule(try body(0, 0, hashes: [.empty]), held: 0) == .contradiction(.proofFromNothing))
    }

    // clause: FCP-WIT-12-
    @Test("422 for an empty log with another root than SHA-256 of nothing")
    func badEmptyRoot() throws {
        let note = try note(size: 0, root: MerkleHash.leaf([]))

        #expect(rule(try body(0, 0, note: note), held: nil) == .contradiction(.badEmptyRoot))
    }

    // clause: FCP-WIT-13-
    @Test("422 for the size held with another root")
    func otherRoot() throws {
        let note = try note(size: 9, root: .empty)

        #expect(rule(try body(9, 9, note: note), held: 9) == .contradiction(.otherRoot))
    }

    // clause: FCP-WIT-8-
    @Test(
        "400 for what is not a request in its one form",
        arguments: [
            "", "old 0\n", "old 0\n\n", "old 00\n\n", "size 0\n\n", "old 0\nAAAA\n\n", "old  0\n\n", "OLD 0\n\n",
        ])
    func malformed(head: String) throws {
        #expect(rule(Array(head.utf8), held: nil) == .malformed)
        let note = String(decoding: try log.note(7).octets, as: UTF8.self)
        #expect(head == "old 0\n\n" || rule(Array((head + note).utf8), held: nil) == .malformed)
    }

    // clause: FCP-WIT-17+ FCP-WIT-17-
    @Test("63 lines of proof are read, 64 are not, and no body beyond 32 KiB is")
    func limits() throws {
        let note = String(decoding: try log.note(7).octets, as: UTF8.self)
        let line = Base64.encode(MerkleHash.empty.octets) + "\n"
        func body(_ lines: Int) -> [UInt8] {
            Array(("old 5\n" + String(repeating: line, count: lines) + "\n" + note).utf8)
        }
        let stranger = NoteSignature(name: "stranger", keyID: 7, octets: [UInt8](repeating: 0, count: 24_600))

        #expect(rule(body(63), held: 5) == .contradiction(.badProof))
        #expect(rule(body(64), held: 5) == .malformed)
        #expect(
            AddCheckpointRequest(oldSize: 5, hashes: [MerkleHash](repeating: .empty, count: 64), note: try log.note(7))
                == nil)
        #expect(rule(try self.body(0, 7, note: log.note(7).adding(stranger)), held: nil) == .malformed)
    }

    @Test("the example of the specification is read and written octet by octet")
    func example() throws {
        let example = """
            old 20852014
            PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
            jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
            5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
            /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

            """

        let request = try AddCheckpointRequest(octets: Array(example.utf8))

        #expect(request.oldSize == 20_852_014)
        #expect(request.hashes.count == 4)
        #expect(request.note.signatures.count == 2)
        #expect(request.octets == Array(example.utf8))
    }

    @Test("no octet of a body can change and still be cosigned as it was")
    func everyOctet() throws {
        let body = try body(9, 20)
        let sound = rule(body, held: 9)

        for position in body.indices {
            var changed = body
            changed[position] ^= 1
            #expect(rule(changed, held: 9) != sound, "octet \(position)")
        }
    }
}

@Suite("a fork")
struct NoteComparisonTests {
    private let log: SampleLog
    private let other: SampleLog

    init() throws {
        log = try SampleLog(size: 300)
        other = try SampleLog(size: 301)
    }

    private func compare(_ first: SignedNote, _ second: SignedNote) throws(NoteFault) -> NoteComparison {
        try NoteComparison.compare(first.octets, second.octets, signedBy: [log.signer.verifierKey])
    }

    @Test("one size and one root is the same head, whoever cosigned it")
    func same() throws {
        #expect(try compare(log.note(20), log.note(20, cosigned: 2)) == .same)
    }

    // clause: FCP-WIT-21-
    @Test("one size and two roots, both signed by the log, is a fork and keeps both notes")
    func fork() throws {
        let comparison = try compare(log.note(20), other.note(20))

        guard case .fork(let evidence) = comparison else {
            Issue.record("no fork: \(comparison)")
            return
        }
        #expect(evidence.first == (try log.note(20)))
        #expect(evidence.second == (try other.note(20)))
        #expect(evidence.size == 20)
        #expect(evidence.origin == SampleLog.origin)
    }

    @Test("the evidence of a fork is a file that convinces whoever has the log's key, and nothing else does")
    func evidenceFile() throws {
        let keys = [log.signer.verifierKey]
        guard case .fork(let evidence) = try compare(log.note(20), other.note(20)) else {
            Issue.record("no fork")
            return
        }
        let octets = evidence.octets
        func file(_ first: SignedNote, _ second: SignedNote) -> [UInt8] {
            Array("fcg-fork/v1\n\(Base64.encode(first.octets))\n\(Base64.encode(second.octets))\n".utf8)
        }

        #expect(try ForkEvidence(octets: octets, signedBy: keys) == evidence)
        #expect(octets == file(try log.note(20), try other.note(20)))
        for position in octets.indices {
            var changed = octets
            changed[position] ^= 1
            #expect(throws: NoteFault.self) { try ForkEvidence(octets: changed, signedBy: keys) }
        }
        let noForks = [
            file(try log.note(20), try log.note(20)), file(try log.note(20), try other.note(21)), octets + [0x0A],
            Array(octets.dropLast()),
        ]
        for noFork in noForks {
            #expect(throws: NoteFault.malformed) { try ForkEvidence(octets: noFork, signedBy: keys) }
        }
        #expect(throws: NoteFault.untrusted) { try ForkEvidence(octets: octets, signedBy: []) }
    }

    @Test("two sizes are a question to the log: its tiles join them, or do not")
    func bridge() throws {
        let files = try log.files()

        for (older, joined) in [(try log.note(20), true), (try other.note(20), false)] {
            for pair in [(older, try log.note()), (try log.note(), older)] {
                guard case .apart(let bridge) = try compare(pair.0, pair.1) else {
                    Issue.record("two sizes are apart")
                    return
                }
                #expect(bridge.older.size == 20)
                #expect(bridge.newer.size == 300)
                #expect(try bridge.isCrossed { files[$0] } == joined)
                #expect(throws: TileFault.self) { try bridge.isCrossed { _ in nil } }
                let shorter = ConsistencyProof(oldSize: 19, newSize: 300, hashes: log.tree.proof(from: 19, to: 300))
                #expect(!bridge.isCrossed(by: shorter))
            }
        }
    }

    // clause: FCP-WIT-23-
    @Test("a note the log did not sign, or signed for another origin, accuses nobody")
    func notEvidence() throws {
        let stranger = try Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("stranger"))
        let forged = try SignedNote(text: other.checkpoint(20).text, signers: [stranger])
        let elsewhere = try SignedNote(
            text: Checkpoint(origin: "other.example/log", size: 20, root: .empty).text, signers: [log.signer])

        #expect(throws: NoteFault.untrusted) { try compare(log.note(20), forged) }
        #expect(throws: NoteFault.untrusted) { try compare(log.note(20), elsewhere) }
        #expect(throws: NoteFault.untrusted) { try compare(elsewhere, elsewhere) }
        #expect(throws: NoteFault.malformed) {
            try NoteComparison.compare([], log.note(20).octets, signedBy: [log.signer.verifierKey])
        }
    }
}
