import AuditTrail
import HTTPTypes
import MerkleLog
import MessageSignatures
import Synchronization
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// `exchanges`: one question as it left, octet for octet, and what may come back: the holder's answer, and what a hostile
/// holder makes of it.
struct ExchangeVectors {
    let request: HTTPRequest
    let body: [UInt8]
    private let holder: HostileHolder
    private let now: Instant

    /// Asks once, as each reading of a vector does again: the same clock and the same random octets give the same question.
    init() async throws {
        let asking = try Asking()
        let stockport = try #require(asking.stockport)
        let other = await stockport.answering.answer(try asking.federation.request([asking.story.child]))
        let kept = KeptResponse()
        let path = asking.path { (honest, _) async throws(TransportFault) in
            kept.response.withLock { $0 = honest }
            return honest
        }
        _ = try await path.ask(asking.question([asking.story.child]))
        let carried = try #require(asking.wire.all.first)
        let honest = try #require(kept.response.withLock { $0 })
        (request, body, now) = (carried.head, carried.body, asking.federation.now)
        let first = HostileHolder(request: request, honest: honest, other: other, now: now)
        let named = try first.telling { $0.policySet.digest = "sha-256:" + String(repeating: "0", count: 64) }
        holder = HostileHolder(request: request, honest: named, other: other, now: now)
    }

    /// The clause of each that is in the file; the others are the same faults in another place.
    private static let clauses = [
        "no signature": "ANS-11-", "no digest": "ANS-18-", "an altered body": "ANS-18-", "another nonce": "ANS-12-",
        "another council's key and name": "ANS-13-", "another council's key under the holder's name": "ANS-11-",
        "the request's own signature sent back": "ANS-16-", "an answer signed ten minutes ago": "ANS-15-",
        "an answer signed ten minutes ahead": "ANS-15-", "the whole answer to another question": "ANS-12-",
        "the receipt of another question": "ANS-30-", "the body of another question, signed for this one": "ANS-25-",
        "no receipt": "ANS-30-", "a receipt of a log nobody knows": "ANS-31-", "a receipt of a later time": "ANS-32-",
        "text that is no JSON": "ANS-24-", "a member twice": "ANS-24-",
        "an answer one zero short of its block": "ANS-36-",
        "one more person than asked about": "ANS-26-", "a service nobody asked about": "ANS-26-",
        "more detail than asked for": "ANS-28-", "something shown of somebody not confirmed": "ANS-27-",
        "six involvements of one service": "ANS-7-", "an outcome that its parts do not come to": "ANS-29-",
        "a redirect": "ANS-20-", "an unsigned 503": "ANS-19-", "gzip named and signed": "ANS-21-",
    ]

    func file() throws -> VectorFile {
        let refused = try Mischief.all.compactMap { mischief -> Vector? in
            guard let clause = Self.clauses[mischief.name] else { return nil }
            let response = try mischief.play(holder)
            return vector(mischief.name, clause, response, flag: "hostile", expect: expectation(of: response, mischief))
        }
        try #require(refused.count == Self.clauses.count)
        return VectorFile(
            "exchanges",
            notes:
                "`request` is one question as it left; each vector is what came back, and what the asker may make of it.",
            flags: ["sound": "must be shown", "hostile": "nothing of it may be shown"], keys: try keys(),
            shared: [
                "request": .octets(request.octets(with: body)), "asker": .string(SyntheticCouncil.leeds.authority.code),
                "dialled": .string(SyntheticCouncil.stockport.authority.code), "now": .integer(now.seconds),
                "logs": [.string("\(SyntheticCouncil.stockport.host)/audit/2026")],
            ],
            vectors: [vector("the answer", "ANS-30+", holder.honest, flag: "sound", expect: try shown())] + refused)
    }

    private func vector(
        _ name: String, _ clause: String, _ response: ReadyResponse, flag: String, expect: JSONValue
    ) -> Vector {
        Vector(
            name, clause, flags: [flag],
            comment: flag == "sound" ? "Everything is sound." : "Everything is sound but what the name says.",
            input: ["response": .octets(response.octets)], expect: expect)
    }

    private func keys() throws -> JSONValue {
        let keys = try SyntheticCouncil.allCases.map { council -> (String, JSONValue) in
            let key: JSONValue = [
                "alg": "ed25519", "public": .octets(try FixedKeys.ed25519Public("\(council.rawValue) message")),
                "owner": .string(council.authority.code),
            ]
            return (council.keyID, key)
        }
        return .object(Dictionary(uniqueKeysWithValues: keys))
    }

    // MARK: - What must come of it

    private func shown() throws -> JSONValue {
        let signature = try verified(holder.honest)
        let receipt = try holder.honest.receipt()
        return .accepted([
            "rq": .octets(try holder.honest.leaf().requestEvidence.octets),
            "rs": .octets(EvidenceDigest.body(holder.honest.body).octets),
            "ra": .octets(EvidenceDigest.request(base: signature.base, signature: signature.signature).octets),
            "origin": .string(receipt.origin), "index": .integer(receipt.index),
            "leafHash": .octets(MerkleHash.leaf(receipt.leaf).octets),
        ])
    }

    private func verified(_ response: ReadyResponse) throws(ProfileFault) -> SignatureEvidence {
        let council = SyntheticCouncil.stockport
        return try SignatureProfile.verify(
            response: response.head, body: response.body, answering: request, now: now.seconds,
            expectedOwner: council.authority.code, requiresReceipt: true,
            keys: { id in
                guard let owner = SyntheticCouncil.allCases.first(where: { $0.keyID == id }),
                    let key = try? FixedKeys.ed25519Public("\(owner.rawValue) message"),
                    let octets = VerificationKey(algorithm: .ed25519, rawRepresentation: key)
                else { return nil }
                return ProfileKey(
                    key: octets, owner: owner.authority.code, notBefore: 0, notAfter: now.seconds + 86_400)
            }
        ).evidence
    }

    /// Signatures are judged by their own module here; what comes after them by the table of the hostile answers.
    private func expectation(of response: ReadyResponse, _ mischief: Mischief) -> JSONValue {
        guard response.status == 200 else { return .refused(at: "status") }
        do { _ = try verified(response) } catch { return .refused(at: error.step.rawValue, code: error.code) }
        return .refused(at: mischief.name.contains("receipt") ? "receipt" : "answer")
    }
}

/// What the honest holder said, for a hostile one to alter.
private final class KeptResponse: Sendable {
    let response = Mutex<ReadyResponse?>(nil)
}

@Suite("Vectors of exchanges")
struct VectorTests {
    // clause: FCP-ANS-11+ FCP-ANS-30- FCP-ANS-36-
    @Test("they are what is written now, and an asker shows or hides each as it says")
    func exchanges() async throws {
        let written = try await ExchangeVectors()
        try written.file().check()

        let file = try VectorFile.readWhole("exchanges")
        #expect(file["shared"]?["request"]?.octets == written.request.octets(with: written.body))
        for vector in try #require(file["vectors"]?.elements) {
            let octets = try #require(vector["input"]?["response"]?.octets)
            let reply = try await reply(to: try ReadyResponse(octets: octets))
            #expect(told(reply) == expected(vector), "\(vector["name"]?.text ?? "")")
        }
    }

    /// What an asker makes of a response, to the very question of the file.
    private func reply(to response: ReadyResponse) async throws -> HolderReply {
        let asking = try Asking()
        _ = await asking.stockport?.answering.answer(try asking.federation.request([asking.story.child]))
        let path = AskPath(node: asking.leeds.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in response
        }
        return try #require(try await path.ask(asking.question([asking.story.child])).replies.first)
    }

    private func told(_ reply: HolderReply) -> String {
        switch reply.state {
        case .answered: "accept \(reply.receipt?.origin ?? "") \(reply.receipt?.index ?? -1)"
        case .refusedMessage: "status"
        case .overSharing: "answer"
        default:
            if reply.sentence.contains("the body is not an answer") {
                "answer"
            } else if reply.sentence.contains("the receipt does not name") {
                "receipt"
            } else {
                String(reply.sentence.split { "()".contains($0) }.dropFirst().first ?? "")
            }
        }
    }

    /// The same of a vector: where the signature is at fault, the asker is told the code.
    private func expected(_ vector: VectorPart) -> String? {
        let expect = vector["expect"]
        guard expect?["result"]?.text == "refuse" else {
            return "accept \(expect?["origin"]?.text ?? "") \(expect?["index"]?.number ?? -1)"
        }
        return expect?["code"]?.text ?? expect?["layer"]?.text
    }
}

// MARK: - HTTP messages as octets

extension HTTPRequest {
    fileprivate func octets(with body: [UInt8]) -> [UInt8] {
        let line = "\(method.rawValue) \(path ?? "") HTTP/1.1\r\nHost: \(authority ?? "")\r\n"
        return Array(line.utf8) + headerFields.octets(with: body)
    }
}

extension ReadyResponse {
    fileprivate var octets: [UInt8] {
        Array("HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n".utf8)
            + head.headerFields.octets(with: body)
    }

    /// Reads what ``octets`` wrote.
    fileprivate init(octets: [UInt8]) throws {
        let end = try #require(octets.firstRange(of: Array("\r\n\r\n".utf8)))
        let lines = String(decoding: octets[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        var head = HTTPResponse(status: .init(code: status))
        let fields = try lines.dropFirst().map { line in
            let colon = try #require(line.firstRange(of: ": "))
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
        head.headerFields = try HTTPFields(fields.filter { $0.0 != "Content-Length" })
        self.init(head: head, body: Array(octets[end.upperBound...]))
    }
}

extension HTTPFields {
    fileprivate func octets(with body: [UInt8]) -> [UInt8] {
        let lines = map { "\($0.name.rawName): \($0.value)" } + ["Content-Length: \(body.count)"]
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
