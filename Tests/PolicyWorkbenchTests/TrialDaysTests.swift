import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the days of a trial")
struct TrialDaysTests {
    @Test("no share of a trial answers or watches on a day outside it, whatever is asked, for 120 days at most")
    func neverOutside() throws {
        var (inside, outside) = (0, 0)
        for seed in 1...Soak.count(40, soak: 2_000) {
            var small = SmallPolicy(chance: SeededRandom(seed: UInt64(seed) &+ 7_000))
            let set = try PolicySet.load(files: small.files())
            guard !set.trials.isEmpty else { continue }
            let days = Dictionary(
                set.trials.flatMap { trial in trial.shares.map { ($0.id, trial.valid) } }
            ) { first, _ in first }
            #expect(set.trials.allSatisfy { $0.valid.length <= 120 })
            for _ in 0..<60 {
                var (question, _) = try small.point()
                question.team = "trial-team"
                question.day = CalendarDay(daysSinceEpoch: 20_760).adding(
                    days: Int.random(in: 0...200, using: &small.chance))

                var shares = set.watchedShares(question)
                if case .permit(let permit) = set.decide(question) { shares += permit.grantedBy }

                let ofTrials = shares.compactMap { days[$0] }
                #expect(ofTrials.allSatisfy { $0.contains(question.day) }, "\(question.day): \(shares)")
                inside += ofTrials.count
                outside += set.trials.contains { !$0.valid.contains(question.day) } ? 1 : 0
                let stopped = set.stopping(Set(set.trials.map(\.id)))
                if case .permit(let permit) = stopped.decide(question) {
                    #expect(permit.grantedBy.allSatisfy { days[$0] == nil }, "a trial that is stopped")
                }
                #expect(stopped.watchedShares(question).isEmpty)
            }
        }

        #expect(inside > 10 && outside > 100, "so few fell inside that little was tried")
    }
}
