import MerkleLog
import Testing
import WireProtocol

/// Keys and notes that the Go checksum database's note package and C2SP's specifications publish as examples.
private enum Known {
    static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let peterPrivate = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let text =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let note =
        text
        + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let exampleNote =
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    static func signer() throws -> Ed25519NoteSigner {
        let octets = try #require(Base64.decode(peterPrivate))
        return try Ed25519NoteSigner(name: "PeterNeumann", privateKey: Array(octets.dropFirst()))
    }
}

@Suite("signed notes")
struct NoteTests {
    @Test(
        "notes other implementations signed verify",
        arguments: [(Known.peter, Known.note), (Known.example, Known.exampleNote)])
    func knownNotes(key: String, note: String) throws {
        let key = try NoteVerifierKey(key)

        let read = try SignedNote(octets: Array(note.utf8))

        #expect(try read.verify(with: [key]).map(\.name) == [key.name])
        #expect(read.octets == Array(note.utf8))
    }

    // clause: FCP-WIT-1+
    @Test("our signature is the one other implementations make")
    func knownSignature() throws {
        let signer = try Known.signer()

        let note = try SignedNote(text: Known.text, signers: [signer])

        #expect(String(decoding: note.octets, as: UTF8.self) == Known.note)
        #expect(signer.verifierKey.description == Known.peter)
    }

    // clause: FCP-WIT-1-
    @Test("no octet of a note can change")
    func everyOctet() throws {
        let key = try NoteVerifierKey(Known.peter)
        let octets = Array(Known.note.utf8)

        for position in octets.indices {
            for mask in [1, 0x20, 0x80] as [UInt8] {
                var changed = octets
                changed[position] ^= mask
                #expect(throws: NoteFault.self) { try SignedNote(octets: changed).verify(with: [key]) }
            }
        }
    }

    @Test("no octet of a verifier key's text can change but within its name")
    func everyOctetOfAKey() throws {
        let octets = Array(Known.peter.utf8)

        for position in octets.indices {
            var changed = octets
            changed[position] ^= 1
            #expect(throws: NoteFault.self) { try NoteVerifierKey(String(decoding: changed, as: UTF8.self)) }
        }
    }

    @Test("base64 with stray trailing bits, which lenient readers accept, is refused")
    func strayBits() {
        let lenient = Known.note.replacing("JnAM=", with: "JnAN=")

        #expect(throws: NoteFault.malformed) { try SignedNote(octets: Array(lenient.utf8)) }
    }

    @Test("lines of unknown keys are passed over, a known key's bad line is not")
    func unknownKeys() throws {
        let key = try NoteVerifierKey(Known.peter)
        let note = try SignedNote(text: Known.text, signers: [Known.signer()])
        let stranger = NoteSignature(name: "stranger", keyID: key.keyID, octets: [1, 2, 3])
        let forged = NoteSignature(name: key.name, keyID: key.keyID, octets: [UInt8](repeating: 1, count: 64))

        #expect(try note.adding(stranger).verify(with: [key]).count == 1)
        #expect(throws: NoteFault.badSignature) { try note.adding(forged).verify(with: [key]) }
        #expect(throws: NoteFault.untrusted) { try note.verify(with: []) }
    }

    @Test(
        "what is no note is refused",
        arguments: [
            "", "\n", "text\n", "text\n\n", "\n— a AAAAAAE=\n", "text\n\n— a AAAAAAE=", "text\n\n- a AAAAAAE=\n",
            "text\n\n— a AAAAAA==\n", "text\n\n— a+b AAAAAAE=\n", "text\n\n—  AAAAAAE=\n", "text\n\n— a  AAAAAAE=\n",
            "te\txt\n\n— a AAAAAAE=\n", "text\r\n\n— a AAAAAAE=\n", "text\n\n— a AAAAAAE=\nmore\n",
        ])
    func malformed(note: String) {
        #expect(throws: NoteFault.malformed) { try SignedNote(octets: Array(note.utf8)) }
    }

    @Test("texts that no note can have are not signed", arguments: ["", "no line end", "bell\u{7}\n"])
    func unsignable(text: String) throws {
        let signer = try Known.signer()

        #expect(throws: NoteFault.badText) { try SignedNote(text: text, signers: [signer]) }
        #expect(throws: NoteFault.badName) {
            try Ed25519NoteSigner(name: "a b", privateKey: [UInt8](repeating: 1, count: 32))
        }
        #expect(throws: NoteFault.badKey) { try Ed25519NoteSigner(name: "a", privateKey: [1]) }
    }

    @Test("the text of a note may have empty lines")
    func emptyLines() throws {
        let note = try SignedNote(text: "one\n\ntwo\n", signers: [Known.signer()])

        #expect(try SignedNote(octets: note.octets).text == "one\n\ntwo\n")
    }
}

@Suite("checkpoints")
struct CheckpointTests {
    private let checkpoint = Checkpoint(origin: "PeterNeumann", size: 8, root: MerkleHash.leaf([1]))

    @Test("a checkpoint survives its note")
    func roundTrip() throws {
        let signer = try Known.signer()

        let note = try checkpoint.signed(by: signer)

        #expect(try Checkpoint(note: note, signedBy: signer.verifierKey) == checkpoint)
        #expect(checkpoint.text.split(separator: "\n").count == 3)
    }

    @Test("a checkpoint of another origin is not the signer's")
    func otherOrigin() throws {
        let signer = try Known.signer()
        let other = Checkpoint(origin: "somebody.example/else", size: 8, root: MerkleHash.leaf([1]))

        let note = try other.signed(by: signer)

        #expect(throws: NoteFault.untrusted) { try Checkpoint(note: note, signedBy: signer.verifierKey) }
    }

    @Test("extension lines of others are read and kept")
    func extensions() throws {
        let text = checkpoint.text + "extension\n"

        let read = try Checkpoint(text: text)

        #expect(read.extensionLines == ["extension"])
        #expect(read.text == text)
    }

    // clause: FCP-WIT-1-
    @Test(
        "texts that are no checkpoint are refused",
        arguments: [
            "", "a\n", "a\n1\n", "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n1\nAAAA\n", "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
            "a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
            "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        ])
    func notCheckpoints(text: String) {
        #expect(throws: NoteFault.notACheckpoint) { try Checkpoint(text: text) }
    }
}
