import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg correct`
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Has everybody told who received an answer of ours that was wrong.",
        discussion: """
            Finds every answer about a person, or takes one by its exchange. Each council that received one gets a task \
            at our duty desk, with a day's clock: tell them to discard what they received on that day. Nobody is told \
            what would have been right. What was done is recorded as `correction.sent`; repeating the command tells \
            nobody twice.

            Example: fcg correct --config node.yaml --family Okafor --given Ada --born 2014-03-02 --by "R. Dunne" \\
              --why "matched to a cousin of the same name until 3 November"
            Example: fcg correct --config node.yaml --exchange e5bae17a-a15e-882b-84d2-7c412c718c83 --council E08000035 \\
              --by "R. Dunne" --why "wrong housing officer"
            """)
    @Option(help: "The node's configuration.") var config: String
    @OptionGroup var person: PersonOptions
    @OptionGroup var days: DayOptions
    @Option(help: "One exchange.") var exchange: String?
    @Option(help: "Who received that answer, by GSS code.") var council: String?
    @Option(help: "Who found it out.") var by: String
    @Option(help: "Why, for our own record.") var why: String
    @Flag(help: "Shows who would be told, and tells nobody.") var dryRun = false

    func run() async throws {
        let node = NodeFolder(config: config)
        let answers = try await answers(node)
        guard !answers.isEmpty else { throw Complaint("no answer of ours fits: nobody is to be told") }
        for answer in answers {
            print("\(answer.to)  received on \(answer.day.map(\.description) ?? "?")  exchange \(answer.exchange)")
        }
        guard !dryRun else { return }
        let reply = try await AuditDoor(node).send(
            "correction-send",
            [
                "answers": .array(
                    answers.map { ["exchange": .string($0.exchange.text), "to": .string($0.to.code)] }),
                "by": .string(by), "why": .string(why),
            ])
        print("to be told: \(reply["taken"]?.number ?? 0); told before: \(reply["known"]?.number ?? 0)")
    }

    private struct Answer {
        let exchange: ExchangeID
        let to: AuthorityID
        let day: CalendarDay?
    }

    private func answers(_ node: NodeFolder) async throws -> [Answer] {
        if let exchange {
            let id = try SearchCommand.word(exchange, "--exchange", ExchangeID.init)
            guard let council else { throw Complaint("name in `--council` who received it") }
            let to = try SearchCommand.word(council, "--council", AuthorityID.init)
            return [Answer(exchange: id, to: to, day: nil)]
        }
        guard let sought = try person.sought() else { throw Complaint("name a person, or an `--exchange`") }
        var criteria = AuditCriteria()
        criteria.person = sought
        criteria.days = try days.range()
        criteria.event = ExchangeEvent.answered.rawValue
        try await AuditDoor(node).record(.searched, of: "exchange", by: by, why: why, criteria: criteria.json)
        var found: [ExchangeID: Answer] = [:]
        try complaining(about: node.audit) {
            try criteria.search(node.auditReader(), in: .exchange, opening: []) { words in
                let entry = words.found.entry
                guard let exchange = entry.exchange, let to = entry.counterpart, words.showed(sought) else { return }
                found[exchange] = Answer(exchange: exchange, to: to, day: entry.time.londonDay)
            }
        }
        return found.values.sorted { ($0.day?.description ?? "", $0.to) < ($1.day?.description ?? "", $1.to) }
    }
}
