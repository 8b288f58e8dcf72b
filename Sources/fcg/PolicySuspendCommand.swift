import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    /// What a suspension names; exactly one of it.
    struct SuspensionTarget: ParsableArguments {
        @Option(help: "A council, by its code: none of its questions is answered, and it is asked nothing.")
        var council: String?
        @Option(help: "A category: nobody's question about it is answered.") var category: String?
        @Option(help: "An agreement, by its name.") var agreement: String?
        @Option(help: "A trial, by its name. This is how a trial's stop rule is carried out.") var trial: String?

        func target() throws -> Suspension.Target {
            let named: [Suspension.Target?] = [
                try council.map { .council(try PolicyCommand.word($0, "--council", AuthorityID.init)) },
                try category.map { .category(try PolicyCommand.word($0, "--category", Code.init)) },
                try agreement.map { .agreement(try PolicyCommand.word($0, "--agreement", Code.init)) },
                try trial.map { .trial(try PolicyCommand.word($0, "--trial", Code.init)) },
            ]
            guard named.compactMap(\.self).count == 1, let target = named.compactMap(\.self).first else {
                throw Complaint("name one of `--council`, `--category`, `--agreement`, `--trial`")
            }
            return target
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a council, a category, an agreement or a trial stand still, from the next question on.",
            discussion: """
                One person is enough, at any hour. The asker reads `suspended`. No pin and no restart is needed: a \
                suspension only takes away. It ends with `fcg policy resume`, which takes two.
                Example: fcg policy suspend --config leeds-node/node.yaml --council E08000007 \
                --because "their keys may be stolen" --by duty-manager
                """)
        @Option(help: "The node's configuration.") var config: String
        @OptionGroup var what: SuspensionTarget
        @Option(help: "Why, without a person's name.") var because: String
        @Option(help: "The post of the person who suspends, such as duty-manager.") var by: String

        func run() async throws {
            let suspension = Suspension(
                target: try what.target(), because: because, by: try PolicyCommand.word(by, "--by", Code.init),
                since: wallClock().londonDay)
            try await SuspensionEdit(config).apply { $0.holds(suspension.target) ? nil : $0.adding(suspension) }
            print("\(suspension.target) stands still from the next question on")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lifts a suspension: two people, and what their review found.",
            discussion: """
                Example: fcg policy resume --config leeds-node/node.yaml --council E08000007 \
                --by duty-manager --and information-governance-officer --review "new keys, checked by telephone"
                """)
        @Option(help: "The node's configuration.") var config: String
        @OptionGroup var what: SuspensionTarget
        @Option(help: "The post of the first person.") var by: String
        @Option(help: "The post of the second person.") var and: String
        @Option(help: "What the review found, without a person's name.") var review: String

        func run() async throws {
            let target = try what.target()
            let lifting = Suspension.Lifting(
                by: [
                    try PolicyCommand.word(by, "--by", Code.init), try PolicyCommand.word(and, "--and", Code.init),
                ], day: wallClock().londonDay, review: review)
            guard by != and else { throw Complaint("`\(by)` cannot lift a suspension alone; nothing was lifted") }
            try await SuspensionEdit(config).apply { $0.lifting(target, lifting) }
            print("\(target) goes on from the next question on")
        }
    }

    static func word<Value>(_ text: String, _ option: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text) else { throw Complaint("`\(option)` is not written as it should be") }
        return value
    }
}

/// One change of a node's `suspensions.yaml`.
private struct SuspensionEdit {
    let folder: NodeFolder

    init(_ config: String) { folder = NodeFolder(config: config) }

    /// Writes the changed file, then has a running node record it. `nil` says that nothing is to change.
    func apply(_ change: (Suspensions) -> Suspensions?) async throws {
        let set = try PolicyCommand.load(folder.policies)
        guard let changed = change(try SuspensionsFile(path: folder.suspensions).read(for: set)) else {
            throw Complaint("\(folder.suspensions) says so already; nothing was changed")
        }
        let octets = Array(changed.text.utf8)
        do { _ = try Suspensions.read(octets, for: set) } catch { throw Complaint("\(error)\nnothing was changed") }
        try NodeFolder.write(octets, to: folder.suspensions)
        do { _ = try await StaffLine(folder).send("suspensions", [:]) } catch let complaint as Complaint {
            Terminal.complain(
                "not recorded yet (\(complaint.description)); a node records what is suspended when it starts")
        }
    }
}
