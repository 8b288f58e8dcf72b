import PeerDirectory
import CaseIndex
import PersonMatching
import PolicyEngine
import WireProtocol

/// What one subject comes to: the part that leaves, and the part that stays.
struct SubjectFinding: Sendable {
    let answer: SubjectAnswer
    /// Who was found or hidden, for the holder's own record.
    let match: Match
    /// Rules that decided, for the holder's own record.
    let rules: [Code]
    /// Facts a rule asked for and the record does not hold.
    let missing: [Code]
    /// As many rules of a decoy, where nobody was found: whoever writes the others writes these and throws them away.
    let rulesOfNobody: [Code]
    /// Minutes within which a person must take over; `nil` where nobody need.
    let handOffMinutes: Int?
    /// What the record said of somebody who was matched, so that the decision can be made again; `nil` of anybody else.
    let held: HeldForReplay?
}

/// One subject of one question, seen through its permits.
struct SubjectView {
    let query: VerifiedQuery
    let ruling: Ruling
    let position: Int
    let match: Match
    let sources: [Code: [SourceNote]]

    private var subject: Subject { query.question.subjects[position] }
    private var isMatched: Bool { match.wire == .matched }

    func look(in index: IndexSnapshot) throws -> SubjectFinding {
        var gathered = Gathered()
        let held = try facts(in: index)
        let inNumbers = held.map { ruling.policies.held(recordFacts(of: $0)) }
        for (category, decision) in zip(query.question.categories, ruling.decisions[position]) {
            switch decision {
            case .refuse(let refusal): gathered.add(refusal, of: category)
            case .permit(let permit):
                try look(at: category, under: permit, held, inNumbers, in: index, adding: &gathered)
            }
        }
        let answer = SubjectAnswer(
            ref: subject.ref, outcome: match.wire, couldHelp: couldHelp, categories: gathered.entries)
        return SubjectFinding(
            answer: answer, match: match, rules: gathered.noted.rules, missing: gathered.noted.missing,
            rulesOfNobody: gathered.dropped.rules, handOffMinutes: gathered.noted.handOffMinutes,
            held: held.flatMap { isMatched ? heldForReplay($0, gathered) : nil })
    }

    /// What is known of the person found or of a decoy; `nil` where nobody was looked for.
    private func facts(in index: IndexSnapshot) throws -> HeldFacts? {
        guard case .searched(let result, _) = match else { return nil }
        return try index.facts(of: result.keyToRead)
    }

    /// Reads and weighs the same rows whether the key is somebody's or a decoy's; only a match is kept.
    private func look(
        at category: Code, under permit: Permit, _ held: HeldFacts?, _ inNumbers: HeldInNumbers?,
        in index: IndexSnapshot, adding gathered: inout Gathered
    ) throws {
        guard case .searched(let result, _) = match, let held, let inNumbers else {
            gathered.entries.append(nothing(in: category))
            return
        }
        var weighed = Weighed(of: permit)
        weighed.add(permit.narrow(inNumbers).grounds, found: result.isSomebody)
        var shown: [CategoryAnswer] = []
        for row in try index.neighbourhood(of: result.keyToRead, category: category, limit: 5, whole: isMatched) {
            let months = row.monthsSinceEnd(on: ruling.day)
            let disclosure = permit.narrow(
                inNumbers.with(
                    isCurrent: row.status == .current, endedMonthsAgo: months, marksKnown: row.marksKnown))
            weighed.add(disclosure.grounds, found: result.isSomebody && row.isTheirs)
            guard isMatched, row.isTheirs, !row.leftOut, let involvement = row.involvement else { continue }
            gathered.rows[category, default: []].append(recordFacts(of: held, row, months))
            guard !disclosure.isNothing else { continue }
            shown.append(entry(category, involvement, disclosure, permit.obligations))
        }
        gathered.note(weighed)
        let told = Mutant.told(of: category, isSomebody: result.isSomebody)
        gathered.entries += shown.isEmpty ? [told ?? nothing(in: category)] : shown
    }

    private func recordFacts(of held: HeldFacts) -> RecordFacts {
        RecordFacts(marks: held.marks, age: held.dateOfBirth?.wholeYears(until: ruling.day), day: ruling.day)
    }

    private func recordFacts(of held: HeldFacts, _ row: NeighbouringRow, _ months: Int?) -> RecordFacts {
        var facts = recordFacts(of: held)
        if !row.marksKnown { facts.marks = nil }
        facts.involvement = row.status == .current ? "current" : "historic"
        facts.endedMonthsAgo = months
        return facts
    }

    private func heldForReplay(_ facts: HeldFacts, _ gathered: Gathered) -> HeldForReplay {
        HeldForReplay(
            marks: facts.marks, age: facts.dateOfBirth?.wholeYears(until: ruling.day),
            rows: query.question.categories.map { gathered.rows[$0, default: []] })
    }

    private func nothing(in category: Code) -> CategoryAnswer {
        let involvement = ShownInvolvement(shown: .nothingToShow, sources: sources[category, default: []])
        return CategoryAnswer(category: category, finding: .shown(involvement))
    }

    private func entry(
        _ category: Code, _ involvement: Involvement, _ disclosure: Disclosure, _ obligations: Obligations
    ) -> CategoryAnswer {
        let shown = ShownInvolvement(
            shown: involvement.status == .current ? .current : .historic, level: disclosure.level,
            contact: involvement.contact(fields: disclosure.fields, kind: obligations.contact),
            detail: involvement.detail(fields: disclosure.fields, since: obligations.since),
            sources: sources[category, default: []])
        return CategoryAnswer(category: category, finding: .shown(shown))
    }

    /// Identifiers that were not sent; a function of the question and the published policy alone.
    private var couldHelp: [Code] {
        guard case .searched(let result, let sent) = match, !isMatched else { return [] }
        if Mutant.helpByFind.isOn, result.candidates.isEmpty { return [] }
        let agreed = ruling.policies.agreedIdentifiers(for: query.asker.authority, on: ruling.day)
        return PersonMatching.couldHelp(sent: sent, agreed: agreed)
    }
}

/// What is gathered while the categories of one subject are walked.
private struct Gathered {
    var entries: [CategoryAnswer] = []
    private(set) var noted = Noted()
    /// What is noted of decoys, as carefully as of people, and looked at by nobody: it is as much work.
    private(set) var dropped = Noted()
    /// The involvements that were weighed, shown or not.
    var rows: [Code: [RecordFacts]] = [:]

    mutating func add(_ refusal: PolicyEngine.Refusal, of category: Code) {
        let finding = CategoryRefusal(reason: refusal.reason, rule: refusal.rule, owner: refusal.owner)
        entries.append(CategoryAnswer(category: category, finding: .refused(finding)))
        noted.add(refusal)
    }

    /// Notes what decided, where somebody was found or hidden.
    mutating func note(_ weighed: Weighed) {
        noted.add(weighed.people, of: weighed.permit)
        dropped.add(weighed.decoys, of: weighed.permit)
    }
}

/// What was weighed of one category.
private struct Weighed {
    let permit: Permit
    private(set) var people = Grounds()
    private(set) var decoys = Grounds()

    init(of permit: Permit) { self.permit = permit }

    mutating func add(_ grounds: Grounds, found isSomebody: Bool) {
        if isSomebody { people.formUnion(grounds) } else { decoys.formUnion(grounds) }
    }
}

/// What decided about one subject, for the holder's own record.
private struct Noted {
    private(set) var rules: [Code] = []
    private(set) var missing: [Code] = []
    private(set) var handOffMinutes: Int?

    mutating func add(_ refusal: PolicyEngine.Refusal) {
        if let rule = refusal.rule { rules.append(rule) }
        hurry(refusal.handOffMinutes)
    }

    mutating func add(_ grounds: Grounds, of permit: Permit) {
        for rule in permit.rules(of: grounds) where !rules.contains(rule) { rules.append(rule) }
        for fact in permit.missing(of: grounds) where !missing.contains(fact) { missing.append(fact) }
        hurry(permit.handOffMinutes(of: grounds))
    }

    private mutating func hurry(_ minutes: Int?) {
        handOffMinutes = [handOffMinutes, minutes].compactMap { $0 }.min()
    }
}

extension Involvement {
    /// Whom to ring, with permitted fields only; the team's line where the policy allows no named worker, and wherever a
    /// worker has no line of their own.
    ///
    /// Who may not be named is not given away by their own number or address either.
    fileprivate func contact(fields: Set<Code>, kind: Code) -> ServiceContact? {
        guard !fields.isDisjoint(with: ["organisation", "contact", "phone", "email"]) else { return nil }
        let isPerson =
            (kind == "person" || Mutant.workerNamed.isOn) && fields.contains("contact") && contact.name != nil
        let name = isPerson ? contact.name?.reveal() : contact.teamName
        let phone = (isPerson ? contact.phone ?? contact.teamPhone : contact.teamPhone)?.reveal()
        let email = (isPerson ? contact.email ?? contact.teamEmail : contact.teamEmail)?.reveal()
        return ServiceContact(
            kind: isPerson ? .person : .team, name: fields.contains("contact") ? name : nil,
            organisation: fields.contains("organisation") ? organisation : nil,
            phone: fields.contains("phone") ? phone : nil, email: fields.contains("email") ? email : nil)
    }

    /// Further permitted fields; `since` only as exactly as the obligation allows.
    fileprivate func detail(fields: Set<Code>, since precision: Code) -> [Code: String] {
        var detail = flags.filter { fields.contains($0.key) && $0.key != "since" }
        guard fields.contains("since"), let started else { return detail }
        switch precision {
        case "day": detail["since"] = started.description
        case "month": detail["since"] = String(started.description.prefix(7))
        case "year": detail["since"] = String(started.description.prefix(4))
        default: break
        }
        return detail
    }
}

extension MatchResult {
    /// The person found or hidden, otherwise a decoy.
    fileprivate var keyToRead: PersonKey {
        switch outcome {
        case .restricted: candidates.first ?? key
        case .match, .needMore, .noMatch, .tooLittle: key
        }
    }

    /// Whether the key read is somebody's.
    fileprivate var isSomebody: Bool {
        switch outcome {
        case .match, .restricted: true
        case .needMore, .noMatch, .tooLittle: false
        }
    }
}

extension NeighbouringRow {
    /// Whole months; 0 of a current one, `nil` where the end is not known.
    fileprivate func monthsSinceEnd(on day: CalendarDay) -> Int? {
        status == .current ? 0 : ended?.wholeMonths(until: day)
    }
}
