import PolicyEngine
import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import NodeIdentity
import PolicyWorkbench
import WireProtocol

/// `fcg init`
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a node folder: configuration, keys, certificate request, pinned policies.",
        discussion: """
            Refuses to write into a folder that exists. Keys are readable by their owner only. Next: have the first \
            policies signed and activated (`fcg policy bundle`); have `keys/tls.csr` signed (`fcg ca issue` for trials), put the answer into `keys/tls.crt.pem`, give `fcg peer card` to whoever \
            keeps the directory, and put the signed directory into `directory.json`.
            """)

    @Option(help: "The folder to make.") var folder: String
    @Option(help: "GSS code of the authority, such as E08000035.") var authority: String
    @Option(help: "Its plain name.") var name: String
    @Option(help: "Name of the federation, as in the certificates' SPIFFE ids.") var federation: String
    @Option(help: "The host (and port) others name this node by.") var publicName: String
    @Option(help: "Address to listen on.") var listen = "127.0.0.1"
    @Option(help: "Port to listen on.") var port = 8443
    @Option(help: "A policy set to start from; it is copied.") var policies: String
    @Option(help: "The register of signers to start from; it is copied and pinned.") var signers: String
    @Option(help: "Public key of who signs the directory, 32 octets in base64url; may be repeated.")
    var directorySigner: [String] = []

    func run() throws {
        guard let authority = AuthorityID(authority) else { throw Complaint("`--authority` is not a GSS code") }
        let directorySigners = try directorySigner.map { text in
            guard let key = Base64URL.decode(text), key.count == 32 else {
                throw Complaint("`--directory-signer` is not 32 octets in base64url")
            }
            return key
        }
        let node = NewNode(
            folder: NodeFolder(path: folder), authority: authority, name: name, federation: federation,
            publicName: publicName, listenHost: listen, listenPort: port, policies: policies, signers: signers,
            directorySigners: directorySigners)
        try node.make()
        print("made \(node.folder.path)")
        print(
            "next: fcg policy bundle --config \(node.folder.config) …   (the first policies are signed like every change)"
        )
        print(
            "      fcg match calibrate --config \(node.folder.config) …   (without its report the node does not start)")
        print("      fcg ca issue --request \(node.folder.key("tls.csr")) …   (see `fcg ca --help`)")
    }
}

/// A node folder in the making.
struct NewNode {
    let folder: NodeFolder
    let authority: AuthorityID
    let name: String
    let federation: String
    let publicName: String
    let listenHost: String
    let listenPort: Int
    let policies: String
    /// The file of the register.
    let signers: String
    let directorySigners: [[UInt8]]
    var allowance = PeerAllowance()
    var askingDeadlineSeconds = 10
    /// What a council begins with until its officer says otherwise.
    var bound = MatchBound(inHundredThousand: 10)

    func make() throws {
        guard !FileManager.default.fileExists(atPath: folder.path) else {
            throw Complaint("`\(folder.path)` exists; nothing was changed; choose another folder or remove it")
        }
        let set = try PolicyCommand.load(policies)
        let register = try folder.octets(of: signers)
        let state = try PolicyState(set: set, register: PolicyCommand.register(register, path: signers))
        let text = try configuration(state.pins)
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try makeKeys()
        try FileManager.default.copyItem(atPath: policies, toPath: folder.policies)
        try NodeFolder.write(register, to: folder.signers)
        try NodeFolder.write(Suspensions.none.text, to: folder.suspensions)
        try writeSchemas()
        try NodeFolder.write(bound.text, to: folder.matching.policy)
        try NodeFolder.write(text, to: folder.config)
        try FileManager.default.createDirectory(
            atPath: folder.extracts, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.createDirectory(
            atPath: folder.audit, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try AuditTrail.initialise(folder: folder.audit, random: systemRandom)
    }

    /// The text of `node.yaml`, read back before anything is made: what cannot be read later is refused now.
    private func configuration(_ pins: PolicyPins) throws -> String {
        let file = NodeFile(
            authority: authority, name: name, federation: federation, publicName: publicName, listenHost: listenHost,
            listenPort: listenPort, keyName: "\(wallClock().londonDay.year)a", directorySigners: directorySigners,
            policyDigest: pins.policies.digest, signersDigest: pins.signers.digest, generationsKept: 10,
            askingDeadlineSeconds: askingDeadlineSeconds, allowance: allowance,
            connectionsPerPeer: 32)
        guard try NodeFile(text: file.text, path: folder.config).text == file.text else {
            throw Complaint("a name given holds characters that `node.yaml` would not give back; nothing was made")
        }
        return file.text
    }

    /// Where the first lines of the copied policies look for them.
    private func writeSchemas() throws {
        let vocabulary = try folder.octets(of: folder.policies + "/vocabulary.yaml")
        for (name, schema) in try PolicySchemas.all(vocabulary: vocabulary) {
            try NodeFolder.write(CanonicalJSON.prettyText(schema) + "\n", to: folder.file("schemas/" + name))
        }
    }

    private func makeKeys() throws {
        for name in ["signing.pem", "witness.pem"] {
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: folder.key(name))
        }
        try LogKeyFiles(folder).prepare(now: wallClock())
        try NodeFolder.writeSecret(systemRandom(32), to: folder.key("pseudonym.key"))
        let tls = try TLSKey(scalar: systemRandom(32))
        try NodeFolder.writeSecret(Array(tls.pem.utf8), to: folder.key("tls.pem"))
        guard let identity = SPIFFEID(federation: federation, authority: authority) else {
            throw Complaint("`--federation` is not a host name in lower case")
        }
        let request = try CertificateRequest(identity: identity, hosts: hosts, key: tls)
        try NodeFolder.write(request.pem, to: folder.key("tls.csr"))
    }

    /// The names a server certificate needs: the public one, and the address listened on.
    private var hosts: [ServerHost] {
        let publicHost = String(publicName.split(separator: ":").first ?? "")
        return [publicHost, listenHost, "localhost"].reduce(into: []) { hosts, text in
            if let host = ServerHost(text), !hosts.contains(host) { hosts.append(host) }
        }
    }
}
