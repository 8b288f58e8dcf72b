import Foundation
package import MessageSignatures
import NodeIdentity
package import WireProtocol

/// What one registered test authority owns: its names and keys, its certificate, and the councils it may ask.
package struct TestKit: Sendable {
    package let authority: AuthorityID
    package let keyID: String
    package let signing: MessageSignatures.SigningKey
    /// Where certificates and keys lie.
    package let folder: String
    package let holders: [Holder]
    /// A valid query to the council of ``sampleFor``, whose id, times, salt and padding are to be made fresh.
    package let sample: [String: JSONValue]
    package let sampleFor: AuthorityID
    /// Texts of invented people that stand in no refusal; empty if the kit has no `people.txt`.
    package let people: PeopleIndex
    /// The origin of its own log, where it has one in the directory: what it answers carries receipts of it.
    package let ownLog: String?
    /// People to ask about, by what must come of it: `matched`, `unknown`, `restricted`.
    package let subjects: [String: JSONValue]

    /// The certificate shown as client and as server, and its key, both PEM.
    package var certificate: String { folder + "/tls.crt.pem" }
    package var certificateKey: String { folder + "/tls.key.pem" }

    /// Opens one folder of a peer kit.
    package init(folder: String) throws(KitFault) {
        self.folder = folder
        let kit = try TestKit.json(folder + "/kit.json")
        guard let authority = kit["authority"]?.text.flatMap({ AuthorityID($0) }), let keyID = kit["keyId"]?.text,
            let sampleFor = kit["sampleQueryIsFor"]?.text.flatMap({ AuthorityID($0) })
        else { throw KitFault("\(folder)/kit.json: error: lacks authority, keyId or sampleQueryIsFor") }
        self.authority = authority
        ownLog = kit["ownLog"]?.text
        self.keyID = keyID
        self.sampleFor = sampleFor
        var holders: [Holder] = []
        for council in kit["councils"]?.elements ?? [] {
            holders.append(try Holder(council, place: "\(folder)/kit.json"))
        }
        self.holders = holders
        signing = try TestKit.signingKey(folder + "/signing.pem")
        guard case .object(let sample) = try TestKit.json(folder + "/sample-query.json") else {
            throw KitFault("\(folder)/sample-query.json: error: is not an object")
        }
        self.sample = sample
        people = PeopleIndex(try TestKit.lines(folder + "/../people.txt"))
        subjects = try TestKit.members(folder + "/subjects.json")
    }

    /// The two kits of a peer kit's folder: one sends what is bad, the other shows that the node lives on.
    package static func pair(in folder: String) throws(KitFault) -> (TestKit, TestKit) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        let found = names.map { "\(folder)/\($0)" }.filter {
            FileManager.default.fileExists(atPath: $0 + "/kit.json")
        }
        guard found.count >= 2 else {
            throw KitFault(
                "\(folder): error: there are not two folders with a `kit.json`\n    help: name the sandbox's "
                    + "`peer-kit`, or lay out two registered test authorities likewise")
        }
        return (try TestKit(folder: found[0]), try TestKit(folder: found[1]))
    }

    /// The council at an address, or the sample query's if none is named.
    package func holder(at node: String?) throws(KitFault) -> Holder {
        guard let node else {
            guard let holder = holders.first(where: { $0.authority == sampleFor }) else {
                throw KitFault("\(folder)/kit.json: error: the council of the sample query is not in it")
            }
            return holder
        }
        guard let address = Holder.address(of: node) else {
            throw KitFault("`\(node)` is not an address\n    help: write it as `https://host:port`")
        }
        guard let holder = holders.first(where: { $0.address == address }) else {
            let known = holders.map { "https://\($0.address)" }.joined(separator: ", ")
            throw KitFault("\(folder)/kit.json: error: no council there has the address `\(address)`; it has \(known)")
        }
        return holder
    }

    private static func octets(_ path: String) throws(KitFault) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KitFault("\(path): error: cannot be read")
        }
        return Array(data)
    }

    private static func json(_ path: String) throws(KitFault) -> JSONValue {
        let octets = try octets(path)
        do { return try StrictJSON.parse(octets, limits: .file) } catch {
            throw KitFault("\(path): error: is not strict JSON: \(error)")
        }
    }

    private static func members(_ path: String) throws(KitFault) -> [String: JSONValue] {
        guard FileManager.default.fileExists(atPath: path), case .object(let members) = try json(path) else {
            return [:]
        }
        return members
    }

    private static func lines(_ path: String) throws(KitFault) -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return String(decoding: try octets(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func signingKey(_ path: String) throws(KitFault) -> MessageSignatures.SigningKey {
        let text = String(decoding: try octets(path), as: UTF8.self)
        guard let seed = try? NodeIdentity.SigningKey(pem: text).seed,
            let key = MessageSignatures.SigningKey.ed25519(rawRepresentation: seed)
        else { throw KitFault("\(path): error: is not an unencrypted Ed25519 key in PKCS#8") }
        return key
    }
}

/// Files of a kit that need not be there.
enum KitFiles {
    static func exist(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
