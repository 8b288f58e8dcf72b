import PolicyWorkbench
import AuditTrail
import CaseIndex
import PeerDirectory
import PersonMatching
import PolicyEngine
import WireProtocol

/// A question to one holder that our own asking policy lets out; its octets are fixed here, once.
struct ComposedQuery: Sendable {
    let holder: Member
    let question: FamilyQuery
    let octets: [UInt8]
    /// What our policy took out, in the vocabulary's names, for the worker to see.
    let withheld: [Code]
    /// The keys that open the commitments to case and reasons; they stay in our log.
    let openings: JSONValue

    fileprivate init(holder: Member, question: FamilyQuery, withheld: [Code], openings: JSONValue) {
        self.holder = holder
        self.question = question
        self.octets = question.encoded()
        self.withheld = withheld
        self.openings = openings
    }
}

/// A question that our own policy stops, with the sentence the worker sees.
struct StoppedQuery: Sendable {
    let holder: AuthorityID
    let rule: Code?
    let sentence: String
}

/// The first room of the way out: which council may be asked what.
struct Composer: Sendable {
    let node: NodeContext
    /// Key of the workers' pseudonyms, 32 octets: whoever has it can tell which worker asked.
    let pseudonymKey: Redacted<[UInt8]>

    /// What stands between a question and one holder.
    enum Composition: Sendable {
        case composed(ComposedQuery)
        case stopped(StoppedQuery)
    }

    func compose(_ asked: PractitionerQuestion, now: Instant) throws -> [Composition] {
        let known = try node.index.read { index in
            try asked.subjects.map { try KnownHere($0, in: index, now: now) }
        }
        return councils(for: asked, known).map { compose(asked, to: $0, known, now) }
    }

    private func councils(for asked: PractitionerQuestion, _ known: [KnownHere]) -> [AuthorityID] {
        let members = node.directory.current.members
        let others = members.values.filter { $0.authority != node.authority && !$0.isTest }.map(\.authority).sorted()
        switch asked.route {
        case "named-by-worker": return Set(asked.councils).sorted()
        case "previous-address":
            let lived = Set(known.flatMap(\.previousAuthorities))
            return others.filter(lived.contains)
        case "all": return others
        default: return Set(asked.councils).sorted()
        }
    }

    private func compose(
        _ asked: PractitionerQuestion, to holder: AuthorityID, _ known: [KnownHere], _ now: Instant
    ) -> Composition {
        let member: Member
        switch reachable(holder, for: asked) {
        case .success(let found): member = found
        case .failure(let stop): return .stopped(StoppedQuery(holder: holder, rule: nil, sentence: stop.sentence))
        }
        var subjects: [Subject] = []
        var withheld: Set<Code> = []
        for (subject, known) in zip(asked.subjects, known) {
            switch node.policies.current.decide(
                asking: asked.asking(about: subject, marks: Mutant.marksUnheeded.isOn ? [] : known.marks))
            {
            case .stop(let rule, let sentence):
                return .stopped(StoppedQuery(holder: holder, rule: rule, sentence: sentence))
            case .send(let identifiers, _, _):
                withheld.formUnion(PersonDescription(subject).identifiersSent.subtracting(identifiers))
                subjects.append(subject.keeping(identifiers))
            }
        }
        return .composed(query(asked, to: member, subjects, withheld.sorted(), now))
    }

    /// Why a council cannot be asked at all, whatever our policy says.
    private enum Unreachable: Error {
        case ourselves, unknown, suspendedHere, testOnly, takesNoFollowUp
        case unknownLaw(Code)

        var sentence: String {
            switch self {
            case .ourselves: "this is our own council; look in our own systems"
            case .unknown: "this council is not in the directory, or is suspended; ring its duty desk"
            case .suspendedHere: "our own officer has suspended exchanges with this council; ring its duty desk"
            case .testOnly: "this is a test authority; nothing about a real family is sent there"
            case .unknownLaw(let word):
                "no council would answer: `\(word)`, given as the law, is not in the vocabulary; name the law as it is there"
            case .takesNoFollowUp: "this council does not take call-backs or corrections this way; ring its duty desk"
            }
        }
    }

    /// The directory's entry of a council that can be asked. Test authorities are for invented families only, and an
    /// extension goes to nobody whose entry does not list it.
    private func reachable(_ holder: AuthorityID, for asked: PractitionerQuestion) -> Result<Member, Unreachable> {
        guard holder != node.authority else { return .failure(.ourselves) }
        if let word = node.policies.current.vocabulary.unknownWord(of: asked.law) { return .failure(.unknownLaw(word)) }
        guard let member = node.directory.current.members[holder], !member.isSuspended else {
            return .failure(.unknown)
        }
        guard !node.policies.current.suspensions.holds(.council(holder)) else { return .failure(.suspendedHere) }
        guard !member.isTest || asked.purpose == "training" || Mutant.testAuthorityAsked.isOn else {
            return .failure(.testOnly)
        }
        guard
            asked.regarding.map({ member.extensions.contains($0.kind.rawValue) || Mutant.extensionToAll.isOn }) ?? true
        else {
            return .failure(.takesNoFollowUp)
        }
        return .success(member)
    }

    private func query(
        _ asked: PractitionerQuestion, to holder: Member, _ subjects: [Subject], _ withheld: [Code], _ now: Instant
    ) -> ComposedQuery {
        let caseKey = Mutant.caseKeyKnown.isOn ? [UInt8](repeating: 0, count: 32) : node.random(32)
        let reasonKey = node.random(32)
        let question = FamilyQuery(
            id: ExchangeID.random(node.random(16)), from: node.authority, to: holder.authority,
            issued: Instant(seconds: now.seconds), expires: Instant(seconds: now.seconds + 300),
            salt: Mutant.oneSalt.isOn ? [UInt8](repeating: 7, count: 32) : node.random(32),
            purpose: asked.purpose, urgency: asked.urgency, law: asked.law,
            familyConversation: asked.familyConversation, harmThreshold: asked.harmThreshold,
            namedManager: asked.namedManager,
            caseReference: CaseReference(
                ref: AskerCommitment.toCase(asked.caseReference.reveal(), key: caseKey), openedOn: asked.caseOpenedOn),
            justification: AskerCommitment.toReasons(asked.justification.reveal(), key: reasonKey),
            worker: worker(asked.worker, holder: holder.authority, day: now.londonDay), subjects: subjects,
            categories: asked.categories, upTo: asked.upTo, ext: asked.regarding?.ext)
        let openings: JSONValue = [
            "case": .string(asked.caseReference.reveal()), "caseKey": .string(Base64URL.encode(caseKey)),
            "justification": .string(asked.justification.reveal()),
            "justificationKey": .string(Base64URL.encode(reasonKey)),
        ]
        return ComposedQuery(holder: holder, question: question, withheld: withheld, openings: openings)
    }

    private func worker(_ worker: AskingWorker, holder: AuthorityID, day: CalendarDay) -> Worker {
        let pseudonym = AskerCommitment.pseudonym(
            of: worker.staffID.reveal(), holder: Mutant.onePseudonym.isOn ? node.authority : holder, day: day,
            key: pseudonymKey.reveal())
        return Worker(
            role: worker.role, staff: Redacted(Base64URL.encode(pseudonym.octets)), name: worker.name,
            team: worker.team, organisation: worker.organisation, phone: worker.phone)
    }
}

/// What our own index says of a subject before we ask anybody else.
private struct KnownHere {
    /// Marks of all candidates; `nil` where a marks feed is missing.
    let marks: Set<Code>?
    /// Councils our address rows name.
    let previousAuthorities: Set<AuthorityID>

    init(_ subject: Subject, in index: IndexSnapshot, now: Instant) throws {
        let result = try index.find(PersonDescription(subject))
        previousAuthorities = try index.previousAuthorities(of: result.key)
        if result.candidates.isEmpty, result.outcome == .noMatch {
            let sources = try index.sources()
            let isFresh = sources.allSatisfy { $0.marksKnown && $0.extractedAt >= now.adding(seconds: -129_600) }
            marks = isFresh && !sources.isEmpty ? [] : nil
            return
        }
        // Too little to search with, or more namesakes than were compared: whose marks these are, nobody knows.
        guard !result.candidates.isEmpty, !result.explanation.gates.contains(.tooManyCandidates) else {
            marks = nil
            return
        }
        var union: Set<Code>? = []
        for key in result.candidates {
            let facts = try index.facts(of: key)
            union = facts.marks.flatMap { union?.union($0) }
        }
        marks = union
    }
}

extension PractitionerQuestion {
    fileprivate func asking(about subject: Subject, marks: Set<Code>?) -> AskingQuestion {
        AskingQuestion(
            purpose: purpose, role: worker.role, about: subject.about, route: route,
            familyConversation: familyConversation, harmThreshold: harmThreshold, namedManager: namedManager,
            urgency: urgency, marks: marks)
    }
}

extension Subject {
    /// The subject with only the identifiers that may leave.
    fileprivate func keeping(_ identifiers: Set<Code>) -> Subject {
        var kept = self
        if !identifiers.contains("date-of-birth") { kept.dateOfBirth = nil }
        if !identifiers.contains("sex") { kept.sex = nil }
        if !identifiers.contains("previous-names") { kept.previousNames = nil }
        if !identifiers.contains("nhs-number") { kept.nhsNumber = nil }
        if !identifiers.contains("postcode"), !Mutant.postcodeSent.isOn { kept.postcode = nil }
        if !identifiers.contains("previous-postcodes"), !Mutant.egressUnchecked.isOn { kept.previousPostcodes = nil }
        return kept
    }
}

extension ExchangeID {
    /// An id in UUID form (RFC 9562 version 8: 122 free bits) from 16 random octets.
    fileprivate static func random(_ octets: [UInt8]) -> ExchangeID {
        var octets = octets
        octets[6] = octets[6] & 0x0F | 0x80
        octets[8] = octets[8] & 0x3F | 0x80
        let hex = Hex.encode(octets)
        var text = ""
        for (position, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(position) { text.append("-") }
            text.append(digit)
        }
        return ExchangeID(text) ?? ExchangeID.random(octets)
    }
}
