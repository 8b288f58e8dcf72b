import AuditTrail
import Foundation
import MerkleLog
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import Testing
import WireProtocol

@testable import fcg

/// The commands of the audit guide, run as they stand there on the invented councils.
@Suite("the audit guide", .serialized, .sandbox)
struct AuditGuideTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private let sandbox: RunningSandbox

    init() throws { sandbox = try #require(RunningSandbox.current) }

    private var commands: [String] {
        get throws {
            let guide = try String(contentsOf: Self.root.appending(path: "docs/audit-guide.md"), encoding: .utf8)
            return guide.components(separatedBy: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        }
    }

    /// Words of a command line; those in quotes stay together.
    private func words(_ command: String) -> [String] {
        command.components(separatedBy: "\"").enumerated().flatMap { position, part in
            position.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [part]
        }
    }

    private func run(_ command: String) async throws -> Finished {
        let words = words(command)
        let folder = URL(fileURLWithPath: sandbox.plan.folder)
        guard words[0] != "fcg" else { return try await Program.fcg(Array(words.dropFirst()), in: folder) }
        let process = Process()
        let said = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.root.appending(path: words[0]).path(percentEncoded: false)] + words.dropFirst()
        process.currentDirectoryURL = folder
        process.standardOutput = said
        process.standardError = said
        try process.run()
        let octets = said.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Finished(code: process.terminationStatus, text: String(decoding: octets, as: UTF8.self))
    }

    /// The policy an auditor has from the directory.
    private func writePolicy() throws {
        let stockport = sandbox.plan.council(.stockport).folder
        let name = try NodeFile(path: stockport.config).publicName
        let year = wallClock().londonDay.year
        let key = try #require(try stockport.logKeys().first { $0.name == "\(name)/audit/\(year)" })
        let policy = try stockport.logPolicies()(key)
        #expect(policy.witnesses.count == 2)
        try NodeFolder.write(policy.octets, to: sandbox.plan.folder + "/stockport.policy")
    }

    /// Waits until a proof of Stockport's first entry has the cosignatures of both others.
    private func witnessedProof() async throws {
        let place = sandbox.plan.folder + "/first-proof"
        for _ in 0..<30 {
            let said = try await Program.fcg([
                "audit", "prove", "--config", sandbox.plan.council(.stockport).folder.config, "--index", "0", "--dir",
                place, "--by", "ia",
            ])
            try? FileManager.default.removeItem(atPath: place)
            if said.text.contains("and the quorum is met") { return }
            try await Task.sleep(for: .seconds(1))
        }
        Issue.record("no proof was witnessed in half a minute")
    }

    @Test("each command of the guide does what the guide says, with the nodes running and with none")
    func commandsAreReal() async throws {
        try writePolicy()
        #expect(try commands.count == 15)
        for council in SyntheticCouncil.allCases { try await sandbox.running(council) }
        try await witnessedProof()
        for isRunning in [true, false] {
            for council in SyntheticCouncil.allCases where !isRunning { try await sandbox.stop(council) }
            for command in try commands {
                let said = try await run(command)

                #expect(said.code == 0, "\(command): \(said.text)")
                if command.contains("verify") {
                    #expect(said.text.contains("intact: ") || said.text.contains("proven: "))
                }
                if command.contains("--directory ") {
                    #expect(said.text.contains("as evidence, the request counts: the key ends "), "\(said.text)")
                }
                if command.contains("fsck") { #expect(said.text.components(separatedBy: "sound: ").count == 3) }
                if command.contains("search") {
                    #expect(said.text.contains("found: ") && !said.text.contains("found: 0"))
                }
            }
            for made in ["export", "proof"] {
                try FileManager.default.removeItem(atPath: "\(sandbox.plan.folder)/\(made)")
            }
        }
    }

    @Test(
        "exports and proofs bring the directory's witnesses, whose quorum is met offline, also for a tool that is not ours"
    )
    func witnessed() async throws {
        for council in SyntheticCouncil.allCases { try await sandbox.running(council) }
        let folder = sandbox.plan.council(.stockport).folder
        let place = sandbox.plan.folder + "/witnessed"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let common = ["--config", folder.config, "--by", "ia"]

        let exported = try await Program.fcg(
            ["audit", "export", "--log", "exchange", "--dir", place + "/export"] + common)
        let proven = try await Program.fcg(["audit", "prove", "--index", "0", "--dir", place + "/proof"] + common)

        #expect(
            exported.text.contains("witnesses: 2 named in `policy`, cosigned by 2, and the quorum is met"),
            "\(exported.text)")
        #expect(proven.text.contains("and the quorum is met"), "\(proven.text)")
        let policy = try LogPolicy(octets: folder.octets(of: place + "/export/policy"))
        #expect(policy.witnesses.count == 2 && policy.groups.map(\.threshold) == [2])
        let proof = try #require(
            FileManager.default.contentsOfDirectory(atPath: place + "/proof").first { $0.hasSuffix(".tlog-proof") })
        for path in [place + "/export", "\(place)/proof/\(proof)"] {
            let said = try await Program.fcg(["audit", "verify", path])
            #expect(said.code == 0 && said.text.contains("/witness, localhost:"), "\(said.text)")
            let other = try await run("docs/examples/verify_export.py \(path) --policy \(place)/export/policy")
            #expect(other.code == 0, "\(other.text)")
        }
        // Without the cosignatures the quorum is missing, and that is a refusal.
        let note = try SignedNote(octets: folder.octets(of: place + "/export/checkpoint"))
        let bare = try #require(policy.logs.first.flatMap { try? note.verify(with: [$0.key]).first })
        #expect(throws: LogPolicyRefusal.self) { try policy.accept(note.keeping([bare])) }
    }

    @Test("a node whose directory does not know its log names no witnesses, and says so")
    func unknownLog() throws {
        let node = try SignedNode(isActive: false)
        let key = try #require(try node.folder.logKeys().first)

        #expect(try node.folder.logPolicies()(key).witnesses.isEmpty)
        try NodeFolder.write("{}", to: node.folder.directory)
        #expect(throws: Complaint.self) { try node.folder.logPolicies() }
    }

    @Test("a report for a person takes the words of the policies in force, whatever stands in the draft")
    func wordsInForce() async throws {
        try await sandbox.running(.stockport)
        let folder = sandbox.plan.council(.stockport).folder
        let vocabulary = try NodePolicies(config: folder.config).inForce().state.set.vocabulary
        let words = try #require(vocabulary.purpose("s47-enquiry")?.told)
        let file = folder.policies + "/vocabulary.yaml"
        let draft = try folder.text(of: file)
        try #require(draft.contains(words))
        try NodeFolder.write(draft.replacing(words, with: "words of a draft"), to: file)
        defer { try? NodeFolder.write(draft, to: file) }
        let child = sandbox.people.child.person

        let report = try await Program.fcg([
            "audit", "subject-report", "--config", folder.config, "--by", "R. Dunne", "--family", child.family,
            "--given", child.given, "--born", child.dateOfBirth.description,
        ])

        #expect(report.code == 0 && report.text.contains(words), "\(report.text)")
        #expect(!report.text.contains("words of a draft"))
    }

    // clause: FCP-AUD-34+
    @Test("a person is erased on the running node by two people, and the log verifies")
    func erase() async throws {
        try await sandbox.running(.stockport)
        let folder = sandbox.plan.council(.stockport).folder
        let child = sandbox.people.child.person
        let person = ["--family", child.family, "--given", child.given, "--born", child.dateOfBirth.description]
        let order =
            ["audit", "erase", "--config", folder.config] + person
            + ["--basis", "gdpr-17-1-d", "--by", "R. Dunne", "--why", "case 114"]

        let alone = try await Program.fcg(order + ["--second", "R. Dunne"])
        let trial = try await Program.fcg(order + ["--second", "M. Shah", "--trial"])
        let erased = try await Program.fcg(order + ["--second", "M. Shah"])
        let again = try await Program.fcg(order + ["--second", "M. Shah"])
        let checked = try await Program.fcg(["audit", "fsck", "--config", folder.config, "--by", "ia"])

        #expect(alone.code == 1 && alone.text.contains("two people"))
        #expect(trial.code == 0 && trial.text.contains("would go: exchange/"))
        #expect(erased.code == 0 && erased.text.contains("erased: exchange/"), "\(erased.text)")
        #expect(again.code == 1 && again.text.contains("stands in no entry"))
        #expect(checked.code == 0 && checked.text.contains("erased, tombstone at"), "\(checked.text)")
    }

    @Test("where the reading cannot be recorded, nothing is read")
    func unrecorded() async throws {
        try await sandbox.stop(.leeds)
        let folder = sandbox.plan.council(.leeds).folder
        let lock = open(folder.audit + "/lock", O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)

        let searched = try await Program.fcg(["audit", "search", "--config", folder.config, "--by", "ia"])
        let exported = try await Program.fcg([
            "audit", "export", "--config", folder.config, "--log", "exchange", "--by", "ia", "--dir",
            sandbox.plan.folder + "/secret",
        ])

        #expect(searched.code != 0 && searched.text.contains("in use") && !searched.text.contains("exchange.asked"))
        #expect(exported.code != 0 && !FileManager.default.fileExists(atPath: sandbox.plan.folder + "/secret"))
    }

    @Test(
        "each audit command teaches itself: help says what it is for and shows one use of it",
        arguments: [
            "verify", "fsck", "export", "prove", "erase", "hold", "search", "subject-report", "spot-check", "my-record",
        ])
    func help(command: String) async throws {
        let finished = try await Program.fcg(["audit", command, "--help"])

        #expect(finished.code == 0)
        #expect(finished.text.contains("Example: fcg audit \(command) "))
    }
}
