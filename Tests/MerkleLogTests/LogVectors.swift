import MerkleLog
import TestSupport
import WireProtocol

/// `merkle-proofs`: leaves, inclusion and consistency (RFC 6962), sound and with one hash or number otherwise.
enum ProofVectors {
    static func file() throws -> VectorFile {
        let tree = PlainTree(leaves: try SampleLog(size: 70).entries)
        return VectorFile(
            "merkle-proofs",
            notes: "SHA-256; a leaf is H(0x00, leaf), a node H(0x01, left, right). The trees have 1 to 70 leaves.",
            flags: [
                "sound": "must hold", "altered": "one hash otherwise", "count": "a hash too many or too few",
                "number": "an index or a size otherwise",
            ], vectors: leaves() + inclusions(tree) + consistencies(tree))
    }

    private static func leaves() -> [Vector] {
        [("nothing", []), ("one octet", [0]), ("text", Array("a leaf".utf8))].map { what, leaf in
            Vector(
                "the leaf of \(what)", "WIT-32+", flags: ["sound"], comment: "A leaf's hash.",
                input: ["kind": "leaf", "leaf": .octets(leaf)],
                expect: .accepted(["hash": .octets(MerkleHash.leaf(leaf).octets)]))
        }
    }

    // MARK: Inclusion

    private struct Inclusion {
        var leaf: MerkleHash
        var index: Int64
        var size: Int64
        var root: MerkleHash
        var hashes: [MerkleHash]

        func vector(_ what: String, flag: String) -> Vector {
            Vector(
                "inclusion \(what)", flag == "sound" ? "WIT-32+" : "WIT-32-", flags: [flag],
                comment: flag == "sound" ? "The leaf stands there." : "A sound proof but for what the name says.",
                input: [
                    "kind": "inclusion", "leafHash": .octets(leaf.octets), "index": .integer(index),
                    "size": .integer(size), "root": .octets(root.octets),
                    "hashes": .array(hashes.map { .octets($0.octets) }),
                ], expect: flag == "sound" ? .accepted() : .refused(at: "proof"))
        }
    }

    private static func inclusion(_ tree: PlainTree, _ index: Int, of size: Int) -> Inclusion {
        Inclusion(
            leaf: tree.hashes[index], index: Int64(index), size: Int64(size), root: tree.root(size),
            hashes: tree.path(index, size: size))
    }

    private static func inclusions(_ tree: PlainTree) -> [Vector] {
        let places = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 7), (6, 7), (7, 8), (64, 65), (69, 70)]
        var vectors = places.map { inclusion(tree, $0, of: $1).vector("of \($0) in \($1)", flag: "sound") }
        let sound = inclusion(tree, 3, of: 7)
        func bend(_ what: String, _ flag: String, _ change: (inout Inclusion) -> Void) {
            var bent = sound
            change(&bent)
            vectors.append(bent.vector(what, flag: flag))
        }
        for place in sound.hashes.indices {
            bend("with hash \(place) otherwise", "altered") { $0.hashes[place] = tree.hashes[60] }
        }
        bend("of another leaf", "altered") { $0.leaf = tree.hashes[4] }
        bend("under another root", "altered") { $0.root = tree.root(8) }
        bend("with a hash too many", "count") { $0.hashes.append(tree.hashes[60]) }
        bend("with a hash too few", "count") { $0.hashes.removeLast() }
        bend("without hashes", "count") { $0.hashes = [] }
        bend("at the index before", "number") { $0.index = 2 }
        bend("at an index as large as the size", "number") { $0.index = 7 }
        bend("at a negative index", "number") { $0.index = -1 }
        bend("in a larger tree", "number") { $0.size = 9 }
        bend("in a tree of nothing", "number") { $0.size = 0 }
        bend("in the largest tree", "number") { $0.size = 9_007_199_254_740_992 }
        return vectors
    }

    // MARK: Consistency

    private struct Consistency {
        var oldSize: Int64
        var oldRoot: MerkleHash
        var newSize: Int64
        var newRoot: MerkleHash
        var hashes: [MerkleHash]

        func vector(_ what: String, flag: String) -> Vector {
            Vector(
                "consistency \(what)", flag == "sound" ? "WIT-32+" : "WIT-32-", flags: [flag],
                comment: flag == "sound" ? "The one grew into the other." : "A sound proof but for what the name says.",
                input: [
                    "kind": "consistency", "oldSize": .integer(oldSize), "oldRoot": .octets(oldRoot.octets),
                    "newSize": .integer(newSize), "newRoot": .octets(newRoot.octets),
                    "hashes": .array(hashes.map { .octets($0.octets) }),
                ], expect: flag == "sound" ? .accepted() : .refused(at: "proof"))
        }
    }

    private static func consistency(_ tree: PlainTree, from old: Int, to new: Int) -> Consistency {
        Consistency(
            oldSize: Int64(old), oldRoot: tree.root(old), newSize: Int64(new), newRoot: tree.root(new),
            hashes: tree.proof(from: old, to: new))
    }

    private static func consistencies(_ tree: PlainTree) -> [Vector] {
        let places = [(1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (8, 8), (64, 65), (69, 70)]
        var vectors = places.map { consistency(tree, from: $0, to: $1).vector("from \($0) to \($1)", flag: "sound") }
        let sound = consistency(tree, from: 3, to: 7)
        func bend(_ what: String, _ flag: String, _ change: (inout Consistency) -> Void) {
            var bent = sound
            change(&bent)
            vectors.append(bent.vector(what, flag: flag))
        }
        for place in sound.hashes.indices {
            bend("with hash \(place) otherwise", "altered") { $0.hashes[place] = tree.hashes[60] }
        }
        bend("of another old root", "altered") { $0.oldRoot = tree.root(4) }
        bend("of another new root", "altered") { $0.newRoot = tree.root(8) }
        bend("with a hash too many", "count") { $0.hashes.append(tree.hashes[60]) }
        bend("with a hash too few", "count") { $0.hashes.removeLast() }
        bend("without hashes", "count") { $0.hashes = [] }
        bend("from another old size", "number") { $0.oldSize = 2 }
        bend("to a smaller size", "number") { $0.newSize = 2 }
        bend("to another new size", "number") { $0.newSize = 9 }
        var same = consistency(tree, from: 7, to: 7)
        same.newRoot = tree.root(8)
        vectors.append(same.vector("of one size and two roots", flag: "altered"))
        return vectors
    }
}

/// `checkpoints`: notes with cosignatures under the policy of one log.
enum CheckpointVectors {
    private static let size = 5

    static func file() throws -> VectorFile {
        let log = try SampleLog(size: size)
        return VectorFile(
            "checkpoints",
            notes:
                "C2SP signed-note, tlog-checkpoint and tlog-cosignature with Ed25519. A line of a key that is not named "
                + "is passed over; a named key's line that fails refuses the note.",
            flags: [
                "sound": "must be accepted", "form": "not the one form of a note or a checkpoint",
                "signature": "a named key's line that fails", "other-log": "not signed by the log as its own",
                "quorum": "too few witnesses",
            ], keys: keys(log), vectors: try vectors(log))
    }

    private static func keys(_ log: SampleLog) -> JSONValue {
        var keys: [String: JSONValue] = [
            "log": [
                "alg": "ed25519", "name": .string(log.signer.name), "public": .octets(log.signer.verifierKey.publicKey),
            ]
        ]
        for (place, witness) in log.witnesses.enumerated() {
            keys["witness-\(place + 1)"] = [
                "alg": "ed25519", "name": .string(witness.verifierKey.name),
                "public": .octets(witness.verifierKey.publicKey),
            ]
        }
        return .object(keys)
    }

    private static func vector(
        _ what: String, _ clause: String, _ flag: String, _ note: [UInt8], quorum: Int64 = 2, expect: JSONValue
    ) -> Vector {
        Vector(
            what, clause, flags: [flag],
            comment: flag == "sound" ? "The policy accepts it." : "Sound but for what the name says.",
            input: [
                "note": .octets(note), "logKey": "log", "witnessKeys": ["witness-1", "witness-2", "witness-3"],
                "quorum": .integer(quorum),
            ], expect: expect)
    }

    private static func vectors(_ log: SampleLog) throws -> [Vector] {
        try sound(log) + forms(log) + signatures(log)
    }

    private static func accepted(_ log: SampleLog, _ witnesses: [Int]) -> JSONValue {
        .accepted([
            "origin": .string(SampleLog.origin), "size": .integer(Int64(size)),
            "root": .octets(log.tree.root(size).octets),
            "witnesses": .array(witnesses.map { .string(log.witnesses[$0].verifierKey.name) }),
        ])
    }

    private static func sound(_ log: SampleLog) throws -> [Vector] {
        let stranger = try Ed25519WitnessSigner(
            name: "stranger.example/witness", privateKey: FixedKeys.seed("stranger"))
        let visited = try SignedNote(
            text: log.checkpoint().text,
            signers: [log.signer, stranger.signer(at: 1_700_000_000)]
                + (0..<2).map { try log.witnesses[$0].signer(at: 1_700_000_000) })
        return [
            vector(
                "two of three witnesses", "WIT-31+", "sound", try log.note(cosigned: 2).octets,
                expect: accepted(log, [0, 1])),
            vector(
                "all witnesses", "WIT-19+", "sound", try log.note(cosigned: 3).octets, expect: accepted(log, [0, 1, 2])),
            vector(
                "a line of a key that is not named", "WIT-31+", "sound", visited.octets, expect: accepted(log, [0, 1])),
        ]
    }

    private static func forms(_ log: SampleLog) throws -> [Vector] {
        let note = String(decoding: try log.note(cosigned: 2).octets, as: UTF8.self)
        func bent(_ what: String, _ old: String, _ new: String) -> Vector {
            let octets = Array(note.replacing(old, with: new, maxReplacements: 1).utf8)
            return vector(what, "WIT-1-", "form", octets, expect: .refused(at: "grammar"))
        }
        return [
            bent("line ends of two octets", "\n", "\r\n"), bent("no empty line before the signatures", "\n\n", "\n"),
            bent("a hyphen for the dash", "—", "-"),
            vector("nothing", "WIT-1-", "form", [], expect: .refused(at: "grammar")),
            vector(
                "no last line end", "WIT-1-", "form", Array(note.utf8.dropLast()), expect: .refused(at: "grammar")),
            vector(
                "text that is no checkpoint", "WIT-1-", "form",
                try SignedNote(text: "a text\n", signers: [log.signer]).octets, expect: .refused(at: "grammar")),
            vector(
                "a size with a leading nought", "WIT-1-", "form",
                try SignedNote(
                    text: log.checkpoint().text.replacing("\n5\n", with: "\n05\n"), signers: [log.signer]
                ).octets, expect: .refused(at: "grammar")),
        ]
    }

    private static func signatures(_ log: SampleLog) throws -> [Vector] {
        let note = String(decoding: try log.note(cosigned: 2).octets, as: UTF8.self)
        let otherText = note.replacing("\n5\n", with: "\n6\n", maxReplacements: 1)
        let other = try Ed25519NoteSigner(name: "other.example/audit/2026", privateKey: FixedKeys.seed("other"))
        let foreign = try Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("other"))
        let twice = try [3, 9].map { try log.witnesses[0].signer(at: $0) as any NoteSigner }
        func signed(_ signers: [any NoteSigner]) throws -> [UInt8] {
            try SignedNote(text: log.checkpoint().text, signers: signers).octets
        }
        return [
            vector(
                "another size than was signed", "WIT-1-", "signature", Array(otherText.utf8),
                expect: .refused(at: "crypto")),
            vector(
                "another log's key under another name", "WIT-7-", "other-log", try signed([other]),
                expect: .refused(at: "origin")),
            vector(
                "another key under the log's name", "WIT-7-", "other-log", try signed([foreign]),
                expect: .refused(at: "origin")),
            vector(
                "one witness of two", "WIT-31-", "quorum", try log.note(cosigned: 1).octets,
                expect: .refused(at: "quorum")),
            vector("no witness", "WIT-31-", "quorum", try log.note().octets, expect: .refused(at: "quorum")),
            vector(
                "one witness twice", "WIT-31-", "quorum", try signed([log.signer] + twice),
                expect: .refused(at: "quorum")),
            vector(
                "all of three wanted and two there", "WIT-31-", "quorum", try log.note(cosigned: 2).octets, quorum: 3,
                expect: .refused(at: "quorum")),
        ]
    }
}
