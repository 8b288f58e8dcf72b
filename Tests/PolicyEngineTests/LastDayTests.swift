import PolicyEngine
import Testing
import WireProtocol

@Suite("the last day")
struct LastDayTests {
    /// The days around every beginning and end, and days far outside.
    private func days(_ set: PolicySet) -> [CalendarDay] {
        let ranges = set.agreements.map(\.valid) + set.trials.map(\.valid)
        let near = ranges.flatMap { [$0.from.adding(days: -1), $0.from, $0.until, $0.until.adding(days: 1)] }
        return Set(near + ranges.flatMap { [$0.from.adding(days: -400), $0.until.adding(days: 400)] }).sorted()
    }

    @Test(
        "is the last on which any rule of an agreement or trial answers, whatever is asked",
        arguments: SampleSetTests.councils)
    func nothingAfter(council: String) throws {
        let set = try Samples.set(council)
        var dates: [Code: DayRange] = [:]
        for agreement in set.agreements {
            for share in agreement.shares { dates[share.id] = agreement.valid }
            for trial in set.trials where trial.agreement == agreement.id {
                for share in trial.shares { dates[share.id] = trial.valid }
            }
        }
        var permitted: Set<CalendarDay> = []

        for question in questions(set) {
            guard case .permit(let permit) = set.decide(question) else { continue }
            permitted.insert(question.day)
            #expect(permit.grantedBy.allSatisfy { dates[$0]?.contains(question.day) == true })
        }

        for range in set.agreements.map(\.valid) { #expect(permitted.isSuperset(of: [range.from, range.until])) }
    }

    @Test("a permit of one day discloses nothing on another, so that no answer is made late")
    func permitOfAnotherDay() throws {
        let set = try Samples.set("stockport")
        var question = Questions.enquiry("E08000007", "E08000035", "child", "school")
        question.day = Questions.day("2027-10-31")
        guard case .permit(let permit) = set.decide(question) else {
            Issue.record("refused")
            return
        }
        var facts = RecordFacts(marks: [], age: 9, involvement: "current", endedMonthsAgo: 0, day: question.day)
        #expect(permit.narrow(facts).level == "contact")

        facts.day = question.day.adding(days: 1)

        #expect(permit.narrow(facts).level == "none")
    }

    /// Every combination of words that could matter, on all of the days.
    private func questions(_ set: PolicySet) -> [PolicyQuestion] {
        let teams = set.trials.flatMap(\.teams) + ["a-team"]
        var questions: [PolicyQuestion] = []
        for requester in Set(set.agreements.map(\.requester)) {
            for purpose: Code in ["s47-enquiry", "s17-assessment"] {
                for (about, category) in [
                    ("child", "school"), ("parent-or-carer", "housing"), ("parent-or-carer", "substance-misuse"),
                ] as [(Code, Code)] {
                    for team in teams {
                        for day in days(set) {
                            questions.append(
                                PolicyQuestion(
                                    holder: set.authority, requester: requester, team: team, purpose: purpose,
                                    role: "social-worker", about: about, category: category, upTo: "detail",
                                    familyConversation: "held", harmThreshold: "explained",
                                    namedManager: "team-manager", urgency: "same-day", day: day))
                        }
                    }
                }
            }
        }
        return questions
    }
}
