import ArgumentParser
import Foundation
import WireProtocol

/// `fcg ask`
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Asks other councils about a family, through the running node.",
        discussion: """
            The question is a JSON file; `fcg ask --example` prints one to start from. It needs a purpose, a case, a named \
            worker and your reasons: the case and the reasons stay in your own log. Your council's own `asking.yaml` \
            decides which councils may be asked what, before anything leaves.

            A council that is silent, refuses or cannot be verified is shown as exactly that. None of it means that \
            nothing is known.
            """)

    @Option(help: "The node's configuration.") var config: String?
    @Option(help: "The question, a JSON file; `-` reads standard input.") var question: String?
    @Flag(help: "Print what came back as JSON.") var json = false
    @Flag(help: "Print an example question and stop.") var example = false

    func run() async throws {
        if example { return print(try ExampleQuestion.text()) }
        guard let config, let question else {
            throw ValidationError("give --config and --question, or --example")
        }
        let octets =
            try question == "-"
            ? Array(FileHandle.standardInput.readDataToEndOfFile()) : NodeFolder(path: ".").octets(of: question)
        let value: JSONValue
        do { value = try StrictJSON.parse(octets, limits: .query) } catch {
            throw Complaint("\(question): error: \(error)\n    help: `fcg ask --example` prints one that is right")
        }
        let reply = try await StaffLine(NodeFolder(config: config)).send("ask", value)
        print(json ? CanonicalJSON.prettyText(reply) : AnswerPage(reply, question: value).text)
    }
}

/// A question to start from; the family is invented.
enum ExampleQuestion {
    static func text() throws -> String {
        CanonicalJSON.prettyText([
            "purpose": "s47-enquiry", "urgency": "same-day", "harmThreshold": "explained",
            "law": ["article6": "6-1-e", "under": ["ca1989-s47"], "article9": "9-2-g", "schedule1": "sch1-18"],
            "case": ["reference": "LCS-000000", "openedOn": .string(wallClock().londonDay.description)],
            "justification": "why this is asked, in your own words; it stays in your own log",
            "worker": [
                "role": "social-worker", "staff": "worker-17", "name": "A. Worker", "team": "leeds-city",
                "organisation": "Leeds City Council", "phone": "0113 496 0000",
            ],
            "subjects": [
                [
                    "ref": "s1", "about": "child", "name": ["given": ["Given"], "family": "Family"],
                    "dateOfBirth": "2016-05-12", "sex": "F", "previousPostcodes": ["SK99 9ZZ"],
                ]
            ],
            "categories": ["school", "childrens-social-care"], "upTo": "contact",
            "route": "named-by-worker", "councils": ["E08000007"],
        ])
    }
}
