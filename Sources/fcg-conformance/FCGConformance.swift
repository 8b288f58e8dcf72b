import ArgumentParser
import ConformanceKit
import Foundation
import WireProtocol

/// `fcg-conformance`: asks a node, from outside, whether it keeps the protocol.
@main
struct FCGConformance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fcg-conformance",
        abstract: "Tests a family context gateway from outside against the clauses of the protocol.",
        discussion: """
            Needs a kit: two registered test authorities, laid out as `fcg sandbox up` lays out `.sandbox/peer-kit`.

            Example: fcg-conformance run --node https://localhost:7407 --kit .sandbox/peer-kit

            Exit codes: 0 every clause that was tested is kept; 1 a clause is broken; 2 the command was not understood; \
            3 something could not be found out.
            """,
        version: "fcg-conformance \(SuiteVersion.text)\nprotocol \(Versions.protocol)",
        subcommands: [
            RunCommand.self, PreflightCommand.self, ListCommand.self, StatementCommand.self,
            VerifyStatementCommand.self,
        ])

    /// Runs the command asked for, with the exit codes that are promised.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch let fault as KitFault {
            complain("\(fault)")
            Foundation.exit(2)
        } catch let trouble as Trouble {
            complain("error: \(trouble)")
            Foundation.exit(3)
        } catch {
            let isHelp = exitCode(for: error) == .success
            (isHelp ? { print($0) } : complain)(fullMessage(for: error))
            Foundation.exit(isHelp ? 0 : 2)
        }
    }

    private static func complain(_ words: String) {
        FileHandle.standardError.write(Data((words + "\n").utf8))
    }
}

/// Which node, and with whose keys.
struct NodeOptions: ParsableArguments {
    @Option(help: "The node's address, https://host:port; that of the kit's sample query if left out.") var node:
        String?
    @Option(help: "The folder with two test authorities, such as .sandbox/peer-kit.") var kit: String

    func suite(_ plan: RunPlan) throws -> (suite: Suite, holder: Holder, people: PeopleIndex) {
        let kits = try TestKit.pair(in: kit)
        let holder = try kits.0.holder(at: node)
        let suite = try Suite(kits: kits, holder: holder, plan: plan, began: Clock.now().milliseconds)
        return (suite, holder, kits.0.people)
    }
}

/// This machine's clock.
enum Clock {
    static func now() -> Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
