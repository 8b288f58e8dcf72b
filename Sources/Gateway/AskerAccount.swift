import MerkleLog
import MessageSignatures
import AuditTrail
import WireProtocol

// What the asker records for itself: the private payloads behind the leaves `asked`, `received` and `unanswered`.

extension ComposedQuery {
    /// Who asks, what was let out, why, and about whom.
    var askerPayloads: LeafPayloads {
        LeafPayloads(
            actor: question.worker.payload,
            decision: [
                "purpose": .string(question.purpose.text), "message": .string(FamilyQuery.type),
                "categories": .array(question.categories.map { .string($0.text) }),
                "withheld": .array(withheld.map { .string($0.text) }),
            ],
            reason: .object(["openings": openings, "stated": question.reasonPayload]),
            subject: .array(question.subjects.map(\.askedPayload)))
    }

    /// Why no verified answer came.
    func unansweredPayloads(_ fault: ReplyFault) -> LeafPayloads {
        LeafPayloads(
            actor: question.worker.payload,
            decision: ["class": .string(Mutant.failureUnnamed.isOn ? "silent" : fault.name)],
            reason: question.reasonPayload,
            subject: .array(question.subjects.map(\.askedPayload)))
    }
}

extension VerifiedAnswer {
    /// What came back, by outcome; the octets stand in the bodies.
    func payloads(for query: ComposedQuery) -> LeafPayloads {
        let evidence = EvidenceDigest.request(base: evidence.base, signature: evidence.signature)
        return LeafPayloads(
            actor: query.question.worker.payload,
            decision: [
                "class": "answered", "outcome": .string(answer.outcome.rawValue),
                "policySet": .string(answer.policySet.digest), "ra": .string(Base64URL.encode(evidence.octets)),
                "origin": .string(receipt.origin), "index": .integer(receipt.index),
                "leaf": .string(Base64URL.encode(MerkleHash.leaf(receipt.leaf).octets)),
            ],
            reason: query.question.reasonPayload, subject: .array(query.question.subjects.map(\.askedPayload)))
    }
}

extension Subject {
    fileprivate var askedPayload: JSONValue {
        let name = name.reveal()
        var members: [String: JSONValue] = [
            "ref": .string(ref), "about": .string(about.text), "family": .string(name.family),
            "given": .array(name.given.map(JSONValue.string)),
        ]
        members["dateOfBirth"] = dateOfBirth.map { .string($0.reveal().description) }
        members["nhs"] = nhsNumber.map { .string($0.reveal()) }
        return .object(members)
    }
}
