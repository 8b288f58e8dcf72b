import PolicyEngine
import TestSupport
import Testing
import WireProtocol

/// Random agreements and trials, asked on days turned at random around their ends.
@Suite("after the last day, whichever door is taken")
struct EveryDoorTests {
    /// The days of every share, by its name: those of its agreement, and of its trial where it has one.
    private func days(_ set: PolicySet) -> [Code: DayRange] {
        var days: [Code: DayRange] = [:]
        for agreement in set.agreements {
            for share in agreement.shares { days[share.id] = agreement.valid }
            for trial in set.trials where trial.agreement == agreement.id {
                for share in trial.shares { days[share.id] = trial.valid }
            }
        }
        return days
    }

    /// Days around each end, and far behind all of them.
    private func turnedClock(_ set: PolicySet, _ chance: inout SeededRandom) -> CalendarDay {
        let ranges = set.agreements.map(\.valid) + set.trials.map(\.valid)
        let range = ranges[Int.random(in: ranges.indices, using: &chance)]
        return chance.chance(70)
            ? range.until.adding(days: Int.random(in: -1...2, using: &chance))
            : range.until.adding(days: Int.random(in: 3...4_000, using: &chance))
    }

    @Test("nothing is decided, explained, watched or agreed by what has ended; nor from a bundle, nor by an old permit")
    func nothingAfterTheEnd() throws {
        var chance = SeededRandom(seed: 93)
        var (permitted, watched, ended) = (0, 0, 0)
        for seed in 1...Soak.count(25, soak: 1_000) {
            var maker = PlainPolicyMaker(chance: SeededRandom(seed: UInt64(seed)))
            let read = try PolicySet.load(files: maker.policy().files(beside: Samples.files("stockport")))
            let bundled = try CompiledBundle.read(CompiledBundle.write(read), expecting: read.digest)
            let days = days(read)
            for set in [read, bundled, read.suspending(.none)] {
                for _ in 0..<40 {
                    var question = try TwoHalvesTests.engineQuestion(maker.question())
                    question.day = turnedClock(set, &chance)
                    if chance.chance(60) { question.team = "trial-team" }
                    let family = set.decide(
                        question, people: [(question.about, question.age)], categories: [question.category])
                    let decision = set.decide(question)
                    #expect(family == [[decision]])
                    for share in set.watchedShares(question) {
                        watched += 1
                        #expect(days[share]?.contains(question.day) == true)
                    }
                    let isOver = set.agreements.allSatisfy { !$0.valid.contains(question.day) }
                    ended += isOver ? 1 : 0
                    if isOver {
                        #expect(set.agreedIdentifiers(for: question.requester, on: question.day).isEmpty)
                        #expect(set.limits(for: question.requester, on: question.day).isEmpty)
                        #expect(set.explain(question).decision.contains("refused"))
                    }
                    guard case .permit(let permit) = decision else { continue }
                    permitted += 1
                    #expect(!isOver)
                    for share in permit.grantedBy { #expect(days[share]?.contains(question.day) == true) }
                    var record = try TwoHalvesTests.engineRecord(maker.record(), maker.question())
                    record.day = question.day.adding(days: 1)
                    #expect(permit.narrow(record).fields.isEmpty)
                }
            }
        }

        #expect(
            permitted > 50 && watched > 0 && ended > 200, "\(permitted) permitted, \(watched) watched, \(ended) ended")
    }
}
