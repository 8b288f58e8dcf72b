import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// `fcg audit subject-report`
struct SubjectReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject-report", abstract: "Drafts the answer to somebody who asks who looked at them.",
        discussion: """
            In plain words: who asked, when, why, what was shared, under which policy. Other councils appear as "another \
            council". Rows from another person's case are held until a named officer releases each of them; that is \
            recorded. The draft is for an officer to check, and is never sent by itself.

            Example: fcg audit subject-report --config node.yaml --by "R. Dunne" --family Okafor --given Ada --born 2014-03-02
            Example: fcg audit subject-report --config node.yaml --by "R. Dunne" --family Okafor --given Ada --born 2014-03-02 \\
              --release exchange/2026/17/s2 --why "the mother herself asks"
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The officer who makes the report, and who releases.") var by: String
    @OptionGroup var person: PersonOptions
    @Option(help: "Releases one held row, by its name in the draft.") var release: String?
    @Option(help: "Why the row is released.") var why: String?
    @Option(help: "Writes the draft to this file, which only you can read.") var out: String?

    func run() async throws {
        let node = NodeFolder(config: config)
        let applicant = try person.demanded()
        let door = AuditDoor(node)
        try await door.record(.reported, of: "exchange", by: by, why: why, criteria: ["person": applicant.json])
        var report = try read(applicant, node)
        if let release {
            guard let why else { throw Complaint("say why with `--why`: a release is recorded with its reason") }
            guard report.canRelease(release) else {
                throw Complaint(
                    "`\(Terminal.inert(release))` is no held row of this report\n    help: the draft names the rows that are held"
                )
            }
            _ = try await door.send(
                "audit-release",
                ["row": .string(release), "by": .string(by), "why": .string(why), "person": applicant.json])
            report = try read(applicant, node)
        }
        let text = report.text(made: wallClock())
        if let out {
            try NodeFolder.writeSecret(Array((text + "\n").utf8), to: out)
            print("draft: \(out); rows held: \(report.held.count)")
        } else {
            print(Terminal.inertLines(text))
        }
    }

    private func read(_ applicant: SoughtPerson, _ node: NodeFolder) throws -> SubjectReport {
        // The words of what is in force; a node whose policies cannot be read shows the codes themselves.
        let vocabulary = try? NodePolicies(config: node.config).inForce().state.set.vocabulary
        return try complaining(about: node.audit) {
            try SubjectReport(for: applicant, in: try node.auditReader()) { word in
                Code(word).flatMap { vocabulary?.purpose($0)?.told }
            }
        }
    }
}
