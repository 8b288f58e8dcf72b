import ArgumentParser
import ConformanceKit

/// `fcg-conformance preflight`
struct PreflightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Says in plain words what stands between this machine and a node. It only reads.")

    @OptionGroup var node: NodeOptions

    func run() async throws {
        let (suite, holder, _) = try node.suite(RunPlan(seed: 0))
        print("\(holder.name) at https://\(holder.address)")
        let preflight = await Preflight(suite.asker)
        for step in preflight.steps { print("  \(step.isSound ? "ok  " : "MEND") \(step.name): \(step.words)") }
        if !preflight.isSound { throw ExitCode(3) }
    }
}

/// `fcg-conformance list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the cases with their clauses.")

    @Option(help: "Only those of a profile.") var profile: Profile = .full

    func run() throws {
        for one in Cases.all where profile.parts.contains(one.profile) {
            let attacks = one.attacks.isEmpty ? "" : "  attack \(one.attacks.map(String.init).joined(separator: ", "))"
            let clauses = one.citations.map(\.text).joined(separator: " ")
            print(
                "\(one.section.rawValue)  \(one.id)  \(clauses)  \(one.severity.rawValue)  \(one.profile.rawValue)\(attacks)"
            )
            print("      \(one.title)")
        }
        print(
            "\(Cases.all.count { profile.parts.contains($0.profile) }) cases, suite \(SuiteVersion.text), digest \(SuiteVersion.digest)"
        )
    }
}
