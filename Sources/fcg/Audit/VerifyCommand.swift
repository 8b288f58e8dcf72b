import ArgumentParser
import AuditTrail
import Foundation
import MerkleLog
import PeerDirectory
import WireProtocol

/// `fcg audit verify`
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks an export, a proof or a node's audit folder: no node, no network.",
        discussion: """
            An export or a `.tlog-proof` is checked against `policy`, which names the log's key and its witnesses. The \
            one that came with it vouches for itself: take the right one from the directory, or from a council that \
            cosigns, and give it with `--policy`.

            Example: fcg audit verify export/ --policy stockport-audit-2026.policy
            Example: fcg audit verify proof/exchange-2026-17.tlog-proof
            Example: fcg audit verify export/ --timestamp-authority timestamp-roots.pem
            Example: fcg audit verify --config node.yaml

            Whether the signatures in a proof count, a directory decides: give the version that the entry names as `d`, and \
            who signs directories. Each key must stand in it, and a cosignature or a checked timestamp must be from before \
            the key's end.

            Example: fcg audit verify proof/exchange-2026-17.tlog-proof --directory directory-17.json --directory-signer RhRW…

            A timestamp (`checkpoint.tsr`) is checked with certificates of your own. Without them only its form and its \
            digest are compared, and the line says so.

            Exit code 0 when everything fits; 1 when something does not, with the file and the row.
            """)
    @Argument(help: "An exported folder, a `.tlog-proof`, or an audit folder with `exchange.db`.") var path: String?
    @Option(help: "The node's configuration: its own audit folder, or its keys for the folder named.")
    var config: String?
    @Option(help: "The policy to believe instead of the one that came with the files.") var policy: String?
    @Option(help: "PEM certificates that the timestamp's chain must end at, to check `checkpoint.tsr` with.")
    var timestampAuthority: String?
    @Option(help: "The version of the directory that the entry of a proof names, to judge its signatures by.")
    var directory: String?
    @Option(help: "A key that signs directories, 32 octets in base64url; may stand several times.")
    var directorySigner: [String] = []
    @Option(help: "A file of log keys, one `<name>+<hash>+<key>` a line, for an audit folder.") var keys: String?
    @Option(help: "An audit folder to verify instead of the node's own.") var folder: String?

    func run() throws {
        guard let place = path ?? folder ?? config.map({ NodeFolder(config: $0).audit }) else {
            throw ValidationError("name what to verify, or a node with --config")
        }
        let policy = try policy.map(Self.policy)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
            throw Complaint("\(place): error: is missing\n    help: name an export, a proof or an audit folder")
        }
        if FileManager.default.fileExists(atPath: place + "/exchange.db") { return try verifyFolder(place) }
        try isFolder.boolValue ? verifyExport(place, policy) : verifyProof(place, policy)
    }

    static func policy(_ path: String) throws -> LogPolicy {
        do { return try LogPolicy(octets: try NodeFolder(path: ".").octets(of: path)) } catch let fault
            as LogPolicyFault
        {
            throw Complaint("\(path): error: \(fault)")
        }
    }

    // MARK: - Files that left the node

    private func verifyExport(_ place: String, _ policy: LogPolicy?) throws {
        let found = try complaining(about: place) { try ExportVerifier(place, policy: policy).verify() }
        let stamp = try EnclosedStamp(in: place, certificates: timestampAuthority).sentence(over: found.noteDigest)
        print(
            Terminal.good("intact: ")
                + "\(Terminal.inert(found.origin)): \(found.size) entries, root \(Base64.encode(found.root.octets))")
        print("cosigned by: \(Self.list(found.witnesses))")
        print(stamp)
        print("commitments opened, and fitting: \(found.opened)")
        print("made again from the entries, and the same: \(Self.list(found.derived))")
        sayWhoVouches(policy)
    }

    private func verifyProof(_ place: String, _ policy: LogPolicy?) throws {
        let found = try complaining(about: place) { try BundleFolder.verify(place, policy: policy) }
        let stamp = try EnclosedStamp(in: BundleFolder.folder(of: place), certificates: timestampAuthority)
            .look(over: found.noteDigest)
        let judged = try judge().map { $0.judge(found, stamped: stamp.time) } ?? []
        print(
            Terminal.good("proven: ")
                + "entry \(found.index) of \(Terminal.inert(found.origin)), at \(found.size) entries")
        print("cosigned by: \(Self.list(found.witnesses))")
        print(stamp.sentence)
        for message in found.messages { print(Terminal.inert(message)) }
        for (message, judgement) in judged { print("as evidence, the \(message) \(judgement.words)") }
        print("entry: " + Terminal.inert(String(decoding: found.leaf, as: UTF8.self)))
        for slot in PayloadSlot.allCases {
            guard let value = found.openings[slot] else { continue }
            print("\(slot), opened, and fitting: " + Terminal.inertLines(CanonicalJSON.prettyText(value)))
        }
        sayWhoVouches(policy)
        if judged.contains(where: { !$0.judgement.counts }) { throw ExitCode.failure }
    }

    /// The directory that was named, or that of the node that was named, whose time may be over.
    private func judge() throws -> EvidenceJudge? {
        guard let directory else { return nil }
        var signers = try directorySigner.map { text in
            guard let raw = Base64URL.decode(text), raw.count == 32 else {
                throw ValidationError("`--directory-signer` is not 32 octets in base64url")
            }
            return raw
        }
        if let config { signers += try NodeFile(path: config).directorySigners }
        guard !signers.isEmpty else {
            throw ValidationError("`--directory` needs `--directory-signer`, or a node with --config")
        }
        do {
            let known = try Directory.archived(
                octets: try NodeFolder(path: ".").octets(of: directory), signers: signers)
            return EvidenceJudge(version: known.version) { id in
                known.key(id: id).map { EvidenceJudge.Key(raw: $0.rawKey, end: $0.notAfter) }
            }
        } catch let fault as DirectoryFault { throw Complaint("\(directory): error: \(fault)") }
    }

    private func sayWhoVouches(_ policy: LogPolicy?) {
        guard policy == nil else { return }
        print("believed: the `policy` that came with it; compare it with the council's entry in the directory")
    }

    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "nobody" : words.map(Terminal.inert).joined(separator: ", ")
    }

    // MARK: - An audit folder

    private func verifyFolder(_ place: String) throws {
        let results = try complaining(about: place) {
            try AuditVerifier.verify(folder: place, verifierKeys: try Self.keys(file: keys, config: config))
        }
        for result in results {
            if let fault = result.firstFault {
                print(Terminal.bad("altered: ") + "\(result.origin): \(fault)")
            } else {
                print(
                    Terminal.good("intact: ")
                        + "\(result.origin): \(result.size) entries, root \(Base64.encode(result.root.octets))")
            }
        }
        if results.contains(where: { !$0.isSound }) { throw ExitCode.failure }
    }

    /// Verifies a folder against the public halves of a node's log keys.
    static func verify(_ node: NodeFolder, folder: String) throws -> [LogVerification] {
        try complaining(about: folder) {
            try AuditVerifier.verify(folder: folder, verifierKeys: try node.logKeys())
        }
    }

    static func keys(file: String?, config: String?) throws -> [NoteVerifierKey] {
        if let file {
            let lines = try NodeFolder(path: ".").text(of: file).split(separator: "\n")
            return try lines.enumerated().map { number, line in
                do { return try NoteVerifierKey(String(line)) } catch {
                    throw Complaint("\(file):\(number + 1): error: \(error)")
                }
            }
        }
        guard let config else {
            throw Complaint(
                "an audit folder needs the logs' keys\n    help: give --keys FILE, or the node with --config")
        }
        return try NodeFolder(config: config).logKeys()
    }
}
