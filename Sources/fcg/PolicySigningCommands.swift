import ArgumentParser
import Foundation
import NodeIdentity
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// Who drafts a change, with the key that proves it.
struct ChangeAuthor: ParsableArguments {
    @Option(help: "The author, as signers.yaml has them. Nobody signs what they drafted.") var author: String
    @Option(help: "The author's key, PEM.") var key: String
    @Option(help: "Why, without a person's name.") var because: String
    @Option(help: "Where to write the change; sign-offs/… in the node's folder by default.") var output: String?

    /// Works the change out, writes it and the author's word beside it, and shows it.
    func bundle(_ policies: NodePolicies, from source: String) throws {
        let day = wallClock().londonDay
        let (person, signer) = try NodePolicies.signer(author, key: key)
        let change = try policies.activation(on: day).change(
            to: try policies.state(of: source), author: person, because: because, source: source)
        let drafted = try Signer(person, key: signer, day: day).drafting(change)
        let path = output ?? "\(policies.folder.signOffs)/\(change.digest.digest.prefix(12))/change.json"
        try NodeFolder.write(change.octets, to: path)
        try SignOffFile.write(drafted, beside: path)
        print(ChangePage(change).text)
        print("wrote \(path)")
    }
}

/// A sign-off as a file beside its change.
enum SignOffFile {
    @discardableResult
    static func write(_ signOff: SignOff, beside change: String) throws -> String {
        let folder = change.lastIndex(of: "/").map { String(change[...$0]) } ?? ""
        let path = folder + signOff.fileName
        try NodeFolder.write(signOff.octets, to: path)
        return path
    }
}

/// A change as its signers read it.
struct ChangePage {
    let change: PolicyChange

    init(_ change: PolicyChange) { self.change = change }

    var text: String {
        let shown = change.shown
        let lines =
            [
                "Change \(change.digest) of \(change.authority), generation \(change.generation), from \(change.source)",
                "  old \(change.old?.description ?? "none")", "  new \(change.new)",
                "  signers \(change.newRegister)"
                    + (change.oldRegister == change.newRegister ? "" : ", signed under \(change.signedUnder)"),
                "Drafted by \(change.author) on \(change.day): \(change.because)",
                shown.widens ? "This widens." : "This narrows, or changes nothing that is told.",
            ] + shown.sentences.map { "  " + $0 } + ["Files that differ: " + shown.files.joined(separator: ", ")]
            + shown.checks.map { "  " + $0 } + ["Needed:"] + shown.needs.map { "  " + $0 }
        return lines.map(Terminal.inert).joined(separator: "\n")
    }
}

extension PolicyCommand {
    struct Signer: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the key somebody signs changes with.",
            discussion: """
                The key stays with that person, readable by nobody else; the line that is printed goes into signers.yaml. \
                Example: fcg policy signer --as ig-officer-1 --out ig-officer-1.pem
                """)
        @Option(name: .customLong("as"), help: "The person: a work name or staff number, such as ig-officer-1.")
        var person: String
        @Option(help: "Where to write the key, PEM.") var out: String

        func run() throws {
            let name = try PolicyCommand.word(person, "--as", Code.init)
            guard !FileManager.default.fileExists(atPath: out) else {
                throw Complaint("`\(out)` exists; nothing was changed")
            }
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            let today = wallClock().londonDay
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: out)
            print("wrote \(out)\nsigners.yaml names it under `people` as:")
            print("  - person: \(name)\n    key: \"\(Base64URL.encode(key.publicOctets))\"")
            print("    valid: { from: \"\(today)\", until: \"\(today.adding(days: 364))\" }")
        }
    }

    struct Signers: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a register of signers strictly, and says who can sign for what today.",
            discussion: """
                With `--policies` it also names the posts of owners.yaml that nobody holds; then the exit code is 1. \
                Example: fcg policy signers signers.yaml --policies Policies/stockport
                """)
        @Argument(help: "The file.") var file: String
        @Option(help: "The folder of the set whose changes they sign.") var policies: String?

        func run() throws {
            let register = try PolicyCommand.register(NodeFolder(path: ".").octets(of: file), path: file)
            let today = wallClock().londonDay
            print("\(file): no mistakes; \(register.people.count) people, \(register.posts.count) posts")
            print("digest \(register.digest)")
            for post in register.posts {
                let state =
                    register.key(of: post.holder, on: today) == nil
                    ? ", whose key is not valid today"
                    : register.isAway(post.holder, on: today) ? ", who is away" : ""
                print("  \(post.post): \(post.holder)\(state)")
            }
            guard let set = try policies.map(PolicyCommand.load) else { return }
            let titles = set.owners.flatMap { [$0.owner, $0.deputy] } + set.posts.map(\.post.text)
            let open = Set(titles.filter { register.post($0) == nil }).sorted()
            for title in open { print("nobody holds: \(title)") }
            if !open.isEmpty { throw ExitCode.failure }
        }
    }

    struct Bundle: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Works out what an edit changes and who must sign it, as a file to sign.",
            discussion: """
                Compares the node's `policies/` and `signers.yaml` with what is in force, runs the tests, proves the \
                claims, and says in sentences who may newly see what, and whose signature that needs and why.
                Example: fcg policy bundle --config stockport-node/node.yaml --author policy-author \
                --key policy-author.pem --because "schools only of the last six months"
                """)
        @Option(help: "The node's configuration.") var config: String
        @OptionGroup var author: ChangeAuthor

        func run() throws { try author.bundle(try NodePolicies(config: config), from: "draft") }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Works out the way back to the policies of a generation that is kept, as a file to sign.",
            discussion: """
                Going back is a change like any other: what it widens is signed by the owners. `fcg policy activate` puts \
                it in force, as a new generation. In a hurry, `fcg policy suspend` takes one person.
                Example: fcg policy rollback --config stockport-node/node.yaml --to 3 --author policy-author \
                --key policy-author.pem --because "the new share met complaints"
                """)
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "The generation whose policies are to be in force again.") var to: Int
        @OptionGroup var author: ChangeAuthor

        func run() throws { try author.bundle(try NodePolicies(config: config), from: "generation \(to)") }
    }

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a change, and signs it with somebody's key.",
            discussion: """
                First the change is worked out anew from what lies in the node's folder; one that comes out otherwise is \
                not signed. Without `--key` it is only shown. Who only advises says what they advise, with `--advice`.
                Example: fcg policy sign stockport-node/sign-offs/5c1d0e8a7b42/change.json \
                --config stockport-node/node.yaml --as ig-officer-1 --key ig-officer-1.pem
                """)
        @Argument(help: "The change, as `fcg policy bundle` wrote it.") var change: String
        @Option(help: "The node's configuration.") var config: String
        @Option(name: .customLong("as"), help: "Who signs, as signers.yaml has them.") var person: String?
        @Option(help: "Their key, PEM.") var key: String?
        @Option(help: "What an adviser advises, without a person's name.") var advice: String?

        func run() throws {
            guard (person == nil) == (key == nil) else { throw ValidationError("give --as and --key, or neither") }
            let policies = try NodePolicies(config: config)
            let day = wallClock().londonDay
            let change = try PolicyChange(octets: NodeFolder(path: ".").octets(of: change), path: change)
            let state = try policies.state(of: change.source)
            try policies.activation(on: day).confirm(change, to: state)
            print(ChangePage(change).text)
            guard let person, let key else { return print("nothing was signed; give --as and --key to sign it") }
            let (name, signerKey) = try NodePolicies.signer(person, key: key)
            let old = try policies.generations.pinned(try policies.pins)?.state
            let signer = PolicyWorkbench.Signer(name, key: signerKey, day: day)
            let signOff =
                try advice.map { try signer.advising($0, on: change, from: old, to: state) }
                ?? signer.signing(change, from: old, to: state)
            let path = try SignOffFile.write(signOff, beside: self.change)
            print("wrote \(path)")
        }
    }
}
