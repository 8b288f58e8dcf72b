import ArgumentParser
import Foundation
import WireProtocol

/// `fcg`: the one command of the Family Context Gateway.
@main
struct FCG: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fcg",
        abstract: "Runs and looks after one council's family context gateway.",
        discussion: """
            A gateway answers signed questions of other councils about which services know a family, and asks them \
            for its own practitioners. It is a signpost: whom to ring, and how fresh that knowledge is. It never \
            holds case notes.

            Start here:
              fcg sandbox up       three invented councils on this machine, to try things with
              fcg sandbox demo     the same, with a story that plays itself
              fcg init --help      a node of your own

            Exit codes: 0 done; 1 it did not come out as asked (a refused file, a broken log, a failed step); \
            64 the command was not understood; 69 the node is not running.
            """,
        version: """
            fcg \(Versions.product)
            protocol \(Versions.protocol) (\(Versions.signatureProfile))
            policy language \(Versions.policyLanguage)
            """,
        subcommands: [
            InitCommand.self, CACommand.self, PeerCommand.self, ServeCommand.self, ImportCommand.self,
            ImportProfileCommand.self, MarkCommand.self, CorrectCommand.self, MatchCommand.self, AskCommand.self,
            PolicyCommand.self, AuditCommand.self, DutyCommand.self, ClockCommand.self,
            SandboxCommand.self,
        ])

    /// Runs the command asked for; a complaint ends with its own exit code, which ArgumentParser would not know.
    static func main() async {
        if let mutant = Mutant.chosen {
            FileHandle.standardError.write(
                Data("warning: this process breaks the protocol on purpose: \(mutant)\n".utf8))
        }
        do {
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch let complaint as Complaint {
            Terminal.complain("Error: \(complaint.description)")
            Foundation.exit(complaint.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
