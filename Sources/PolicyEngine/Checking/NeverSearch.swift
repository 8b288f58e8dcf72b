import WireProtocol

/// Looks for a question and a record that would break a `never`, through all there are.
///
/// Complete, because:
/// * only shares grant, so outside the box of every share nothing comes out, and only boxes that meet the clause are
///   walked;
/// * a rule only asks whether a word is in a list, so words that no rule and not the clause tell apart decide alike,
///   and one stands for all of them (``Alike``);
/// * days and ages are compared with ends of ranges only, so the ends and their neighbours stand for all;
/// * prohibitions only grow with marks and shares never look at them, so each mark alone is its worst case, and no mark
///   at all is the worst case where the clause names none;
/// * teams are told apart by trials only, so one of each trial and one of none are enough.
struct NeverSearch {
    private let set: PolicySet
    private let clause: NeverClause
    private let alike: Alike

    init(_ set: PolicySet, _ clause: NeverClause) {
        self.set = set
        self.clause = clause
        alike = Alike(set, clause)
    }

    /// A sentence about the first case found, `nil` if there is none.
    func counterexample() -> String? {
        for agreement in set.agreements {
            let trials = set.trials.filter { $0.agreement == agreement.id }
            for share in agreement.shares + trials.flatMap(\.shares) {
                if let found = search(share, agreement, trials) { return found }
            }
        }
        return nil
    }

    private func search(_ share: Share, _ agreement: Agreement, _ trials: [Trial]) -> String? {
        let purposes = alike.purposes(in: share.purposes.map(\.value), clause.purposes)
        let roles = alike.roles(in: share.roles.map(\.value), clause.roles)
        let people = alike.about(in: share.about.map(\.value), clause.about)
        let categories = share.categories.map(\.value).filter { clause.categories?.contains($0) ?? true }
        guard !purposes.isEmpty, !roles.isEmpty, !people.isEmpty else { return nil }
        let teams = trials.compactMap(\.teams.first) + ["a-team-of-no-trial"]
        let days = Self.days(agreement, trials)
        var question = PolicyQuestion(
            holder: set.authority, requester: agreement.requester, team: teams[0], purpose: purposes[0],
            role: roles[0], about: people[0], category: "none", upTo: "detail", urgency: "none", day: days[0])
        for category in categories {
            question.category = category
            for said in alike.requests(share, clause) {
                question.familyConversation = said[0]
                question.harmThreshold = said[1]
                question.namedManager = said[2]
                question.urgency = said[3] ?? question.urgency
                for purpose in purposes {
                    question.purpose = purpose
                    for role in roles {
                        question.role = role
                        for person in people {
                            question.about = person
                            if let found = search(question, teams, days) { return found }
                        }
                    }
                }
            }
        }
        return nil
    }

    private func search(_ question: PolicyQuestion, _ teams: [Code], _ days: [CalendarDay]) -> String? {
        var question = question
        let ages = Self.ends(of: set.vocabulary.category(question.category).map { [$0.ages] } ?? [])
        for team in teams {
            question.team = team
            for day in days {
                question.day = day
                // Without an age in the question every age on record is open, so that is the widest permit of a day;
                // an age in the question can only turn it into a refusal, and leaves what it permits unchanged.
                question.age = nil
                guard case .permit(let permit) = set.decide(question), isAbove(permit.level) else { continue }
                if let found = search(question, permit, ages) { return found }
            }
        }
        return nil
    }

    private func search(_ question: PolicyQuestion, _ permit: Permit, _ ages: [Int]) -> String? {
        let conditions = permit.shares.map(\.record) + permit.prohibitions.map(\.record)
        let recordAges = clause.missing.contains(.age) ? [nil] : Self.ends(of: conditions.compactMap(\.age)) + ages + [nil]
        let involvements: [Code?] = clause.missing.contains(.involvement) ? [nil] : ["current", "historic", nil]
        let months = Self.ends(of: conditions.compactMap(\.endedMonthsAgo))
        let ended: [Int?] = clause.missing.contains(.endedMonthsAgo) ? [nil] : months + [nil]
        for marks in marks {
            for age in recordAges {
                for involvement in involvements {
                    for ended in ended {
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

    private var marks: [Set<Code>?] {
        if clause.missing.contains(.marks) { return [nil] }
        return clause.marks.map { $0.map { [$0] } } ?? [[]]
    }

    private func isAbove(_ level: Code) -> Bool {
        let order = VocabularyFile.levels
        return order.firstIndex(of: level) ?? 0 > order.firstIndex(of: clause.levelAbove) ?? 0
    }

    /// The first and last days of everything dated, and their neighbours outside.
    private static func days(_ agreement: Agreement, _ trials: [Trial]) -> [CalendarDay] {
        let ranges = [agreement.valid] + trials.map(\.valid)
        let days = ranges.flatMap { [$0.from.adding(days: -1), $0.from, $0.until, $0.until.adding(days: 1)] }
        return Swift.Set(days).sorted()
    }

    private static func ends(of ranges: [WholeRange]) -> [Int] {
        let ends = ranges.flatMap { range in
            [range.from - 1, range.from] + (range.to.map { [$0, $0 + 1] } ?? [range.from + 1])
        }
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
        return "on \(question.day) a `\(question.role)` of team `\(question.team)` in \(asker), for `\(question.purpose)` "
            + "with \(said.joined(separator: ", ")), is told `\(disclosure.level)` of `\(question.category)` about a "
            + "`\(question.about)` (\(found.joined(separator: ", "))) by "
            + disclosure.by.map { "`\($0)`" }.joined(separator: ", ")
    }
}
