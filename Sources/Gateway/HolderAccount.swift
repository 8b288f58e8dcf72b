import PolicyEngine
import PeerDirectory
import CaseIndex
import AuditTrail
import DutyDesk
import PersonMatching
import WireProtocol

/// What the holder records for itself about one question: the private payloads behind the leaf's commitments.
struct HolderAccount: Sendable {
    private let question: FamilyQuery
    private let worker: JSONValue
    private let policyDigest: String
    private let limitsToTell: [Agreement.Limit]
    private let watched: JSONValue
    private let record: DecisionRecord
    private var findings: [SubjectFinding] = []

    init(_ query: VerifiedQuery, _ ruling: Ruling) {
        question = query.question
        worker = query.question.worker.payload
        policyDigest = ruling.policies.digest
        limitsToTell = ruling.limitsToTell
        watched = .array(ruling.watched.map { .string($0.text) })
        record = DecisionRecord(query.question, ruling)
    }

    mutating func add(_ finding: SubjectFinding) { findings.append(finding) }

    /// The earliest clock of all hand-offs this question raises.
    private var handOffMinutes: Int? { findings.compactMap(\.handOffMinutes).min() }

    /// The four payloads. Personal data stands in `actor`, `reason` and `subject`, each under a key of its own.
    func payloads(outcome: QuestionOutcome, repeatOf: Int64?) -> LeafPayloads {
        LeafPayloads(
            actor: worker, decision: decision(outcome, repeatOf), reason: question.reasonPayload,
            subject: .array(zip(question.subjects, findings).map { $0.payload(found: $1.match) }), length: length)
    }

    /// Long enough for whatever was found, and a function of question and policy alone. A question whose words are made so long
    /// that only an answer about nobody fits would otherwise tell by a 503 who is here.
    private var length: Int {
        let words = LeafPayloads.octets(.array(question.categories.map { .string($0.text) }))
        let needed = LeafPayloads.length(
            actor: LeafPayloads.octets(worker),
            subjects: question.subjects.enumerated().map { position, subject in
                512 + 2 * words + LeafPayloads.octets(watched) + record.mostOctets(ofSubject: position)
                    + LeafPayloads.octets(subject.payload(found: .notSearched))
            },
            categories: question.categories.count)
        return min(needed, LeafPayloads.mostLength)
    }

    /// Two outbox rows an attempt, of one length, whatever the outcome: neither the commit's work nor its rows tell
    /// anything. A third one where the asker has gone above an agreed number, which is a function of its own questions.
    func outbox(for query: VerifiedQuery, isRetry: Bool) -> [OutboxItem] {
        let length = DutyNote.length(about: question)
        var handOff = handOff(query).item(length: length)
        if handOffMinutes == nil || isRetry { handOff.kind = OutboxItem.nothing }
        let followUp = isRetry ? nil : followUp(query)?.item(length: length)
        let rows = [handOff, followUp ?? .nothing(length: length)]
        return limitsToTell.isEmpty || isRetry ? rows : rows + [overLimit(query, length)]
    }

    /// For a manager to be told, as the agreement has it. Which worker it is, the asking council knows by the exchange.
    private func overLimit(_ query: VerifiedQuery, _ length: Int) -> OutboxItem {
        let limits = JSONValue.array(limitsToTell.map { .string($0.sentence) })
        let detail: [String: JSONValue] = ["asker": worker, "limits": limits]
        return query.dutyNote(.overLimit, dueMinutes: 1_440, detail: detail)
            .item(length: LeafPayloads.inSteps(length + LeafPayloads.octets(limits)))
    }

    /// Written in full where there is nobody to hand over to, too: it is as much work.
    private func handOff(_ query: VerifiedQuery) -> DutyNote {
        let concerned = findings.filter { $0.handOffMinutes != nil }
        let detail: [String: JSONValue] = [
            "about": .array(concerned.map { .string($0.answer.ref) }), "purpose": .string(question.purpose.text),
            "urgency": .string(question.urgency.text), "asker": worker,
            "people": .array(concerned.map { .array($0.match.keyPayload) }),
        ]
        return query.dutyNote(.handOff, dueMinutes: handOffMinutes ?? 1_440, detail: detail)
    }

    /// A call back asked for, or an answer reported as wrong: a function of the question alone.
    private func followUp(_ query: VerifiedQuery) -> DutyNote? {
        guard let earlier = query.followUp else { return nil }
        let minutes = ["emergency": 60, "same-day": 240][question.urgency.text] ?? 1_440
        let detail: [String: JSONValue] = [
            "earlier": .string(earlier.exchange.text), "asker": worker,
        ]
        return query.dutyNote(
            earlier.kind == .wrongAnswer ? .wrongAnswer : .callBack, dueMinutes: minutes, detail: detail)
    }

    private func decision(_ outcome: QuestionOutcome, _ repeatOf: Int64?) -> JSONValue {
        var members: [String: JSONValue] = [
            "purpose": .string(question.purpose.text), "outcome": .string(outcome.rawValue),
            "categories": .array(question.categories.map { .string($0.text) }), "policySet": .string(policyDigest),
            "subjects": .array(findings.enumerated().map { record.payload(of: $1, at: $0) }), "asked": record.asked,
        ]
        members["handOffMinutes"] = handOffMinutes.map { .integer(Int64($0)) }
        if watched != [] { members["watched"] = watched }
        if record.tried != [] { members["tried"] = record.tried }
        members["repeatOf"] = repeatOf.map(JSONValue.integer)
        return .object(members)
    }
}

extension VerifiedQuery {
    fileprivate func dutyNote(_ kind: DutyKind, dueMinutes: Int, detail: [String: JSONValue]) -> DutyNote {
        DutyNote(
            kind: kind, exchange: question.id, counterpart: asker.authority, raised: now, dueMinutes: dueMinutes,
            ring: asker, detail: detail)
    }
}

extension Agreement.Limit {
    fileprivate var sentence: String { "more than \(atMost) questions of one \(each) in one \(per)" }
}

extension Match {
    /// The holder's own keys of whoever was found or hidden.
    fileprivate var keyPayload: [JSONValue] {
        guard case .searched(let result) = self else { return [] }
        return result.candidates.map { .integer($0.row) }
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
