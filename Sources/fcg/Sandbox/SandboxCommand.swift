import ArgumentParser
import Foundation
import SyntheticFamilies
import PolicyWorkbench
import WireProtocol

/// `fcg sandbox`
struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Three invented councils on this machine, to try things with.",
        subcommands: [Up.self, Down.self, Reset.self, Demo.self, Sign.self])

    struct Place: ParsableArguments {
        static let folder = ".sandbox"

        @Option(help: "The sandbox's folder.") var folder = Place.folder
        @Option(help: "Ports are this and the last two digits of the council's code.") var portBase = 7_400
        @Option(help: "The sample policy sets.") var policies = "Policies"

        var plan: SandboxPlan {
            SandboxPlan(
                folder: NodeFolder(path: folder).path, portBase: portBase, policies: policies,
                today: wallClock().londonDay)
        }
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Builds the councils if need be, starts them, leaves them running, and says what to try.")
        @OptionGroup var place: Place

        func run() async throws {
            let plan = place.plan
            let stopped = plan.councils.filter { CouncilProcess(council: $0).pid == nil }
            try plan.checkPorts(of: stopped)
            if !plan.exists { try SandboxBuilder(plan).build { print($0) } }
            for council in stopped {
                try await CouncilProcess(council: council).start()
                print("\(council.council.name) (\(council.authority)) serves on https://\(council.publicName)")
            }
            print(SandboxHints(plan).text)
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops the councils; everything stays on disk.")
        @OptionGroup var place: Place

        func run() async throws {
            for council in place.plan.councils { try await CouncilProcess(council: council).stop() }
            print("stopped")
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops the councils and removes the sandbox's folder.")
        @OptionGroup var place: Place

        func run() async throws {
            for council in place.plan.councils { try await CouncilProcess(council: council).stop() }
            try place.plan.remove()
            print("removed \(place.plan.folder)")
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Has what you edited signed by the invented office-holders, and activates it.",
            discussion: """
                Of each council whose `policies/` or `signers.yaml` differ from what is in force. In a council of flesh \
                and blood, people do this: `fcg policy bundle`, `sign` and `activate`.
                Example: fcg sandbox sign
                """)
        @OptionGroup var place: Place

        func run() async throws {
            let plan = place.plan
            for council in plan.councils {
                let policies = try NodePolicies(config: council.folder.config)
                guard try policies.state(of: "draft").pins != policies.pins else { continue }
                try SandboxOffice(plan, council).activate(council.folder, because: "an edit in the sandbox")
                print("\(council.council.name): signed and activated")
                try await PolicyCommand.tellNode(council.folder)
            }
        }
    }

    struct Demo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Plays a story through three real nodes and checks every step of it.",
            discussion: "Exit code 1 if any step does not come out as told. The sandbox it used stays for a look.")
        @OptionGroup var place: Place

        func run() async throws {
            let plan = place.plan
            for council in plan.councils { try await CouncilProcess(council: council).stop() }
            try plan.checkPorts(of: plan.councils)
            try plan.remove()
            let teller = StoryTeller(plan: plan)
            let failures = await teller.tell()
            for council in plan.councils { try await CouncilProcess(council: council).stop() }
            guard failures.isEmpty else {
                throw Complaint("\(failures.count) steps did not come out as told: \(failures.joined(separator: "; "))")
            }
        }
    }
}

/// What a newcomer can do next.
struct SandboxHints {
    private let plan: SandboxPlan

    init(_ plan: SandboxPlan) { self.plan = plan }

    /// As the reader typed it.
    private var fcg: String { CommandLine.arguments.first ?? "fcg" }

    private var place: String {
        plan.folder == NodeFolder(path: SandboxCommand.Place.folder).path ? "" : " --folder \(plan.folder)"
    }

    var text: String {
        let leeds = plan.council(.leeds).folder
        let stockport = plan.council(.stockport).folder
        return """

            Try:
              \(fcg) ask --example > question.json
              \(fcg) ask --config \(leeds.config) --question question.json
              \(fcg) duty list --config \(stockport.config)
              \(fcg) audit show --config \(stockport.config)
              \(fcg) audit verify --config \(stockport.config)
              \(fcg) policy explain \(stockport.policies) --from E08000035 --for s47-enquiry --about child --category school --age 9
            A client of your own: \(plan.folder)/peer-kit/README.md
            Stop: \(fcg) sandbox down\(place)      Remove: \(fcg) sandbox reset\(place)
            """
    }
}
