import ArgumentParser
import WireProtocol

/// `fcg clock`
struct ClockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clock", abstract: "What to do when a node does not believe its clock.", subcommands: [Accept.self]
    )

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes the machine's clock, as it is now, for right.",
            discussion: """
                A node stops asking and answering when its clock jumps by more than a minute, or lies before a reading \
                that it kept: with a wrong clock it could take an old message for a new one. Mostly the clock is \
                wrong: set it right, and the node goes on by itself.

                This command is for the other case: the clock is right now, and was ahead before. Two people compare \
                it with a clock that does not hang on this machine, and both are named. The node records that in its \
                internal log, forgets the readings from before, and goes on.
                """)
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "Who compared the clock.") var by: String
        @Option(help: "Who compared it too: somebody else.") var second: String

        func run() async throws {
            let reply = try await StaffLine(NodeFolder(config: config)).send(
                "clock-accept", ["by": .string(by), "second": .string(second)])
            let (accepted, kept) = (reply["accepted"]?.text ?? "", reply["instead"]?.text ?? "")
            print(
                """
                \(Terminal.inert(accepted)) is taken for right, in place of \(Terminal.inert(kept)) as the latest \
                reading. The node asks and answers again; entry \(reply["index"]?.number ?? 0) of its internal log \
                says who accepted it.
                """)
        }
    }
}
