import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import fcg

extension ProcessTests {
    /// A node's folder, and its commands about what it decided.
    private func policy(_ arguments: String...) async throws -> Finished {
        try await Program.fcg(["policy"] + arguments)
    }

    @Test("what a running node decided is made again by its set, exported without a name, and the reading is recorded")
    func replay() async throws {
        let folder = try await sandbox.running(.stockport).council.folder
        let lines = folder.file("decisions.jsonl")
        let draft = folder.file("replayed")
        try FileManager.default.copyItem(atPath: folder.policies, toPath: draft)
        let bans = draft + "/bans.yaml"
        let text = try String(contentsOfFile: bans, encoding: .utf8)
        let ban = "bans:\n  - { id: nobody-at-all, because: Invented., cap: none, tell: category-not-covered }\n"
        try text.replacing("bans:\n", with: ban).write(toFile: bans, atomically: true, encoding: .utf8)

        let same = try await policy("replay", folder.policies, "--config", folder.config, "--export", lines)
        let from = try await policy("replay", folder.policies, "--decisions", lines)
        let other = try await policy("replay", draft, "--config", folder.config)
        let log = try await Program.fcg(["audit", "show", "--config", folder.config, "--log", "internal"])

        #expect(same.code == 0, Comment(rawValue: same.text))
        #expect(same.text.contains("none would change"))
        #expect(same.text.split(separator: "\n").last == from.text.split(separator: "\n").last)
        let exported = try String(contentsOfFile: lines, encoding: .utf8)
        #expect(exported.split(separator: "\n").count > 5)
        #expect(Haystack(exported).findings(of: sandbox.plan.families.allPersonalStrings()).isEmpty)
        #expect(other.code == 0)
        #expect(other.text.contains("By `nobody-at-all`:"))
        #expect(log.text.components(separatedBy: "audit.decisions-read").count == 3)
    }

    @Test("a complaint that reaches a trial's stop rule stops it, and its report and outcome are told")
    func trial() async throws {
        let folder = try await sandbox.running(.stockport).council.folder
        let trial = "drug-and-alcohol-line"

        let before = try await policy("trial", "report", trial, "--config", folder.config)
        let contact = try await policy(
            "trial", "count", trial, "--config", folder.config, "--measure", "called-within-two-days", "--add", "7",
            "--by",
            "team-manager")
        let wrong = try await policy(
            "trial", "count", trial, "--config", folder.config, "--measure", "phone-calls", "--by", "team-manager")
        let complaint = try await policy(
            "trial", "count", trial, "--config", folder.config, "--measure", "complaints-upheld", "--by",
            "data-protection-officer")
        let after = try await policy("trial", "report", trial, "--config", folder.config)
        let decided = try await policy(
            "trial", "decide", trial, "--config", folder.config, "--outcome", "stop", "--because", "a complaint",
            "--by",
            "director-of-public-health")
        let log = try await Program.fcg(["audit", "show", "--config", folder.config, "--log", "internal"])

        #expect(before.code == 0, Comment(rawValue: before.text))
        #expect(before.text.contains("stop rule: 1 complaint upheld, not reached"))
        #expect(contact.code == 0 && contact.text.hasPrefix("counted 7 for `called-within-two-days`"))
        #expect(wrong.code == 1 && wrong.text.contains("it has `called-within-two-days`, `complaints-upheld`"))
        #expect(complaint.code == 0, Comment(rawValue: complaint.text))
        #expect(complaint.text.contains("gives nothing from the next question on"))
        #expect(after.code == 0)
        #expect(after.text.contains("reached: it gives nothing any more"))
        #expect(after.text.contains("called-within-two-days (counts `feedback-contact-made`): 7"))
        #expect(decided.code == 0 && decided.text.contains("write `state: ended` and `outcome: stop`"))
        #expect(log.text.components(separatedBy: "trial.noted").count == 4)
    }
}
