import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints an agreement as a page to read and sign, in Markdown.",
            discussion: """
                Everything that bears on it stands there: law, papers, shares, bans, trials, and who signs. The digest at \
                its foot is that of the whole set, so a page fits one set only.
                Example: fcg policy print Policies/stockport stockport-to-leeds > stockport-to-leeds.md
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Argument(help: "The agreement's name.") var agreement: String

        func run() throws {
            let set = try PolicyCommand.load(folder)
            guard let page = set.page(of: try PolicyCommand.word(agreement, "AGREEMENT", Code.init)) else {
                throw Complaint(
                    "there is no agreement `\(agreement)`; there are "
                        + set.agreements.map { "`\($0.id)`" }.joined(separator: ", "))
            }
            print(page, terminator: "")
        }
    }

    struct WhoSees: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "who-sees",
            abstract: "Shows every path by which a category, a field or an identifier can leave.",
            discussion: """
                Shares of agreements and trials, open or not on the day, with their conditions; the bans that take it \
                away again; and, for an identifier, our own questions.
                Example: fcg policy who-sees Policies/stockport rent-arrears
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Argument(help: "A category such as housing, a field such as rent-arrears, or an identifier such as postcode.")
        var word: String
        @Option(help: "The day, such as 2026-12-10; today by default.") var on: String?

        func run() throws {
            let set = try PolicyCommand.load(folder)
            let found = set.whoSees(try PolicyCommand.word(word, "WORD", Code.init), on: try PolicyCommand.day(on))
            guard let found else {
                throw Complaint("`\(word)` is no category, field or identifier; they are listed in vocabulary.yaml")
            }
            print(found)
        }
    }

    struct Between: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lays two councils' sides next to each other, and says what does not fit.",
            discussion: """
                What each tells the other, category by category; then where one would ask what the other never answers, \
                or send what the other does not take, and where days and vocabularies differ. Ends with exit code 1 \
                where something does not fit.
                Example: fcg policy between Policies/stockport Policies/leeds
                """)
        @Argument(help: "The folder of one council's set.") var folder: String
        @Argument(help: "The folder of the other's.") var other: String
        @Option(help: "The day, such as 2026-12-10; today by default.") var on: String?

        func run() throws {
            let (left, right) = (try PolicyCommand.load(folder), try PolicyCommand.load(other))
            guard left.authority != right.authority else { throw Complaint("both sets are of \(left.authority)") }
            let found = left.between(right, on: try PolicyCommand.day(on))
            print(found)
            if !found.misfits.isEmpty { throw ExitCode.failure }
        }
    }

    /// The day of an option; today where it is not given.
    static func day(_ text: String?) throws -> CalendarDay {
        try text.map { try word($0, "--on", CalendarDay.init) } ?? wallClock().londonDay
    }
}
