import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

/// `docs/examples/verify_export.py`, which shares no code with ours, must believe what we write and nothing that was altered.
@Suite("an independent verifier", .enabled(if: Python.isHere))
struct IndependentVerifierTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ log: SampleLog, cosigned: Int = 2) throws {
        for (path, octets) in try log.files() { try write(octets, path.description) }
        try write(log.note(cosigned: cosigned).octets, "checkpoint")
        try write(Array("\(log.signer.verifierKey)\n".utf8), "vkey")
        try write(log.policy(quorum: 2).octets, "policy")
    }

    private func write(_ octets: [UInt8], _ name: String) throws {
        let file = URL(filePath: folder.path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(octets).write(to: file)
    }

    /// A proof with one opened commitment, as `fcg audit prove` would write it.
    private func proof() throws -> (octets: [UInt8], policy: [UInt8]) {
        let opening = CommitmentOpening(key: [UInt8](repeating: 3, count: 32), payload: Array("because".utf8))
        let leaf = CanonicalJSON.encode(["c": ["reason": .string(Base64URL.encode(opening.commitment))]])
        let log = try SampleLog(size: 1)
        let text = Checkpoint(origin: SampleLog.origin, size: 1, root: MerkleHash.leaf(leaf)).text
        let note = try SignedNote(text: text, signers: [log.signer, try log.witnesses[0].signer(at: 7)])
        let extra = ProofExtra(leaf: leaf, openings: ["reason": opening])
        let inclusion = InclusionProof(index: 0, size: 1, hashes: [])
        return (LogProof(inclusion, note: note, extra: extra.octets).octets, try log.policy(quorum: 1).octets)
    }

    @Test("exports of every shape are believed", arguments: [0, 1, 255, 256, 257, 600])
    func sound(size: Int) throws {
        try write(SampleLog(size: size))

        let run = try Python.run(folder.path, "--policy", folder.path("policy"))
        #expect(
            run
                == .init(
                    status: 0,
                    text: "intact: \(SampleLog.origin): \(size) entries of a tree of \(size), cosigned by 2 witnesses\n"
                ))
    }

    @Test("no octet of any file of an export can change, be cut off or be added, and no file can")
    func everyOctet() throws {
        try write(SampleLog(size: 9, entryLength: 3))
        try expectEveryChangeRefused(folder.path)
    }

    @Test("at the edges of a full tile the same holds, looked at in steps")
    func fullTile() throws {
        try write(SampleLog(size: 258, entryLength: 3))
        try expectEveryChangeRefused(folder.path, step: 97)
    }

    @Test("an export with too few witnesses, or of a log the reader does not trust, is refused")
    func notTrusted() throws {
        try write(SampleLog(size: 9), cosigned: 1)
        #expect(try Python.run(folder.path).status == 1)

        try write(SampleLog(size: 9))
        let other = try LogPolicy(
            log: Ed25519NoteSigner(name: SampleLog.origin, privateKey: FixedKeys.seed("other")).verifierKey,
            witnesses: [], quorum: 0)
        try write(other.octets, "mine")
        #expect(try Python.run(folder.path, "--policy", folder.path("mine")).status == 1)
    }

    @Test("a proof is believed, and no octet of it can change")
    func proofOnFile() throws {
        let (octets, policy) = try proof()
        try write(octets, "one.tlog-proof")
        try write(policy, "mine")

        #expect(try Python.run(folder.path("one.tlog-proof"), "--policy", folder.path("mine")).status == 0)
        try expectEveryChangeRefused(folder.path("one.tlog-proof"), folder.path("mine"))
    }

    @Test("the evidence of a fork is believed, and no octet of it can change")
    func fork() throws {
        let (log, other) = (try SampleLog(size: 9), try SampleLog(size: 10))
        let comparison = try NoteComparison.compare(
            log.note(7).octets, other.note(7).octets, signedBy: [log.signer.verifierKey])
        guard case .fork(let evidence) = comparison else {
            Issue.record("no fork")
            return
        }
        try write(evidence.octets, "two.fork")
        try write(log.policy(quorum: 3).octets, "mine")

        let run = try Python.run(folder.path("two.fork"), "--policy", folder.path("mine"))
        #expect(run == Python.Run(status: 0, text: "fork: \(SampleLog.origin) signed two trees of 7 entries\n"))
        try expectEveryChangeRefused(folder.path("two.fork"), folder.path("mine"), check: "verify_fork")
    }

    @Test("a proof of an entry among many is believed with the entry, and with no other")
    func amongMany() throws {
        let log = try SampleLog(size: 37)
        let inclusion = try #require(InclusionProof.make(index: 21, size: 37, read: log.tree.read))
        try write(LogProof(inclusion, note: log.note(cosigned: 2)).octets, "one.tlog-proof")
        try write(log.policy(quorum: 2).octets, "mine")
        try write(log.entries[21], "right")
        try write(log.entries[20], "wrong")

        for (entry, status) in [("right", 0), ("wrong", 1)] as [(String, Int32)] {
            let run = try Python.run(
                folder.path("one.tlog-proof"), "--policy", folder.path("mine"), "--entry", folder.path(entry))
            #expect(run.status == status)
        }
        #expect(try Python.run(folder.path("one.tlog-proof"), "--policy", folder.path("mine")).status == 1)
    }

    private func expectEveryChangeRefused(
        _ arguments: String..., step: Int = 1, check: String = "verify_proof"
    ) throws {
        let run = try Python.run(script: Python.damage, [String(step), check] + arguments)
        #expect(run.status == 0)
        #expect(run.text.hasPrefix("refused: ") && !run.text.hasPrefix("refused: 0 "), "\(run.text)")
    }
}

/// Runs the verifier, or a script around it.
private enum Python {
    struct Run: Equatable {
        let status: Int32
        let text: String
    }

    static let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/examples").path(percentEncoded: false)

    static var isHere: Bool {
        (try? run(arguments: ["-c", "import cryptography"]))?.status == 0
    }

    static func run(_ arguments: String...) throws -> Run {
        try run(arguments: ["\(examples)/verify_export.py"] + arguments)
    }

    static func run(script: String, _ arguments: [String]) throws -> Run {
        try run(arguments: ["-c", script, examples] + arguments)
    }

    private static func run(arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Run(status: process.terminationStatus, text: text)
    }

    /// Changes one octet after the other, in one process, and prints what is still believed. A comment in the policy
    /// would change nothing, so there is none.
    static let damage = """
        import pathlib, sys
        sys.path.insert(0, sys.argv[1])
        import verify_export as v
        step, name, path = int(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
        policy = pathlib.Path(sys.argv[5]).read_bytes() if len(sys.argv) > 5 else None
        check = (lambda: getattr(v, name)(path.read_bytes(), policy)) if policy else (lambda: v.verify_export(path))
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        refused, believed = 0, []
        check()
        def attempt(what):
            global refused
            try:
                check()
                believed.append(what)
            except v.Fault:
                refused += 1
        for file in files:
            sound = file.read_bytes()
            for at in range(0, len(sound), step):
                file.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << at % 8]) + sound[at + 1:])
                attempt(f"{file.name}:{at}")
            for octets in (sound[:-1], sound + b"\\0", b""):
                file.write_bytes(octets)
                attempt(f"{file.name} of {len(octets)}")
            file.unlink()
            if not policy:
                attempt(f"no {file.name}")
            file.write_bytes(sound)
        if not policy:
            (path / "tile" / "stray").write_bytes(b"x")
            attempt("a stray file")
        print(f"refused: {refused} changes" if not believed else f"believed: {believed}")
        """
}
