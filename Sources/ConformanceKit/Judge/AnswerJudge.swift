import Crypto
import MessageSignatures
package import WireProtocol

/// An answer of which everything a stranger can check has been checked.
package struct CheckedAnswer: Sendable {
    package let answer: FamilyAnswer
    package let octets: [UInt8]
    package let receipt: Receipt
    package let leaf: ExchangeLeaf
    package let response: WireResponse
}

extension Peer {
    /// A verified answer, whatever it says: an agreement may have a limit for the day.
    @discardableResult
    package func verified(_ sent: SignedRequest, _ reply: Reply) throws -> CheckedAnswer {
        guard case .response(let response, let place) = reply else {
            throw Breach("a sound question got no answer: \(reply.words)")
        }
        if response.status == 429 || response.status == 503 {
            throw Trouble("the node says that it cannot answer now: \(reply.words)")
        }
        try demand(
            response.status == 200, "a sound question was answered with \(reply.words)", cause: Causes.of(reply))
        let judge = AnswerJudge(peer: self, sent: sent, response: response)
        let checked = try judge.check()
        trace.markVerified(place)
        if let id = sent.question["id"]?.text {
            memory.keep(RunMemory.Exchange(id: id, answer: checked), of: kit.authority)
        }
        try leaves.note(checked.receipt.index)
        return checked
    }

    /// A verified answer that is no refusal.
    @discardableResult
    package func answered(_ sent: SignedRequest, _ reply: Reply) throws -> CheckedAnswer {
        let checked = try verified(sent, reply)
        guard checked.answer.outcome == .refused else { return checked }
        let reasons = checked.answer.reasons
        if reasons.contains("rate-limited") {
            throw Trouble("the agreement's limit for the day is used up; go on tomorrow, or with a fresh sandbox")
        }
        throw Breach("the answer is a refusal: \(reasons.sorted().joined(separator: ", "))")
    }
}

extension FamilyAnswer {
    /// Every reason given for a refusal.
    package var reasons: Set<String> {
        Set(
            subjects.flatMap(\.categories).compactMap { entry in
                guard case .refused(let refusal) = entry.finding else { return nil }
                return refusal.reason.text
            })
    }
}

extension FamilyAnswer {
    /// The names of the sources that each service was searched in, of the services that were not refused.
    var searched: [Code: Set<String>] {
        var found: [Code: Set<String>] = [:]
        for entry in subjects.flatMap(\.categories) {
            guard case .shown(let shown) = entry.finding else { continue }
            found[entry.category, default: []].formUnion(shown.sources.map(\.name))
        }
        return found
    }

    /// What each service of the first person was refused for; `shown` where it was not.
    var refusals: [Code: String] {
        var found: [Code: String] = [:]
        for entry in subjects.first?.categories ?? [] {
            if case .refused(let refusal) = entry.finding {
                found[entry.category] = refusal.reason.text
            } else {
                found[entry.category] = "shown"
            }
        }
        return found
    }
}

/// Checks an answer as an asker must.
struct AnswerJudge {
    let peer: Peer
    let sent: SignedRequest
    let response: WireResponse

    func check() throws -> CheckedAnswer {
        try demand(response["content-type"] == "application/json", "the answer is not `application/json`")
        try signature()
        let answer = try content()
        let (receipt, leaf) = try receipt()
        return CheckedAnswer(answer: answer, octets: response.body, receipt: receipt, leaf: leaf, response: response)
    }

    private func signature() throws {
        do {
            _ = try SignatureProfile.verify(
                response: response.http, body: response.body, answering: sent.http, now: peer.now,
                expectedOwner: peer.holder.authority.code, requiresReceipt: true, keys: peer.holder.profileKey)
        } catch {
            let bases = BaseInference(response: response, sent: sent, key: peer.holder.key)
            throw Breach(
                "the answer's signature does not satisfy the profile: \(error)",
                cause: bases.cause ?? Causes.of(error), expectedBase: bases.expected, inferredBase: bases.inferred)
        }
    }

    private func content() throws(Breach) -> FamilyAnswer {
        try demand(
            response.body.count.isMultiple(of: 4_096) && response.body.count <= 262_144,
            "the answer has \(response.body.count) octets, which is no multiple of 4,096 up to 256 KiB",
            cause: "`pad` is filled by characters instead of octets, or not at all")
        let answer: FamilyAnswer
        do { answer = try FamilyAnswer(try StrictJSON.parse(response.body, limits: .answer)) } catch {
            throw Breach("the answer does not fit its schema: \(error)")
        }
        try demand(answer.from == peer.holder.authority, "the answer's `from` is not the authority asked")
        try demand(answer.to == peer.kit.authority, "the answer's `to` is not the authority that asked")
        try demand(
            answer.inReplyTo.text == sent.question["id"]?.text, "the answer's `inReplyTo` is not the question's id")
        try demand(
            answer.queryDigest == Array(SHA256.hash(data: sent.body)),
            "the answer's `queryDigest` is not that of the question",
            cause: "the digest must be of the octets as received, not of a text written anew")
        try scope(answer)
        return answer
    }

    private func scope(_ answer: FamilyAnswer) throws(Breach) {
        let asked = (sent.question["subjects"]?.elements ?? []).compactMap { $0["ref"]?.text }
        try demand(
            answer.subjects.map(\.ref) == asked,
            "the answer speaks of other people than were asked about, or in another order")
        let categories = Set((sent.question["categories"]?.elements ?? []).compactMap(\.text))
        for subject in answer.subjects {
            try demand(
                Set(subject.categories.map(\.category.text)) == categories,
                "the answer tells of other services than were asked about")
            let shown = subject.categories.contains { entry in
                guard case .shown(let involvement) = entry.finding else { return false }
                return involvement.shown != .nothingToShow
            }
            try demand(!shown || subject.outcome == .matched, "something is shown of somebody who is not matched")
        }
    }

    private func receipt() throws(Breach) -> (Receipt, ExchangeLeaf) {
        guard let text = response["fcg-receipt"], let receipt = Receipt(fieldValue: text) else {
            throw Breach("there is no well-formed `FCG-Receipt`")
        }
        try demand(
            peer.holder.logs.contains(receipt.origin) && receipt.origin.contains("/audit/"),
            "the receipt's origin is not the exchange log that the directory lists")
        let leaf: ExchangeLeaf
        do { leaf = try ExchangeLeaf(octets: receipt.leaf) } catch {
            throw Breach("the receipt's leaf is not one: \(error)")
        }
        try demand(leaf.event == .answered, "the leaf's event is `\(leaf.event.rawValue)`")
        try demand(
            leaf.node == peer.holder.authority && leaf.counterpart == peer.kit.authority, "the leaf names other parties"
        )
        try demand(leaf.exchange.text == sent.question["id"]?.text, "the leaf names another exchange")
        try demand(
            leaf.requestEvidence.octets == sent.evidence, "the leaf's `rq` is not that of the request",
            cause: "E is over the signature base as received and the 64 octets of the signature")
        try demand(
            leaf.answerDigest?.octets == Array(SHA256.hash(data: response.body)),
            "the leaf's `rs` is not that of the answer")
        try demand(
            leaf.time >= Instant(seconds: sent.created - 60) && leaf.time <= Instant(seconds: peer.now + 60),
            "the leaf's time is not that of this exchange", cause: "the node's clock, or yours")
        return (receipt, leaf)
    }
}
