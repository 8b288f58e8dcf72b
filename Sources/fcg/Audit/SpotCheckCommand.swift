import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg audit spot-check`
struct SpotCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spot-check", abstract: "Questions of our own staff that somebody should look at.",
        discussion: """
            Five of a hundred drawn at random, and those that stand out: somebody of the worker's own surname, a declared \
            interest, one person under many cases or in many councils, another purpose after a refusal. A finding is a \
            reason to ask, never a verdict.

            Interests are declared in a file of lines `staff,kind,value`, under that very heading; kinds are surname, \
            postcode and nhs. The seed of the draw is recorded, so that anybody can draw again.

            Example: fcg audit spot-check --config node.yaml --by team-manager --from 2026-11-01 --interests staff-interests.csv
            Example: fcg audit spot-check --config node.yaml --by team-manager --team leeds-city --teams
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "Who checks, for the internal log.") var by: String
    @OptionGroup var days: DayOptions
    @Option(help: "Only this team.") var team: String?
    @Flag(help: "The view for managers: each worker, with numbers.") var teams = false
    @Option(help: "The file of declared interests.") var interests: String?
    @Option(help: "The seed of the draw; a fresh one unless told.") var seed: UInt64?
    @Option(help: "How many of a hundred are drawn.") var percent = 5

    func run() async throws {
        guard (1...100).contains(percent) else { throw Complaint("`--percent` is not 1 to 100") }
        let node = NodeFolder(config: config)
        let seed = seed ?? systemRandom(8).reduce(0) { $0 << 8 | UInt64($1) }
        let declared = try interests.map { path in
            let text = try NodeFolder(path: ".").text(of: path)
            return try complaining(about: path) { try StaffInterests(csv: text) }
        }
        try await AuditDoor(node).record(
            .spotChecked, of: "exchange", by: by,
            criteria: [
                "seed": .string(String(seed)), "percent": .integer(Int64(percent)), "team": .string(team ?? "all"),
            ])
        var settings = SpotCheck.Settings()
        (settings.days, settings.team, settings.seed, settings.percent) = (try days.range(), team, seed, percent)
        let key = Redacted(try node.secret("pseudonym.key"))
        let check = try complaining(about: node.audit) {
            try SpotCheck(settings, interests: declared ?? StaffInterests(), pseudonymKey: key, in: node.auditReader())
        }
        print(Terminal.inertLines(teams ? check.teamText : check.text))
        print("seed of the draw: \(seed)")
    }
}
