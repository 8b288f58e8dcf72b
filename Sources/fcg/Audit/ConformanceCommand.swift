import ArgumentParser
import ConformanceKit
import Crypto
import Foundation
import Gateway
import WireProtocol

/// `fcg audit conformance`
struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Records a signed statement of conformance in the internal log.",
        discussion: """
            The statement is checked first: signed by the key you name, not over, and about this node. The entry holds \
            its digest; who recorded it and what it says is sealed. Once a checkpoint over the entry is witnessed, \
            nobody can say later that the statement was made afterwards: `fcg audit prove --log internal` proves it.

            Example: fcg audit conformance --config node.yaml --statement statement.json --key 7xW1…  --by "M. Shah"
            """)
    @Option(help: "The node's configuration.") var config: String
    @Option(help: "The statement, as `fcg-conformance statement` wrote it.") var statement: String
    @Option(help: "The public key of whoever ran the suite, 32 octets in base64url.") var key: String
    @Option(help: "Who has it recorded.") var by: String

    func run() async throws {
        let folder = NodeFolder(config: config)
        let file = try NodeFile(path: config)
        let octets = try folder.octets(of: statement)
        let found = try opened(octets)
        guard found.node.authority == file.authority.code, found.node.address == "https://\(file.publicName)" else {
            throw Complaint(
                "\(statement): error: it speaks of `\(found.node.authority)` at `\(found.node.address)`, and this node is "
                    + "`\(file.authority)` at `https://\(file.publicName)`\nnothing was recorded")
        }
        let digest = Base64URL.encode(SHA256.hash(data: octets))
        let reply = try await AuditDoor(folder).send(
            "audit-conformance", ["by": .string(by), "digest": .string(digest), "statement": found.signed])
        guard case .object(let members) = reply, case .integer(let index)? = members["index"] else {
            throw Complaint("the node did not say which entry it made")
        }
        print(found.words)
        print("recorded as entry \(index) of the internal log, digest \(digest)")
    }

    private func opened(_ octets: [UInt8]) throws -> Statement {
        guard let raw = Base64URL.decode(key), raw.count == 32 else {
            throw Complaint("`--key` is not 32 octets in base64url")
        }
        do { return try Statement(octets: octets, signedBy: raw, report: nil, now: wallClock()) } catch {
            throw Complaint("\(statement): error: does not hold: \(error)\nnothing was recorded")
        }
    }
}
