import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg audit search`
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Finds entries by day, council, staff, purpose, outcome or person.",
        discussion: """
            Purpose, outcome, staff and people stand in no entry in clear: the node opens its own commitments to find \
            them. The search itself, with what was looked for, is recorded first.

            Example: fcg audit search --config node.yaml --by internal-audit --from 2026-11-01 --purpose s47-enquiry
            Example: fcg audit search --config node.yaml --by dpo --family Okafor --given Ada --born 2014-03-02 --json
            Example: fcg audit search --config node.yaml --by internal-audit --log internal --event audit.searched
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "Who searches, for the internal log.") var by: String
    @Option(help: "Why, for the internal log.") var why: String?
    @Option(help: "exchange or internal.") var log: LogName = .exchange
    @OptionGroup var days: DayOptions
    @Option(help: "The council at the other end, by GSS code.") var authority: String?
    @Option(help: "The event, such as exchange.answered.") var event: String?
    @Option(help: "A worker's pseudonym, name or post.") var staff: String?
    @Option(help: "The purpose, such as s47-enquiry.") var purpose: String?
    @Option(help: "The outcome, such as refused; or why no answer came, such as timed-out.") var outcome: String?
    @OptionGroup var person: PersonOptions
    @Option(help: "Payloads to show with --json: any of actor,decision,reason,subject.") var open: OpenedSlots?
    @Flag(help: "One JSON object a line.") var json = false

    func run() async throws {
        var criteria = AuditCriteria()
        criteria.days = try days.range()
        criteria.authority = try authority.map { try Self.word($0, "--authority", AuthorityID.init) }
        criteria.event = event
        criteria.staff = staff
        criteria.purpose = try purpose.map { try Self.word($0, "--purpose", Code.init) }
        criteria.outcome = try outcome.map { try Self.word($0, "--outcome", Code.init) }
        criteria.person = try person.sought()
        let node = NodeFolder(config: config)
        try await AuditDoor(node).record(.searched, of: log.rawValue, by: by, why: why, criteria: criteria.json)
        var count = 0
        try complaining(about: node.audit) {
            try criteria.search(node.auditReader(), in: log, opening: open?.slots ?? []) { words in
                count += 1
                print(
                    json
                        ? CanonicalJSON.text(words.json(withPayloads: open != nil)) : Terminal.inert(words.line))
            }
        }
        if !json { print("found: \(count)") }
    }

    static func word<Value>(_ text: String, _ option: String, _ read: (String) -> Value?) throws -> Value {
        guard let value = read(text) else { throw Complaint("`\(option)` is not written as it should be") }
        return value
    }
}

/// From one day to another, on the calendar in England.
struct DayOptions: ParsableArguments {
    @Option(help: "The first day, such as 2026-11-01.") var from: String?
    @Option(help: "The last day.") var to: String?

    func range() throws -> ClosedRange<CalendarDay>? {
        guard from != nil || to != nil else { return nil }
        let first = try from.map { try SearchCommand.word($0, "--from", CalendarDay.init) }
        let last = try to.map { try SearchCommand.word($0, "--to", CalendarDay.init) }
        let start = first ?? CalendarDay(daysSinceEpoch: 0)
        let end = last ?? CalendarDay(daysSinceEpoch: 1_000_000)
        guard start <= end else { throw Complaint("`--to` is before `--from`") }
        return start...end
    }
}
