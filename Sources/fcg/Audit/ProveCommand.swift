import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import MerkleLog
import PeerDirectory
import WireProtocol

/// `fcg audit prove`
struct ProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Writes proof that an entry stands in the log, with the evidence behind it.",
        discussion: """
            For each entry a `.tlog-proof` (C2SP) with the entry itself and the commitments that `--open` names, and JSON \
            beside it with the signed messages of both sides, as far as this node keeps them: the holder has the asker's \
            request, the asker has both. `decision` names the policy set that decided.

            Example: fcg audit prove --config node.yaml --index 17 --dir proof --by dpo
            Example: fcg audit prove --config node.yaml --exchange 0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12 --dir proof \\
              --by dpo --open actor,reason

            The folder is checked with `fcg audit verify proof/exchange-2026-17.tlog-proof`. That something was opened, and by whom, is \
            recorded first.
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The entry's index within its shard.") var index: Int64?
    @Option(help: "An exchange: all its entries are proven.") var exchange: String?
    @Option(help: "exchange or internal.") var log: LogName = .exchange
    @Option(help: "The year of the shard; the newest unless told.") var year: Int?
    @Option(help: "Commitments to open: any of actor,decision,reason,subject.") var open: OpenedSlots?
    @Option(help: "The folder to make.") var dir: String
    @Option(help: "Who asks for the proof, for the internal log.") var by: String
    @Option(help: "Why, for the internal log.") var why: String?

    func run() async throws {
        let node = NodeFolder(config: config)
        let choice = try choice()
        let slots = open?.slots ?? []
        try await AuditDoor(node).record(
            .opened, of: place, by: by, why: why,
            criteria: ["opened": .array(PayloadSlot.allCases.filter(slots.contains).map { .string($0.description) })])
        let (keys, policies) = (try node.logKeys(), try node.logPolicies())
        let bundles = try complaining(about: node.audit) {
            var maker = EvidenceBundles(folder: node.audit, keys: keys)
            maker.opening = slots
            maker.policy = policies
            maker.publicKey = try Self.publicKeys(node)
            return try maker.make(choice, in: log, year: year)
        }
        guard let origin = bundles.first?.companion.origin, let key = keys.first(where: { $0.name == origin }) else {
            throw Complaint(
                "\(place): error: no checkpoint reaches such an entry\n"
                    + "    help: check the number; an entry of the last ten seconds is proven a little later")
        }
        try complaining(about: dir) {
            try BundleFolder.write(bundles, key: key, policy: try policies(key), to: dir)
        }
        if let note = bundles.first?.proof.note { print(WitnessedWords.of(try policies(key), note)) }
        for bundle in bundles {
            print("proven: entry \(bundle.companion.index) of \(origin): \(dir)/\(bundle.name).tlog-proof")
        }
    }

    private var place: String {
        if let exchange { return "\(log.rawValue)/\(exchange)" }
        return "\(log.rawValue)/\(year.map(String.init) ?? "newest")/\(index ?? 0)"
    }

    private func choice() throws -> EvidenceBundles.Choice {
        switch (index, exchange) {
        case (let index?, nil): return .index(index)
        case (nil, let exchange?):
            guard let exchange = ExchangeID(exchange), log == .exchange else {
                throw Complaint("`--exchange` is not the id of an exchange in the exchange log")
            }
            return .exchange(exchange)
        case (nil, nil), (.some, .some):
            throw ValidationError("name an entry with --index, or an exchange with --exchange")
        }
    }

    /// Keys of the directory at hand, by key id.
    private static func publicKeys(_ node: NodeFolder) throws -> @Sendable (String) -> [UInt8]? {
        let directory = try NodeAssembly.directory(node, try NodeFile(path: node.config)).current
        return { name in directory.key(id: name)?.rawKey }
    }
}
