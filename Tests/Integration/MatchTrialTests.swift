import Foundation
import PersonMatching
import SyntheticFamilies
import Testing
import TestSupport
import WireProtocol

@testable import fcg

/// The mixes of `fcg match trial`, short with every run; `FCG_SOAK` runs them at the size of the bars.
@Suite("matching, over invented households")
struct MatchTrialTests {
    private static let isSoak = ProcessInfo.processInfo.environment["FCG_SOAK"] != nil
    private static let seeds: [UInt64] = isSoak ? [401, 402, 403] : [401]
    private static let today = CalendarDay(daysSinceEpoch: 20_777)

    private static func trial(_ seed: UInt64) -> MatchTrial {
        let population = LinkagePopulation(seed: seed, count: isSoak ? 200_000 : 4_000, today: today)
        return MatchTrial(population, on: today, threshold: Weighing.ordinaryThreshold)
    }

    @Test("nobody is shown as somebody else, and most are found", arguments: seeds)
    func plausible(seed: UInt64) {
        let tally = Self.trial(seed).run(.plausible, Self.isSoak ? 100_000 : 2_500)

        #expect(tally.wrong == 0, "\(tally)")
        #expect(tally.recall >= 0.93, "\(tally)")
        #expect(tally.ambiguousShare <= 0.07, "\(tally)")
    }

    @Test("of questions that mislead, none misleads", arguments: seeds)
    func traps(seed: UInt64) {
        let tally = Self.trial(seed).run(.trap, Self.isSoak ? 100_000 : 2_500)

        #expect(tally.wrong == 0, "\(tally)")
        for kind in ["twin-absent-with-number", "number-conflict", "same-name-other-number"] {
            #expect((tally.kinds[kind]?.all ?? 0) > 100)
            #expect(tally.kinds[kind]?.right == 0 && tally.kinds[kind]?.wrong == 0)
        }
    }

    @Test("a record takes no more memory than the bar allows")
    func memory() {
        #expect((100...250).contains(Self.trial(401).octetsAPerson))
    }

    @Test(
        "the upper bound of a share is that of Clopper and Pearson",
        arguments: [
            (0, 300_000, 0.998_6e-5), (0, 100, 0.029_513), (1, 100, 0.046_560), (5, 1_000, 0.010_478), (3, 3, 1),
        ])
    func bounds(wrong: Int, all: Int, bound: Double) {
        #expect(abs(UpperBound.share(of: wrong, in: all) - bound) < bound * 0.001)
    }

    @Test("the threshold is the lowest that keeps the bound in every sample, and none if answers by number break it")
    func calibration() throws {
        let folder = try TemporaryFolder()
        let policy = "\(folder.path)/matching.yaml"
        try "wrong-in-100000: 100\n".write(toFile: policy, atomically: true, encoding: .utf8)
        let bound = try MatchBound(policy)
        var sample = Calibration.Sample(name: "sample")
        sample.all = 10_000
        sample.wrong = [Int](repeating: 5_200, count: 40)
        sample.right = [4_000, 6_000]
        var byNumber = sample
        byNumber.wrong += [Int](repeating: .max, count: 40)

        #expect(Calibration([sample], bound: bound).threshold == 5_500)
        #expect(Calibration([sample, byNumber], bound: bound).threshold == nil)
        try "wrong: 1\n".write(toFile: policy, atomically: true, encoding: .utf8)
        #expect(throws: Complaint.self) { try MatchBound(policy) }
    }
}
