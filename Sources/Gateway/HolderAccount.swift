import AuditTrail
import PersonMatching
import WireProtocol

/// What the holder records for itself about one question: the private payloads behind the leaf's commitments.
struct HolderAccount: Sendable {
    private let question: FamilyQuery
    private let policyDigest: String
    private var findings: [SubjectFinding] = []

    init(_ query: VerifiedQuery, _ ruling: Ruling) {
        question = query.question
        policyDigest = ruling.policies.digest
    }

    mutating func add(_ finding: SubjectFinding) { findings.append(finding) }

    /// The earliest clock of all hand-offs this question raises.
    private var handOffMinutes: Int? { findings.compactMap(\.handOffMinutes).min() }

    /// The four payloads. Personal data stands in `actor`, `reason` and `subject`, each under a key of its own.
    func payloads(outcome: QuestionOutcome, repeatOf: Int64?) -> LeafPayloads {
        LeafPayloads(
            actor: question.worker.payload, decision: decision(outcome, repeatOf), reason: question.reasonPayload,
            subject: .array(zip(question.subjects, findings).map { $0.payload(found: $1.match) }))
    }

    /// One outbox row an attempt, whatever the outcome, so that the commit's work tells nothing.
    func outbox(isRetry: Bool) -> [OutboxItem] {
        let minutes = isRetry ? nil : handOffMinutes
        let detail: JSONValue = [
            "about": .array(findings.filter { $0.handOffMinutes != nil }.map { .string($0.answer.ref) }),
            "purpose": .string(question.purpose.text), "urgency": .string(question.urgency.text),
            "asker": question.worker.payload, "dueMinutes": .integer(Int64(minutes ?? 0)),
            "people": .array(findings.filter { $0.handOffMinutes != nil }.map { .array($0.match.keyPayload) }),
        ]
        return [OutboxItem(kind: minutes == nil ? "nothing" : "hand-off", payload: detail)]
    }

    private func decision(_ outcome: QuestionOutcome, _ repeatOf: Int64?) -> JSONValue {
        var members: [String: JSONValue] = [
            "purpose": .string(question.purpose.text), "outcome": .string(outcome.rawValue),
            "categories": .array(question.categories.map { .string($0.text) }), "policySet": .string(policyDigest),
            "subjects": .array(findings.map(\.payload)),
        ]
        members["handOffMinutes"] = handOffMinutes.map { .integer(Int64($0)) }
        members["repeatOf"] = repeatOf.map(JSONValue.integer)
        return .object(members)
    }
}

extension SubjectFinding {
    fileprivate var payload: JSONValue {
        [
            "ref": .string(answer.ref), "outcome": .string(answer.outcome.rawValue),
            "match": match.payload, "rules": .array(rules.map { .string($0.text) }),
            "missing": .array(missing.map { .string($0.text) }),
            "shown": .array(answer.categories.map(\.summary)),
        ]
    }
}

extension CategoryAnswer {
    fileprivate var summary: JSONValue {
        switch finding {
        case .refused(let refusal): ["category": .string(category.text), "refused": .string(refusal.reason.text)]
        case .shown(let shown):
            [
                "category": .string(category.text), "shown": .string(shown.shown.rawValue),
                "level": .string(shown.level?.text ?? "none"),
            ]
        }
    }
}

extension Match {
    fileprivate var payload: JSONValue {
        switch self {
        case .notSearched: "not-searched"
        case .searched(let result): .string(result.explanation.text)
        }
    }

    /// The holder's own keys of whoever was found or hidden.
    fileprivate var keyPayload: [JSONValue] {
        guard case .searched(let result) = self else { return [] }
        return result.people.map { .integer($0.value) }
    }
}

extension Subject {
    fileprivate func payload(found match: Match) -> JSONValue {
        let name = name.reveal()
        var members: [String: JSONValue] = [
            "ref": .string(ref), "about": .string(about.text), "family": .string(name.family),
            "given": .array(name.given.map(JSONValue.string)), "found": .array(match.keyPayload),
        ]
        members["dateOfBirth"] = dateOfBirth.map { .string($0.reveal().description) }
        members["nhs"] = nhsNumber.map { .string($0.reveal()) }
        return .object(members)
    }
}

extension Worker {
    /// Who asked, as a private payload.
    var payload: JSONValue {
        [
            "role": .string(role.text), "staff": .string(staff.reveal()), "name": .string(name.reveal()),
            "team": .string(team.text), "organisation": .string(organisation), "phone": .string(phone.reveal()),
        ]
    }
}

extension FamilyQuery {
    /// Why it was asked, as a private payload.
    var reasonPayload: JSONValue {
        [
            "purpose": .string(purpose.text), "urgency": .string(urgency.text),
            "justification": .string(Base64URL.encode(justification.octets)),
            "case": .string(Base64URL.encode(caseReference.ref.octets)),
            "caseOpened": .string(caseReference.openedOn.description), "article6": .string(law.article6.text),
            "under": .array(law.under.map { .string($0.text) }), "article9": .string(law.article9.text),
            "schedule1": .string(law.schedule1.text),
        ]
    }
}
