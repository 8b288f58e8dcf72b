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
                One person of signers.yaml is enough, at any hour, and signs with their key. The asker reads `suspended`. \
                No pin and no restart is needed: a suspension only takes away. It ends with `fcg policy resume`, which \
                takes two.
                Example: fcg policy suspend --config leeds-node/node.yaml --council E08000007 \
                --because "their keys may be stolen" --as duty-manager --key duty-manager.pem
                """)
        @Option(help: "The node's configuration.") var config: String
        @OptionGroup var what: SuspensionTarget
        @Option(help: "Why, without a person's name.") var because: String
        @Option(name: .customLong("as"), help: "Who suspends, as signers.yaml has them.") var person: String
        @Option(help: "Their key, PEM.") var key: String

        func run() async throws {
            let target = try what.target()
            _ = try await SuspensionEdit(config).apply(.suspend, target, because, by: person, key: key)
            print("\(target) stands still from the next question on")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lifts a suspension: two people, one after the other, and what their review found.",
            discussion: """
                Each signs with their own key. After the first it stands still as before.
                Example: fcg policy resume --config leeds-node/node.yaml --council E08000007 \
                --review "new keys, checked by telephone" --as duty-manager --key duty-manager.pem
                """)
        @Option(help: "The node's configuration.") var config: String
        @OptionGroup var what: SuspensionTarget
        @Option(help: "What the review found, without a person's name.") var review: String
        @Option(name: .customLong("as"), help: "Who lifts, as signers.yaml has them.") var person: String
        @Option(help: "Their key, PEM.") var key: String

        func run() async throws {
            let target = try what.target()
            let now = try await SuspensionEdit(config).apply(.lift, target, review, by: person, key: key)
            print(
                now.holds(target)
                    ? "\(target) still stands still; a second person lifts it with the same command"
                    : "\(target) goes on from the next question on")
        }
    }

    static func word<Value>(_ text: String, _ option: String, _ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text) else { throw Complaint("`\(option)` is not written as it should be") }
        return value
    }
}

/// One act more in a node's `suspensions.yaml`.
private struct SuspensionEdit {
    let config: String
    let folder: NodeFolder

    init(_ config: String) {
        self.config = config
        folder = NodeFolder(config: config)
    }

    /// Writes the file with the act in it, one process at a time, then has a running node record it.
    func apply(
        _ act: Suspension.Act, _ target: Suspension.Target, _ because: String, by person: String, key: String
    ) async throws -> Suspensions {
        let (name, signer) = try NodePolicies.signer(person, key: key)
        let changed = try await DurableWrite.alone(with: folder.file("suspensions.lock")) {
            let changed = try next(
                Suspension(act, target, because: because, by: name, day: wallClock().londonDay), signer)
            try DurableWrite.replace(folder.suspensions, with: Array(changed.text.utf8))
            return changed
        }
        do { _ = try await StaffLine(folder).send("suspensions", [:]) } catch let complaint as Complaint {
            Terminal.complain(
                "not recorded yet (\(complaint.description)); a node records what is suspended when it starts")
        }
        return changed
    }

    private func next(_ unsigned: Suspension, _ key: SignerKey) throws -> Suspensions {
        let state = try NodePolicies(config: config).inForce().state
        let before = try SuspensionsFile(path: folder.suspensions).read(for: state)
        let act = unsigned.signed(
            try key.signature(over: before.signingText(of: unsigned, for: state.register.authority)))
        guard before.isFollowed(by: act, in: state) else {
            throw Complaint(
                "`\(act.by)` has no such key today, by the register in force; nothing was changed\n"
                    + "    help: `fcg policy signers \(folder.signers)` says who is in it")
        }
        do {
            let changed = try before.adding(act)
            _ = try Suspensions.read(Array(changed.text.utf8), path: folder.suspensions, for: state.set)
            return changed
        } catch let misfit as Suspensions.Misfit {
            throw Complaint(sentence(misfit, act) + "; nothing was changed")
        } catch { throw Complaint("\(error)\nnothing was changed") }
    }

    private func sentence(_ misfit: Suspensions.Misfit, _ act: Suspension) -> String {
        switch misfit {
        case .standsAlready: "\(act.target) stands still already"
        case .standsNot: "\(act.target) does not stand still"
        case .saidAlready: "`\(act.by)` cannot lift a suspension alone; a second person is to do it"
        }
    }
}
