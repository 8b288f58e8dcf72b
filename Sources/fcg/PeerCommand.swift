import ArgumentParser
import Foundation
import Gateway
import NodeIdentity
import PeerDirectory
import WireProtocol

/// `fcg peer`
struct PeerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer",
        abstract: "The directory of councils: a node's own card, and the signed file made of cards.",
        discussion: """
            Each council makes a card (`fcg peer card`) and gives it to whoever keeps the directory, who checks the card's \
            fingerprint by telephone and signs all cards together (`fcg peer sign`). Every node puts the signed file into \
            its `directory.json`; a node refuses one that is older, altered, expired or signed by somebody else.
            """,
        subcommands: [
            List.self, Card.self, Signer.self, Sign.self, PeerPoliciesCommand.self, PeerReleaseCommand.self,
            PeersHeldBackCommand.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the members of a node's directory.")
        @Option(help: "The node's configuration.") var config: String

        func run() throws {
            let folder = NodeFolder(config: config)
            let file = try NodeFile(path: config)
            let directory = try Directory.open(
                octets: try folder.octets(of: folder.directory), signers: file.directorySigners, now: wallClock())
            print("directory version \(directory.version), until \(directory.expires.text), \(directory.federation)")
            for member in directory.members.values.sorted(by: { $0.authority < $1.authority }) {
                let notes = [member.isTest ? "test" : nil, member.isSuspended ? "suspended" : nil].compactMap { $0 }
                print(
                    "\(member.authority)  \(Words.column(Terminal.inert(member.name)))\(member.endpoint.authority)"
                        + "  duty desk \(Terminal.inert(member.dutyDesk.phone))  \(notes.joined(separator: ", "))")
            }
        }
    }

    struct Card: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the node's card: its entry for the directory, signed by the node itself.")
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "The duty desk's telephone number.") var dutyPhone: String
        @Option(help: "When it is staffed.") var dutyHours: String
        @Option(help: "The organisation that delivers the service for the council, if another one does.")
        var organisation: String?
        @Option(help: "Where to connect, if not at the public name.") var address: String?
        @Option(help: "Where to write the card.") var out: String

        func run() throws {
            let folder = NodeFolder(config: config)
            let node = try NodeFile(path: config)
            var member = try DirectoryCard.member(
                of: folder, node, desk: DutyDeskContact(phone: dutyPhone, hours: dutyHours))
            member.organisation = organisation
            member.address = address
            let octets = try DirectoryCard.write(
                member, federation: node.federation, key: try folder.signingKey("signing.pem"))
            try NodeFolder.write(octets, to: out)
            for log in member.logs { print("log: \(log.origin)") }
            print("wrote \(out)\nread this out to whoever keeps the directory: \(DirectoryCard.fingerprint(octets))")
        }
    }

    struct Signer: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes the key that signs a directory.")
        @Option(help: "Where to write the key, PEM.") var out: String

        func run() throws {
            guard !FileManager.default.fileExists(atPath: out) else {
                throw Complaint("`\(out)` exists; nothing was changed")
            }
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: out)
            print("wrote \(out)\nnodes name it as: directory signers: [\"\(Base64URL.encode(key.publicOctets))\"]")
        }
    }

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Signs a directory made of cards.")
        @Option(help: "The signing key, PEM.") var key: String
        @Option(help: "The version; above the last one.") var version: Int64
        @Option(help: "Days it is valid.") var days = 30
        @Option(help: "GSS code of a member that is an auditor and may fetch every log's entries; may be repeated.")
        var auditor: [String] = []
        @Option(help: "Where to write the directory.") var out: String
        @Argument(help: "The cards.") var cards: [String]

        func run() throws {
            let files = NodeFolder(path: ".")
            let members = try cards.map { path in
                let octets = try files.octets(of: path)
                print("\(path): \(DirectoryCard.fingerprint(octets))")
                return try DirectoryCard.read(octets, path: path)
            }
            guard let federation = members.first?.federation, members.allSatisfy({ $0.federation == federation }) else {
                throw Complaint("the cards are of different federations, or there are none")
            }
            let now = wallClock()
            let draft = DirectoryDraft(
                version: version, federation: federation, issued: now,
                expires: now.adding(seconds: Int64(days) * 86_400), members: try drawn(members.map(\.member)))
            for code in DirectoryCard.without(logsFrom: now, among: draft.members) {
                Terminal.complain(
                    "warning: \(code) has no logs of the year to come: from New Year on nobody will believe its receipts\n"
                        + "    help: ask for a new card; `fcg peer card` carries them from \(LogKeyFiles.daysAhead) days before"
                )
            }
            let signer = try NodeIdentity.SigningKey(pem: try files.text(of: key))
            try NodeFolder.write(try draft.signed(by: signer), to: out)
            print("wrote \(out): version \(version), \(members.count) members, \(days) days")
        }

        /// The members with the witnesses of their logs, and those marked that are auditors.
        private func drawn(_ members: [MemberDraft]) throws -> [MemberDraft] {
            var members = WitnessSets.draw(for: members)
            for code in auditor {
                guard let place = members.firstIndex(where: { $0.authority.code == code }) else {
                    throw Complaint("`--auditor \(code)` is none of the cards")
                }
                members[place].isAuditor = true
            }
            return members
        }
    }
}

/// A node's card: its own entry, signed with its own message key.
enum DirectoryCard {
    /// The node's entry, from its folder. Keys that the logs need soon are made now if they are missing.
    static func member(
        of folder: NodeFolder, _ node: NodeFile, desk: DutyDeskContact, now: Instant = wallClock()
    ) throws -> MemberDraft {
        let keys = LogKeyFiles(folder)
        try keys.prepare(now: now)
        guard let identity = SPIFFEID(federation: node.federation, authority: node.authority),
            let keyID = KeyID(node.keyID)
        else { throw Complaint("\(folder.config): error: the federation or the key name is not well formed") }
        let key = KeyDraft(
            id: keyID, rawKey: try folder.signingKey("signing.pem").publicOctets,
            notBefore: now.adding(seconds: -86_400), notAfter: now.adding(seconds: 400 * 86_400))
        var member = MemberDraft(
            identity: identity, name: node.name, endpoint: node.publicName,
            issuer: try CertificateReading(pem: try folder.text(of: folder.key("issuer.pem"))).der,
            signingKeys: [key], dutyDesk: desk)
        member.extensions = FollowUp.Kind.allCases.map(\.rawValue).sorted()
        member.logs = try keys.memberLogs(publicName: node.publicName, now: now)
        member.witness = MemberWitness(
            name: "\(node.publicName)/witness", rawKey: try folder.witnessKey().publicOctets)
        return member
    }

    /// Members with logs, but none of a year that is near.
    static func without(logsFrom now: Instant, among members: [MemberDraft]) -> [AuthorityID] {
        let years = LogKeyFiles.years(now: now).map { "/\($0)" }
        return members.filter { member in
            !member.logs.isEmpty
                && !years.allSatisfy { year in member.logs.contains { $0.origin.hasSuffix(year) } }
        }.map(\.authority)
    }

    static func write(_ member: MemberDraft, federation: String, key: NodeIdentity.SigningKey) throws -> [UInt8] {
        let now = wallClock()
        return try MemberCard.write(
            member, federation: federation, by: key, now: now, expires: now.adding(seconds: 30 * 86_400))
    }

    /// Reads a card that is signed by the key it names.
    static func read(_ octets: [UInt8], path: String) throws -> MemberCard {
        do { return try MemberCard(octets: octets, now: wallClock()) } catch {
            throw Complaint("\(path): error: is not a sound card: \(error)")
        }
    }

    /// 16 groups of four digits, to be read out over the telephone: SHA-256 of the card.
    static func fingerprint(_ octets: [UInt8]) -> String {
        let digits = Array(Hex.encode(digest(octets)))
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<min($0 + 4, digits.count)]) }
            .joined(separator: " ")
    }
}
