import WireProtocol

/// Looks for a question and a record that would break a `never`, through all that an agreement's asker can put.
///
/// Complete, because:
/// * every question asks up to `detail`: to ask for less only takes fields away;
/// * only shares grant, so nothing comes out for a purpose and category that no share has together;
/// * a rule only asks whether a word is in a list, so words that no rule of that purpose and category tells apart
///   decide alike, and one stands for all of them (``Alike``);
/// * days and ages are only compared with ends of ranges, so the ends and their neighbours stand for all;
/// * an age in the question can only refuse, and leaves what is permitted unchanged, so none is given;
/// * prohibitions only grow with marks and shares never look at them, so each mark alone is its worst case, and no mark
///   at all is the worst case where the clause names none;
/// * only trials tell teams apart, so one team of each and one of none are enough;
/// * the second half of a decision depends on the permit's rules alone, so equal permits are narrowed once.
struct NeverSearch {
    private let set: PolicySet
    private let clause: NeverClause
    private var narrowed: Set<[Code]> = []
    /// Decisions left. A set made to be hard must not hold up whoever serves it.
    private var left: Int

    /// `decisions` is how many may be taken; the samples need some thousands.
    init(_ set: PolicySet, _ clause: NeverClause, decisions: Int) {
        self.set = set
        self.clause = clause
        left = decisions
    }

    /// A sentence about the first case found between the parties of an agreement, `nil` if there is none. Where the
    /// decisions do not suffice, a sentence too: what is not proved does not pass.
    mutating func counterexample(to agreement: Agreement) -> String? {
        let partners = set.agreements(with: agreement.requester)
        let trials = set.trials.filter { trial in partners.contains { $0.id == trial.agreement } }
        let shares = partners.flatMap(\.shares) + trials.flatMap(\.shares)
        let rules = set.bans + partners.flatMap(\.withhold)
        let moments = Self.days(partners.map(\.valid) + trials.map(\.valid))
        let teams = trials.compactMap(\.teams.first) + ["a-team-of-no-trial"]
        for category in set.vocabulary.categories.map(\.code) {
            for purpose in set.vocabulary.purposes.map(\.code) {
                guard let alike = Alike(purpose, category, shares, rules, clause, set.vocabulary) else { continue }
                for question in questions(to: agreement.requester, purpose, category, alike) {
                    if let found = search(question, teams, moments) { return found }
                }
            }
        }
        return nil
    }

    private func questions(to requester: AuthorityID, _ purpose: Code, _ category: Code, _ alike: Alike)
        -> [PolicyQuestion]
    {
        alike.roles.flatMap { role in
            alike.about.flatMap { person in
                alike.requests.map { said in
                    PolicyQuestion(
                        holder: set.authority, requester: requester, team: "none", purpose: purpose, role: role,
                        about: person, category: category, upTo: "detail", familyConversation: said[0],
                        harmThreshold: said[1], namedManager: said[2], urgency: said[3] ?? "standard",
                        day: CalendarDay(daysSinceEpoch: 0))
                }
            }
        }
    }

    private mutating func search(_ question: PolicyQuestion, _ teams: [Code], _ days: [CalendarDay]) -> String? {
        var question = question
        for team in teams {
            question.team = team
            for day in days {
                question.day = day
                left -= 1
                guard left >= 0 else { return Self.notDecided }
                guard case .permit(let permit) = set.decide(question), isAbove(permit.level),
                    narrowed.insert([question.category] + permit.grantedBy + ["bans"] + permit.prohibitions.map(\.id))
                        .inserted
                else { continue }
                if let found = search(question, permit) { return found }
            }
        }
        return nil
    }

    private static let notDecided =
        "not decided: too many questions to try; leave fewer dates, ages and lists of words that differ, or see "
        + "`fcg policy prove`"

    private mutating func search(_ question: PolicyQuestion, _ permit: Permit) -> String? {
        let conditions = permit.shares.map(\.record) + permit.prohibitions.map(\.record)
        let own = set.vocabulary.category(question.category).map { [$0.ages] } ?? []
        let ages = values(.age, Self.ends(of: conditions.compactMap(\.age) + own))
        let months = values(.endedMonthsAgo, Self.ends(of: conditions.compactMap(\.endedMonthsAgo)))
        for marks in marks {
            for age in ages {
                for involvement in values(.involvement, ["current", "historic"] as [Code]) {
                    for ended in months {
                        left -= 1
                        guard left >= 0 else { return Self.notDecided }
                        let facts = RecordFacts(
                            marks: marks, age: age, involvement: involvement, endedMonthsAgo: ended, day: question.day)
                        let disclosure = permit.narrow(facts)
                        if isAbove(disclosure.level) { return sentence(question, facts, disclosure) }
                    }
                }
            }
        }
        return nil
    }

    /// A fact may always be missing, and is where the clause says so.
    private func values<Value>(_ fact: RecordFact, _ known: [Value]) -> [Value?] {
        clause.missing.contains(fact) ? [nil] : known + [nil]
    }

    private var marks: [Set<Code>?] {
        if clause.missing.contains(.marks) { return [nil] }
        return clause.marks.map { $0.map { [$0] } } ?? [[]]
    }

    private func isAbove(_ level: Code) -> Bool {
        let order = VocabularyFile.levels
        return order.firstIndex(of: level) ?? 0 > order.firstIndex(of: clause.levelAbove) ?? 0
    }

    /// The first and last days of everything dated, and their neighbours outside.
    private static func days(_ ranges: [DayRange]) -> [CalendarDay] {
        let days = ranges.flatMap { [$0.from.adding(days: -1), $0.from, $0.until, $0.until.adding(days: 1)] }
        return Swift.Set(days).sorted()
    }

    private static func ends(of ranges: [WholeRange]) -> [Int] {
        let ends = ranges.flatMap { [$0.from - 1, $0.from] + ($0.to.map { [$0, $0 + 1] } ?? [$0.from + 1]) }
        return Swift.Set(ends + [0]).filter { $0 >= 0 }.sorted()
    }

    private func sentence(_ question: PolicyQuestion, _ facts: RecordFacts, _ disclosure: Disclosure) -> String {
        let said = RequestFact.allCases.compactMap { fact in
            question.says(fact).map { "\(fact.rawValue) `\($0)`" }
        }
        let marks = facts.marks.map { $0.isEmpty ? "no mark" : "marked `\($0.sorted()[0])`" } ?? "marks unknown"
        let found = [
            marks, facts.age.map { "aged \($0)" } ?? "age unknown",
            facts.involvement.map { "\($0)" } ?? "involvement unknown",
            facts.endedMonthsAgo.map { "ended \($0) months ago" } ?? "end unknown",
        ]
        let asker = set.vocabulary.authority(question.requester)?.name ?? question.requester.code
        return "on \(question.day) a `\(question.role)` of team `\(question.team)` in \(asker), for "
            + "`\(question.purpose)` with \(said.joined(separator: ", ")), is told `\(disclosure.level)` of "
            + "`\(question.category)` about a `\(question.about)` (\(found.joined(separator: ", "))) by "
            + disclosure.by.map { "`\($0)`" }.joined(separator: ", ")
    }
}
