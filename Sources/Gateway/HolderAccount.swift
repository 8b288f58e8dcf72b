import PolicyEngine
import PeerDirectory
import CaseIndex
import AuditTrail
import DutyDesk
import PersonMatching
import WireProtocol

/// What the holder records for itself about one question: the private payloads behind the leaf's commitments.
struct HolderAccount: Sendable {
    private let query: VerifiedQuery
    private let worker: JSONValue
    private let policyDigest: String
    private let limitsToTell: [Agreement.Limit]
    private let watched: [Code]
    private let record: DecisionRecord
    private var findings: [SubjectFinding] = []

    init(_ query: VerifiedQuery, _ ruling: Ruling) {
        self.query = query
        worker = query.question.worker.payload
        policyDigest = ruling.policies.digest
        limitsToTell = ruling.limitsToTell
        watched = ruling.watched
        record = DecisionRecord(query.question, ruling)
    }

    mutating func add(_ finding: SubjectFinding) { findings.append(finding) }

    /// The earliest clock of all hand-offs this question raises.
    private var handOffMinutes: Int? { findings.compactMap(\.handOffMinutes).min() }

    /// Whether somebody must take over, and `isAsked`: what a mutant tells by.
    func isHandedOver(_ isAsked: Bool) -> Bool { isAsked && handOffMinutes != nil }

    /// The four payloads. Personal data stands in `actor`, `reason` and `subject`, each under a key of its own.
    func payloads(outcome: QuestionOutcome, repeatOf: Int64?) -> LeafPayloads {
        let actor = CanonicalJSON.encode(worker)
        return LeafPayloads(
            actor: actor, decision: decision(outcome, repeatOf),
            reason: CanonicalJSON.encode(query.question.reasonPayload),
            subject: people, length: length(actor: actor.count))
    }

    private var people: [UInt8] {
        var writer = CanonicalWriter(capacity: 2_048)
        writer.array { list in
            for (subject, finding) in zip(query.question.subjects, findings) {
                subject.write(to: &list, found: finding.match.keys)
            }
        }
        return writer.octets
    }

    /// Long enough for whatever was found, and a function of question and policy alone. A question whose words are made so long
    /// that only an answer about nobody fits would otherwise tell by a 503 who is here.
    private func length(actor: Int) -> Int {
        let words = octets(of: query.question.categories) + octets(of: query.question.categories) + octets(of: watched)
        let needed = LeafPayloads.length(
            actor: actor,
            subjects: query.question.subjects.enumerated().map { position, subject in
                var writer = CanonicalWriter()
                subject.write(to: &writer, found: [])
                return 512 + words + record.mostOctets(ofSubject: position) + writer.octets.count
            },
            categories: query.question.categories.count)
        return min(needed + (isHandedOver(Mutant.payloadsByOutcome.isOn) ? 1_024 : 0), LeafPayloads.mostLength)
    }

    private func octets(of words: [Code]) -> Int {
        var writer = CanonicalWriter()
        writer.codes(words)
        return writer.octets.count
    }

    /// Two outbox rows an attempt, of one length, whatever the outcome: neither the commit's work nor its rows tell
    /// anything. A third one where the asker has gone above an agreed number, which is a function of its own questions.
    func outbox(for query: VerifiedQuery, isRetry: Bool) -> [OutboxItem] {
        let length = DutyNote.length(about: query.question)
        var handOff = handOff(query).item(length: length)
        if handOffMinutes == nil || isRetry || Mutant.noHandOff.isOn { handOff.kind = OutboxItem.nothing }
        let followUp = isRetry ? nil : followUp(query)?.item(length: length)
        var rows = [handOff, followUp ?? .nothing(length: length)]
        if isHandedOver(Mutant.outboxByFind.isOn) { rows.append(.nothing(length: length)) }
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
        let handedOver = findings.filter { $0.handOffMinutes != nil }
        let concerned = handedOver.isEmpty ? findings : handedOver
        let detail: [String: JSONValue] = [
            "about": .array(concerned.map { .string($0.answer.ref) }), "purpose": .string(query.question.purpose.text),
            "urgency": .string(query.question.urgency.text), "asker": worker,
            "people": .array(handedOver.map { .array($0.match.keys.map(JSONValue.integer)) }),
        ]
        return query.dutyNote(.handOff, dueMinutes: handOffMinutes ?? 1_440, detail: detail)
    }

    /// A call back asked for, or an answer reported as wrong: a function of the question alone.
    private func followUp(_ query: VerifiedQuery) -> DutyNote? {
        guard let earlier = query.followUp else { return nil }
        let minutes = ["emergency": 60, "same-day": 240][query.question.urgency.text] ?? 1_440
        let detail: [String: JSONValue] = [
            "earlier": .string(earlier.exchange.text), "asker": worker,
        ]
        return query.dutyNote(
            earlier.kind == .wrongAnswer ? .wrongAnswer : .callBack, dueMinutes: minutes, detail: detail)
    }

    private func decision(_ outcome: QuestionOutcome, _ repeatOf: Int64?) -> [UInt8] {
        var writer = CanonicalWriter(capacity: 4_096)
        writer.object { object in
            object.member("asked") { $0.written(record.asked) }
            object.member("categories") { $0.codes(query.question.categories) }
            if let handOffMinutes { object.member("handOffMinutes") { $0.integer(Int64(handOffMinutes)) } }
            object.member("outcome", outcome.rawValue)
            object.member("policySet", policyDigest)
            object.member("purpose", query.question.purpose.text)
            if let repeatOf { object.member("repeatOf") { $0.integer(repeatOf) } }
            object.member("subjects") {
                $0.array { list in
                    for (position, finding) in findings.enumerated() { record.write(finding, at: position, to: &list) }
                }
            }
            if !record.tried.isEmpty { object.member("tried") { $0.codes(record.tried) } }
            if !watched.isEmpty { object.member("watched") { $0.codes(watched) } }
        }
        _ = record.spare(findings)
        return writer.octets
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
    fileprivate var keys: [Int64] {
        guard case .searched(let result, _) = self else { return [] }
        return result.candidates.map(\.row)
    }
}

extension Subject {
    fileprivate func write(to writer: inout CanonicalWriter, found: [Int64]) {
        let name = name.reveal()
        writer.object { object in
            object.member("about", about.text)
            if let dateOfBirth { object.member("dateOfBirth") { $0.day(dateOfBirth.reveal()) } }
            object.member("family", name.family)
            object.member("found") { $0.array { list in for key in found { list.integer(key) } } }
            object.member("given") { $0.array { list in for word in name.given { list.text(word) } } }
            object.member("nhs", ifPresent: nhsNumber?.reveal())
            object.member("ref", ref)
        }
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
