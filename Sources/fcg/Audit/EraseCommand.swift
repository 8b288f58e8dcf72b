import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import WireProtocol

/// `fcg audit erase`
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erases one person from the log's payloads, or a shard at the end of its time.",
        discussion: """
            Two people are named, and a basis in law of this list:
            \(ErasureBasis.allCases.map { "  \($0.rawValue): \($0.sentence)" }.joined(separator: "\n"))

            Of a question about a family, only this person's part goes; the others keep theirs. The messages \
            themselves go whole, because they name several people, and so do our own written reasons. The leaf, the tree, \
            every proof and the signatures stay. First a tombstone is recorded in the internal log, then the rows go, and \
            the database forgets their octets.

            Example: fcg audit erase --config node.yaml --family Okafor --given Ada --born 2014-03-02 \\
              --basis gdpr-17-1-d --by "R. Dunne" --second "M. Shah" --why "case 2026/114" --trial
            Example: fcg audit erase --config node.yaml --shard exchange/2019 --kept-years 7 --basis retention-ended \\
              --by "R. Dunne" --second "M. Shah" --why "schedule 4"

            With `--trial` it is only said what would go. A legal hold refuses both.
            Backups made before still hold what they held: see the operator guide.
            """)
    @Option(help: "The node's configuration.") var config: String
    @OptionGroup var person: PersonOptions
    @Option(help: "A whole shard, such as exchange/2019.") var shard: String?
    @Option(help: "Years a shard is kept after its own.") var keptYears = 7
    @Option(help: "The basis in law.") var basis: String
    @Option(help: "Who erases.") var by: String
    @Option(help: "Who agrees: somebody else.") var second: String
    @Option(help: "The case or decision this follows from.") var why: String
    @Flag(help: "Says what would go, and erases nothing.") var trial = false

    func run() async throws {
        guard ErasureBasis(rawValue: basis) != nil else {
            throw Complaint(
                "`--basis` is not in the list\n    help: one of \(ErasureBasis.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        var body: [String: JSONValue] = [
            "basis": .string(basis), "by": .string(by), "second": .string(second), "why": .string(why),
            "trial": .bool(trial),
        ]
        if let shard {
            body["shard"] = .string(shard)
            body["keptYears"] = .integer(Int64(keptYears))
        }
        body["person"] = try person.sought()?.json
        let reply = try await AuditDoor(NodeFolder(config: config)).send("audit-erase", .object(body))
        print("basis: \(Terminal.inert(reply["basis"]?.text ?? ""))")
        for leaf in reply["leaves"]?.elements ?? [] {
            print("\(trial ? "would go" : "erased"): \(Terminal.inert(leaf.text ?? ""))")
        }
        if let shard { print("\(trial ? "would go" : "erased"): all of \(shard)") }
        if !trial {
            let places = (reply["tombstones"]?.elements ?? []).compactMap(\.number).map(String.init)
            print("tombstones in the internal log: \(places.joined(separator: ", "))")
        }
    }
}

/// Who is meant: as little as tells them from others.
struct PersonOptions: ParsableArguments {
    @Option(help: "The person's surname.") var family: String?
    @Option(help: "A given name.") var given: String?
    @Option(help: "The date of birth, such as 2014-03-02.") var born: String?
    @Option(help: "The NHS number, ten digits.") var nhs: String?

    /// The person, if one is named.
    func sought() throws -> SoughtPerson? {
        guard let family else {
            guard given == nil, born == nil, nhs == nil else { throw Complaint("name the surname with `--family`") }
            return nil
        }
        let day = try born.map { text in
            guard let day = CalendarDay(text) else { throw Complaint("`--born` is not a day such as 2014-03-02") }
            return day
        }
        return SoughtPerson(family: family, given: given, born: day, nhs: nhs)
    }

    /// The person, who must be named.
    func demanded() throws -> SoughtPerson {
        guard let person = try sought() else {
            throw Complaint("name the person: --family, and --given, --born or --nhs")
        }
        return person
    }
}
