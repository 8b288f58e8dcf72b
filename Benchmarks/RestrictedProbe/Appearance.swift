import BenchFigures
import BenchKit
import NIOHTTP1
import WireProtocol

/// What a peer sees of an answer, with everything that must be fresh in each taken out, and its length left in.
struct Appearance: Hashable {
    private let status: UInt
    private let fields: [String]
    private let body: String
    private let octets: Int
    /// Where the holder's log holds the exchange.
    let index: Int64

    init(_ reply: WireReply) throws {
        status = reply.head.status.code
        octets = reply.body.count
        guard let value = reply.head.headers["fcg-receipt"].first, let receipt = Receipt(fieldValue: value) else {
            throw BenchFault("an answer came without receipt: \(String(decoding: reply.body, as: UTF8.self))")
        }
        index = receipt.index
        fields = try reply.head.headers.map { name, value in
            "\(name): \(try Appearance.shape(of: value, in: name.lowercased(), receipt))"
        }
        body = try Appearance.shape(of: reply.body)
    }

    /// The same but for the place in the log.
    static func == (left: Appearance, right: Appearance) -> Bool {
        left.status == right.status && left.fields == right.fields && left.body == right.body
            && left.octets == right.octets
    }

    func hash(into hasher: inout Hasher) { hasher.combine(body) }

    private static func shape(of value: String, in field: String, _ receipt: Receipt) throws -> String {
        switch field {
        case "content-digest", "signature", "date": return "\(value.utf8.count) octets"
        case "signature-input":
            let fresh = ["created=", "expires=", "nonce="]
            return value.split(separator: ";").map { part in
                fresh.first(where: part.hasPrefix).map { "\($0)\(part.utf8.count)" } ?? String(part)
            }.joined(separator: ";")
        case "fcg-receipt": return "\(receipt.origin) \(try shape(ofLeaf: receipt.leaf))"
        default: return value
        }
    }

    private static func shape(ofLeaf octets: [UInt8]) throws -> String {
        let leaf = try ExchangeLeaf(octets: octets)
        return "\(leaf.event) \(leaf.node) \(leaf.counterpart) \(leaf.directory) \(octets.count) octets"
    }

    /// The body without the four members that are fresh in each answer.
    private static func shape(of body: [UInt8]) throws -> String {
        guard case .object(var members) = try StrictJSON.parse(body, limits: .answer) else {
            throw BenchFault("an answer is not an object")
        }
        for name in ["inReplyTo", "queryDigest", "salt", "pad"] {
            guard case .string(let text)? = members[name] else { throw BenchFault("an answer lacks `\(name)`") }
            members[name] = .integer(Int64(text.utf8.count))
        }
        return CanonicalJSON.text(.object(members))
    }
}
