import Crypto
import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// What C2SP's documents publish, what the Go checksum database signed, and what another implementation cosigned.
private enum Published {
    static let checksumDatabase = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    static let body = "20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    static let logSignature =
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8="
    static let example =
        "example.com/behind-the-sofa\n\(body)\n— example.com/behind-the-sofa \(logSignature)\n"
        + "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    static let witness = "witness.example/w1+e75f6532+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let cosignature =
        "— witness.example/w1 519lMgAAAABkGFDLBuRDazBLVac2NE+Y+IjbjQOcXLfF9CSDZVUIoS83rE1nFZsVE8YiWV6Ngr7lV8H6bdoBQGP/l73euDMQ9k+bBQ==\n"
}

@Suite("cosignatures")
struct CosignatureTests {
    @Test("a checkpoint that the Go checksum database signed verifies")
    func checksumDatabase() throws {
        let key = try NoteVerifierKey(Published.checksumDatabase)
        let text = "go.sum database tree\n" + Published.body
        let note = try SignedNote(octets: Array("\(text)\n— sum.golang.org \(Published.logSignature)\n".utf8))

        #expect(try note.verify(with: [key]).count == 1)
        #expect(try Checkpoint(text: note.text).size == 20_852_163)
    }

    @Test("the example of tlog-cosignature is read and written octet by octet")
    func example() throws {
        let note = try SignedNote(octets: Array(Published.example.utf8))

        #expect(note.octets == Array(Published.example.utf8))
        #expect(note.signatures.map(\.name) == ["example.com/behind-the-sofa", "witness.example.com/w1"])
        #expect(note.signatures[1].octets.prefix(8).elementsEqual([0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB]))
    }

    // clause: FCP-WIT-19+
    @Test("our cosignature is the one another implementation makes, octet by octet")
    func knownCosignature() throws {
        let text = "example.com/behind-the-sofa\n" + Published.body
        let signer = try Ed25519WitnessSigner(name: "witness.example/w1", privateKey: Array(0..<32))

        #expect(signer.verifierKey.description == Published.witness)
        #expect(try signer.cosign(text, at: 1_679_315_147).line == Published.cosignature)
    }

    @Test("a cosignature is found with its time, beside lines of strangers")
    func found() throws {
        let log = try SampleLog(size: 5)
        let note = try log.note(cosigned: 2).adding(NoteSignature(name: "stranger", keyID: 7, octets: [1]))

        let found = try note.cosignatures(of: log.witnesses.map(\.verifierKey))

        #expect(found.map(\.seconds) == [1_700_000_000, 1_700_000_001])
        #expect(found.map(\.witness) == log.witnesses.prefix(2).map(\.verifierKey))
    }

    // clause: FCP-WIT-19-
    @Test("no octet of a cosignature can change, its time included")
    func everyOctet() throws {
        let log = try SampleLog(size: 5)
        let witness = log.witnesses[0]
        let text = log.checkpoint().text
        let signature = try witness.cosign(text, at: 1_700_000_000)

        #expect(witness.verifierKey.verifies(signature.octets, over: Array(text.utf8)))
        for position in signature.octets.indices {
            var changed = signature.octets
            changed[position] ^= 1
            #expect(!witness.verifierKey.verifies(changed, over: Array(text.utf8)))
        }
        #expect(!witness.verifierKey.verifies(Array(signature.octets.dropLast()), over: Array(text.utf8)))
        #expect(!witness.verifierKey.verifies(signature.octets + [0], over: Array(text.utf8)))
    }

    @Test("a known witness's line that fails refuses the note")
    func badLine() throws {
        let log = try SampleLog(size: 5)
        let key = log.witnesses[0].verifierKey
        let bad = NoteSignature(name: key.name, keyID: key.keyID, octets: [UInt8](repeating: 1, count: 72))

        #expect(throws: NoteFault.badSignature) { try log.note().adding(bad).cosignatures(of: [key]) }
    }

    @Test("a cosignature without a time, or of a time that no clock shows, does not verify")
    func impossibleTime() throws {
        let log = try SampleLog(size: 5)
        let witness = log.witnesses[0].verifierKey
        let key = try FixedKeys.ed25519("witness 1")
        let text = log.checkpoint().text

        for (seconds, believed) in [(0, false), (1, true), (1 << 63, false)] as [(UInt64, Bool)] {
            let message = Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8)
            let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
            let signature = time + Array(try key.signature(for: message))
            #expect(witness.verifies(signature, over: Array(text.utf8)) == believed)
        }
    }

    @Test("a witness signs checkpoints only, and at a second that a clock can show")
    func whatIsSigned() throws {
        let log = try SampleLog(size: 5)

        #expect(throws: NoteFault.notACheckpoint) { try log.witnesses[0].cosign("anything\n", at: 1) }
        #expect(throws: NoteFault.badTime) { try log.witnesses[0].cosign(log.checkpoint().text, at: 0) }
        #expect(throws: NoteFault.badTime) { try log.witnesses[0].cosign(log.checkpoint().text, at: -1) }
    }

    @Test("a log's key and a witness's key are not taken for each other")
    func keyTypes() throws {
        let log = try SampleLog(size: 1)

        #expect(throws: NoteFault.badKey) { try NoteVerifierKey(log.witnesses[0].verifierKey.description) }
        #expect(throws: NoteFault.badKey) { try WitnessVerifierKey(log.signer.verifierKey.description) }
        #expect(try WitnessVerifierKey(log.witnesses[0].verifierKey.description) == log.witnesses[0].verifierKey)
    }

    @Test("the lines a witness answers are read in their one form")
    func lines() throws {
        let lines = Published.cosignature + Published.cosignature

        #expect(try NoteSignature.lines(Array(lines.utf8)).map(\.line).joined() == lines)
        #expect(throws: NoteFault.malformed) {
            try NoteSignature.lines(Array(String(repeating: Published.cosignature, count: 101).utf8))
        }
        for bad in ["", "\n", lines + "\n", String(lines.dropLast()), "text\n" + lines] {
            #expect(throws: NoteFault.malformed) { try NoteSignature.lines(Array(bad.utf8)) }
        }
    }

    @Test("what a witness answers goes into the note, the latest of each, and nothing of strangers")
    func answers() throws {
        let log = try SampleLog(size: 5)
        let keys = log.witnesses.map(\.verifierKey)
        let text = log.checkpoint().text
        func answer(_ witness: Int, at seconds: Int64) throws -> [UInt8] {
            Array(try log.witnesses[witness].cosign(text, at: seconds).line.utf8)
        }
        let stranger = try Ed25519WitnessSigner(name: "stranger", privateKey: FixedKeys.seed("stranger"))
        let mixed = try answer(1, at: 8) + Array(stranger.cosign(text, at: 9).line.utf8)

        var note = try log.note()
        for octets in [try answer(0, at: 5), mixed, try answer(0, at: 7), try answer(0, at: 6)] {
            note = try note.adding(answer: octets, of: keys)
        }

        #expect(try note.cosignatures(of: keys).map(\.seconds) == [7, 8])
        #expect(note.signatures.count == 3)
        let forged = NoteSignature(name: keys[0].name, keyID: keys[0].keyID, octets: [UInt8](repeating: 1, count: 72))
        let mended = try log.note().adding(forged).adding(answer: answer(0, at: 5), of: keys)
        #expect(try mended.cosignatures(of: keys).map(\.seconds) == [5])
        let other = Array(try log.witnesses[0].cosign(log.checkpoint(4).text, at: 9).line.utf8)
        #expect(throws: NoteFault.badSignature) { try note.adding(answer: other, of: keys) }
        #expect(throws: NoteFault.malformed) { try note.adding(answer: [], of: keys) }
    }

    @Test("names are compared octet by octet, not as Unicode spells them")
    func spelling() throws {
        let composed = "caf\u{E9}.example"
        let decomposed = "cafe\u{301}.example"
        let signer = try Ed25519NoteSigner(name: composed, privateKey: FixedKeys.seed("log"))
        let note = try SignedNote(text: "text\n", signers: [signer])
        let respelled = String(decoding: note.octets, as: UTF8.self).replacing(composed, with: decomposed)

        #expect(try note.verify(with: [signer.verifierKey]).count == 1)
        #expect(throws: NoteFault.untrusted) {
            try SignedNote(octets: Array(respelled.utf8)).verify(with: [signer.verifierKey])
        }
    }

    @Test("sixteen signatures and more are read, and too many are not")
    func manySignatures() throws {
        let log = try SampleLog(size: 2, witnesses: 20)
        let note = try log.note(cosigned: 20)
        let stranger = NoteSignature(name: "stranger", keyID: 7, octets: [1])
        let crowded = (0..<80).reduce(note) { note, _ in note.adding(stranger) }

        #expect(try SignedNote(octets: note.octets).cosignatures(of: log.witnesses.map(\.verifierKey)).count == 20)
        #expect(throws: NoteFault.malformed) { try SignedNote(octets: crowded.octets) }
    }

    @Test("a checkpoint with extension lines is read and never signed by us")
    func extensionLines() throws {
        let log = try SampleLog(size: 2)
        let extended = try Checkpoint(text: log.checkpoint().text + "extension\n")

        #expect(extended.extensionLines == ["extension"])
        #expect(throws: NoteFault.notACheckpoint) { try extended.signed(by: log.signer) }
        #expect(throws: NoteFault.notACheckpoint) {
            try Checkpoint(origin: "two\nlines", size: 0, root: .empty).signed(by: log.signer)
        }
    }
}
