import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// `fcg policy`
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: """
            Checks, lays out, tests, explains, shows, proves, compares and replays policy sets; has them signed; suspends.
            """,
        subcommands: [
            Check.self, Format.self, Test.self, Explain.self, Prove.self, Lint.self, Diff.self, Print.self,
            WhoSees.self, Between.self, Replay.self, TrialCommand.self, Schemas.self, Signer.self, Signers.self,
            Bundle.self, Sign.self, Activate.self, Rollback.self, Pin.self, Suspend.self, Resume.self,
        ])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a whole set strictly; every mistake of all files is shown at once.")
        @Argument(help: "The folder of the set.") var folder: String

        func run() throws {
            let set = try PolicyCommand.load(folder)
            print("\(folder): no mistakes; authority \(set.authority), revision \(set.vocabulary.revision)")
            print("digest \(set.digest)")
            for agreement in set.reviewsDue(on: wallClock().londonDay) {
                print("note: `\(agreement.id)` was to be reviewed by \(agreement.reviewBy); review it and move the day")
            }
            for agreement in set.untestedAgreements {
                print("note: no test asks about `\(agreement)`; write tests/\(agreement).yaml")
            }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the tests written beside the policies.",
            discussion: """
                With `--coverage` it also says which rules no test decides by, and at which edges of days, ages and \
                months no test asks: the first day and the day before it, the youngest age and the one below.
                Example: fcg policy test Policies/stockport --coverage
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Flag(help: "Also say which rules and edges no test touches.") var coverage = false

        func run() throws {
            let set = try PolicyCommand.load(folder)
            let report = set.runTests()
            for outcome in report.failures { print(Terminal.bad("failed: ") + outcome.description) }
            print("\(report.outcomes.count - report.failures.count) passed, \(report.failures.count) failed")
            if coverage { print(set.testCoverage()) }
            if !report.passed { throw ExitCode.failure }
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says of one question, in plain sentences, what would be shared and why.",
            discussion: """
                Example: fcg policy explain Policies/stockport --from E08000035 --for s47-enquiry --as social-worker \
                --team leeds-city --about parent-or-carer --category housing --age 34
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Option(help: "The council that asks.") var from: String
        @Option(name: .customLong("for"), help: "The purpose.") var purpose: String
        @Option(name: .customLong("as"), help: "The asker's role.") var role = "social-worker"
        @Option(help: "The asker's team.") var team = "any-team"
        @Option(help: "Who the person is to the child.") var about: String
        @Option(help: "The service.") var category: String
        @Option(help: "The most that is asked for.") var upTo = "detail"
        @Option(help: "The person's age, in whole years.") var age: Int?
        @Option(help: "How the family conversation stands.") var familyConversation: String?
        @Option(help: "`explained`, where it was.") var harmThreshold: String?
        @Option(help: "The manager's role.") var namedManager: String?
        @Option(help: "How urgent it is.") var urgency = "same-day"
        @Option(help: "The day it is asked, such as 2026-12-10; today by default.") var on: String?

        func run() throws {
            let set = try PolicyCommand.load(folder)
            let question = PolicyQuestion(
                holder: set.authority, requester: try PolicyCommand.word(from, "--from", AuthorityID.init),
                team: try PolicyCommand.word(team, "--team", Code.init),
                purpose: try PolicyCommand.word(purpose, "--for", Code.init),
                role: try PolicyCommand.word(role, "--as", Code.init),
                about: try PolicyCommand.word(about, "--about", Code.init),
                category: try PolicyCommand.word(category, "--category", Code.init),
                upTo: try PolicyCommand.word(upTo, "--up-to", Code.init),
                familyConversation: try familyConversation.map {
                    try PolicyCommand.word($0, "--family-conversation", Code.init)
                },
                harmThreshold: try harmThreshold.map { try PolicyCommand.word($0, "--harm-threshold", Code.init) },
                namedManager: try namedManager.map { try PolicyCommand.word($0, "--named-manager", Code.init) },
                urgency: try PolicyCommand.word(urgency, "--urgency", Code.init), age: age,
                day: try PolicyCommand.day(on))
            print(set.explain(question))
        }
    }

    static func register(_ octets: [UInt8], path: String) throws -> SignersRegister {
        do { return try SignersRegister.read(octets, path: path) } catch {
            throw Complaint("\(error)\nnothing was taken up")
        }
    }

    static func load(_ folder: String) throws -> PolicySet {
        do { return try PolicyFolder.load(folder) } catch { throw Complaint("\(error)\nnothing was taken up") }
    }
}
