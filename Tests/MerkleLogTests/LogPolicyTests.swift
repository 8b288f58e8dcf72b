import MerkleLog
import TestSupport
import Testing

@Suite("log policies")
struct LogPolicyTests {
    private let log: SampleLog
    private let keys: [String]

    init() throws {
        log = try SampleLog(size: 5, witnesses: 6)
        keys = log.witnesses.map(\.verifierKey.description)
    }

    private func read(_ text: String) throws(LogPolicyFault) -> LogPolicy { try LogPolicy(octets: Array(text.utf8)) }

    /// The example of C2SP tlog-policy, with keys put in.
    private var example: String {
        let witnesses = ["X1", "X2", "X3", "Y1", "Y2", "Y3"].enumerated().map {
            "witness \($0.element) \(keys[$0.offset])"
        }
        return """
            # two organisations
            log \(log.signer.verifierKey)

            \(witnesses[0])
            \t\(witnesses[1])\u{20}
            \(witnesses[2]) https://x3.example/
            group X-witnesses 2 X1 X2 X3

            \(witnesses[3])
            \(witnesses[4])
            \(witnesses[5])
            group Y-witnesses any Y1 Y2 Y3

            group X-and-Y all X-witnesses Y-witnesses
            quorum X-and-Y

            """
    }

    @Test("the example of the specification is read, and written it is read as the same")
    func specification() throws {
        let policy = try read(example)

        #expect(policy.logs.map(\.key) == [log.signer.verifierKey])
        #expect(policy.witnesses.map(\.name.description) == ["X1", "X2", "X3", "Y1", "Y2", "Y3"])
        #expect(policy.witnesses[2].url?.description == "https://x3.example/")
        #expect(policy.groups.map(\.threshold) == [2, 1, 2])
        #expect(policy.quorum?.description == "X-and-Y")
        #expect(try LogPolicy(octets: policy.octets) == policy)
    }

    // clause: FCP-WIT-31+ FCP-WIT-31-
    @Test("the quorum of the example holds for exactly those sets of witnesses that the rule names")
    func quorum() throws {
        let policy = try read(example)

        for set in 0..<64 {
            let cosigners = (0..<6).filter { set >> $0 & 1 == 1 }
            let signers = try cosigners.map { try log.witnesses[$0].signer(at: 9) as any NoteSigner }
            let note = try SignedNote(text: log.checkpoint().text, signers: [log.signer] + signers)
            let enough = (set & 7).nonzeroBitCount >= 2 && set >> 3 != 0
            let accepted = try? policy.accept(note)
            #expect((accepted != nil) == enough)
        }
    }

    // clause: FCP-WIT-31-
    @Test("a witness that signs twice counts once, with its later time")
    func twice() throws {
        let policy = try log.policy(quorum: 2)
        let again = try [3, 9, 5].map { try log.witnesses[0].signer(at: $0) as any NoteSigner }
        let note = try SignedNote(text: log.checkpoint().text, signers: [log.signer] + again)

        let refusal = #expect(throws: LogPolicyRefusal.self) { try policy.accept(note) }
        #expect(refusal == .noQuorum([try #require(PolicyWord("w1.example/witness"))]))
        #expect(try log.policy(quorum: 1).accept(note).cosignatures.map(\.seconds) == [9])
    }

    @Test("a cosignature from the future counts for nothing when the time is known")
    func future() throws {
        let policy = try log.policy(quorum: 1)
        let note = try log.note(cosigned: 1)

        #expect(throws: LogPolicyRefusal.noQuorum([])) { try policy.accept(note, now: 1_699_999_999) }
        #expect(try policy.accept(note, now: 1_700_000_000).cosignatures.count == 1)
    }

    @Test("a note that no listed log signed as its own is refused")
    func otherLog() throws {
        let policy = try log.policy(quorum: 1)
        let other = try Ed25519NoteSigner(name: "other.example/log", privateKey: FixedKeys.seed("other"))
        let stranger = try SignedNote(text: log.checkpoint().text, signers: [other])
        let text = Checkpoint(origin: "other.example/log", size: 5, root: log.tree.root(5)).text
        let foreign = try SignedNote(text: text, signers: [log.signer])
        let forged = NoteSignature(
            name: log.signer.name, keyID: log.signer.keyID, octets: [UInt8](repeating: 1, count: 64))

        #expect(throws: LogPolicyRefusal.noLog) { try policy.accept(stranger) }
        #expect(throws: LogPolicyRefusal.noLog) { try policy.accept(foreign) }
        #expect(throws: LogPolicyRefusal.note(.badSignature)) {
            try policy.accept(try log.note(cosigned: 2).adding(forged))
        }
        #expect(throws: LogPolicyRefusal.note(.notACheckpoint)) {
            try policy.accept(try SignedNote(text: "text\n", signers: [log.signer]))
        }
    }

    @Test("without a quorum the log's own signature is enough")
    func noQuorum() throws {
        let policy = try read("log \(log.signer.verifierKey)\nquorum none\n")

        #expect(policy.quorum == nil)
        #expect(try policy.accept(log.note()).log == log.signer.verifierKey)
        #expect(try LogPolicy(octets: policy.octets) == policy)
    }

    @Test("each fault is found, and in its line")
    func faults() throws {
        let (a, b) = ("witness a \(keys[0])\n", "witness b \(keys[1])\n")
        let vkey = log.signer.verifierKey.description
        let cases: [(String, LogPolicyFault.Problem, Int)] = [
            ("", .noQuorum, 1), (a, .noQuorum, 2), ("quorum none", .badOctet, 1), ("quorum none\r\n", .badOctet, 1),
            ("\u{7F}\nquorum none\n", .badOctet, 1), ("\nrules\nquorum none\n", .unknownKeyword, 2),
            ("log\n", .wrongCount, 1), ("log \(vkey) u more\n", .wrongCount, 1), ("log nonsense\n", .badLogKey, 1),
            ("log \(keys[0])\n", .badLogKey, 1), ("log \(vkey)\nlog \(vkey)\n", .duplicateKey, 2),
            ("witness a \(vkey)\n", .badWitnessKey, 1), (a + "witness b \(keys[0])\n", .duplicateKey, 2),
            (a + "witness a \(keys[1])\n", .duplicateName, 2), ("witness none \(keys[0])\n", .duplicateName, 1),
            (a + "group g 0 a\n", .badThreshold, 2), (a + "group g 2 a\n", .badThreshold, 2),
            (a + "group g 01 a\n", .badThreshold, 2), (a + "group g most a\n", .badThreshold, 2),
            (a + "group g all\n", .wrongCount, 2), (a + "group g any b\n" + b, .unknownName, 2),
            (a + "group g any g\n", .unknownName, 2), (a + "group g any none\n", .unknownName, 2),
            (a + "group g any a a\n", .repeatedMember, 2), (a + "group g any a\ngroup h any a\n", .repeatedMember, 3),
            (a + "group a any a\n", .duplicateName, 2), (a + "quorum b\n", .unknownName, 2),
            ("quorum none\nquorum none\n", .secondQuorum, 2), ("quorum\n", .wrongCount, 1),
        ]
        for (text, problem, line) in cases {
            let fault = #expect(throws: LogPolicyFault.self) { try read(text) }
            #expect(fault?.problem == problem, "\(text)")
            #expect(fault?.line == line, "\(text)")
        }
    }

    @Test("names are octets: what Unicode calls equal is two names, and what is not UTF-8 is one")
    func opaqueNames() throws {
        let kelvin = "witness K \(keys[0])\nwitness \u{212A} \(keys[1])\nquorum K\n"
        let raw = Array("witness ".utf8) + [0xFF, 0x80] + Array(" \(keys[0])\nquorum ".utf8) + [0xFF, 0x80, 0x0A]

        #expect(try read(kelvin).witnesses.count == 2)
        #expect(try LogPolicy(octets: raw).quorum?.octets == [0xFF, 0x80])
    }

    @Test("thirty-two witnesses and groups and more are read, and no more than 256")
    func limits() throws {
        let many = try SampleLog(size: 1, witnesses: 257)
        let lines = many.witnesses.enumerated().map { "witness w\($0.offset) \($0.element.verifierKey)\n" }

        #expect(try read(lines.prefix(256).joined() + "quorum w0\n").witnesses.count == 256)
        let fault = #expect(throws: LogPolicyFault.self) { try read(lines.joined() + "quorum w0\n") }
        #expect(fault?.problem == .tooLarge)
        #expect(fault?.line == 257)
    }

    @Test("a policy made of parts keeps the same rules")
    func parts() throws {
        let witnesses = log.witnesses.map(\.verifierKey)

        #expect(throws: LogPolicyFault.self) { try log.policy(quorum: 7) }
        #expect(throws: LogPolicyFault.self) { try log.policy(quorum: 0) }
        #expect(throws: LogPolicyFault.self) {
            try LogPolicy(log: log.signer.verifierKey, witnesses: [witnesses[0], witnesses[0]], quorum: 1)
        }
        #expect(try LogPolicy(log: log.signer.verifierKey, witnesses: [], quorum: 0).quorum == nil)
        #expect(try LogPolicy(octets: log.policy(quorum: 4).octets) == log.policy(quorum: 4))
    }
}
