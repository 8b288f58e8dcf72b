import ArgumentParser
import Foundation
import WireProtocol

/// `fcg mark`
struct MarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mark",
        abstract: "Marks people between two nights: who must not be found from the next question on.",
        discussion: """
            A mark of our own holds at once, beside those that the sources send, for the person and everybody who lives \
            with them, and stays through every nightly load until two people lift it. It names the person by a source's \
            own id. Marks that a source sends are lifted at the source.
            """,
        subcommands: [Set.self, Lift.self, List.self], defaultSubcommand: List.self)

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sets a mark. One person is enough, at any hour.",
            discussion: """
                Example: fcg mark set --config node.yaml --source leeds-childrens-social-care --person 48213 \\
                  --mark refuge-or-confidential-address --by "duty manager, R. Dunne" --why "police call, 21:40"
                """)
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "The source whose id is given.") var source: String
        @Option(help: "That source's id of the person.") var person: String
        @Option(help: "The mark, a word of the vocabulary.") var mark: String
        @Option(help: "The last day on which it holds; without one it holds until it is lifted.") var until: String?
        @Option(help: "Who sets it.") var by: String
        @Option(help: "Why.") var why: String
        @Flag(help: "The person is not loaded yet, such as a child who is not born: it holds once they are.")
        var ahead = false

        func run() async throws {
            var body: [String: JSONValue] = [
                "source": .string(source), "person": .string(person), "mark": .string(mark), "by": .string(by),
                "why": .string(why), "ahead": .bool(ahead),
            ]
            body["until"] = until.map(JSONValue.string)
            let reply = try await AuditDoor(NodeFolder(config: config)).send("mark-set", .object(body))
            print(
                "mark \(reply["mark"]?.number ?? 0) holds from the next question on: entry \(reply["index"]?.number ?? 0) of the internal log"
            )
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lifts a mark that our own staff set. It takes two people.",
            discussion: """
                Example: fcg mark lift 12 --config node.yaml --by "R. Dunne" --second "M. Shah" --why "moved on; risk ended"
                """)
        @Option(help: "The node's configuration.") var config: String
        @Argument(help: "The mark's number.") var mark: Int64
        @Option(help: "Who lifts it.") var by: String
        @Option(help: "Who agrees: somebody else.") var second: String
        @Option(help: "Why.") var why: String

        func run() async throws {
            let reply = try await AuditDoor(NodeFolder(config: config)).send(
                "mark-lift",
                ["mark": .integer(mark), "by": .string(by), "second": .string(second), "why": .string(why)])
            print("mark \(mark) is lifted: entry \(reply["index"]?.number ?? 0) of the internal log")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the marks that our own staff set. Reading it is recorded.")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "Who reads it.") var by: String
        @Flag(help: "As JSON.") var json = false

        func run() async throws {
            let reply = try await AuditDoor(NodeFolder(config: config)).send("marks-read", ["by": .string(by)])
            if json { return print(CanonicalJSON.prettyText(reply)) }
            let marks = reply["marks"]?.elements ?? []
            if marks.isEmpty { print("no mark of our own stands") }
            for mark in marks {
                let words = ["mark", "source", "person", "set", "by"].map { mark[$0]?.text ?? "" }
                let until = mark["until"]?.text.map { "  until \($0)" } ?? ""
                print(Terminal.inert("\(mark["id"]?.number ?? 0)  \(words.joined(separator: "  "))\(until)"))
            }
        }
    }
}
