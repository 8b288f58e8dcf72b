import BenchFigures
import BenchKit
import HTTPTypes
import MessageSignatures
import NIOHTTP1
import WireProtocol

/// One real exchange, verified: the octets all limits are measured with.
struct RecordedExchange {
    let request: RawPeer.SignedQuery
    let reply: WireReply
    let askerKey: VerificationKey
    /// What the holder signed.
    let responseBase: [UInt8]
    /// The outcome and what is said of each person.
    private let told: [JSONValue]

    init(
        _ request: RawPeer.SignedQuery, _ reply: WireReply, askerKey: VerificationKey, holderKey: VerificationKey,
        holder: AuthorityID
    ) throws {
        var head = HTTPResponse(status: .init(code: Int(reply.head.status.code)))
        for (name, value) in reply.head.headers {
            guard let name = HTTPField.Name(name) else { throw BenchFault("a field of the answer has no name") }
            head.headerFields.append(HTTPField(name: name, value: value))
        }
        let verified = try SignatureProfile.verify(
            response: head, body: reply.body, answering: request.head, now: Clock.wall().seconds,
            expectedOwner: holder.code, requiresReceipt: true
        ) { _ in ProfileKey(key: holderKey, owner: holder.code, notBefore: 0, notAfter: .max) }
        self.request = request
        self.reply = reply
        self.askerKey = askerKey
        responseBase = verified.evidence.base
        let answer = try FamilyAnswer(try StrictJSON.parse(reply.body, limits: .answer))
        guard answer.outcome != .refused, answer.subjects.contains(where: { $0.outcome == .matched }) else {
            throw BenchFault("the question of the benchmark finds nobody, so its answer is not the one meant")
        }
        told = try RecordedExchange.told(reply)
    }

    /// Makes sure that every one of these says what the recorded answer says: a node that refuses is a fast node.
    func check(_ replies: [WireReply]) throws {
        for reply in replies {
            guard reply.head.status == .ok, try RecordedExchange.told(reply) == told else {
                throw BenchFault("an answer is another one: \(String(decoding: reply.body, as: UTF8.self).prefix(600))")
            }
        }
    }

    private static func told(_ reply: WireReply) throws -> [JSONValue] {
        guard case .object(let members) = try StrictJSON.parse(reply.body, limits: .answer),
            let outcome = members["outcome"], let subjects = members["subjects"]
        else { throw BenchFault("an answer is not of its form") }
        return [outcome, subjects]
    }
}
