import Foundation
import PersonMatching
import SyntheticFamilies

/// What came of a mix of questions, by what was difficult about them.
struct MatchTally: CustomStringConvertible {
    /// Of one kind of question.
    struct Counts {
        var right = 0
        var wrong = 0
        var ambiguous = 0
        var none = 0
        var asksOfHeld = 0
        var all: Int { right + wrong + ambiguous + none }
    }

    let mix: LinkageMix
    private(set) var kinds: [String: Counts] = [:]
    private var times: [Duration] = []

    init(mix: LinkageMix) { self.mix = mix }

    mutating func add(_ question: LinkageQuery, _ verdict: Matcher.Verdict, _ time: Duration) {
        times.append(time)
        var counts = kinds[question.kind] ?? Counts()
        if question.truth != nil { counts.asksOfHeld += 1 }
        switch verdict.outcome {
        case .match(let key) where Int(key.row) == question.truth: counts.right += 1
        case .match: counts.wrong += 1
        case .needMore, .restricted: counts.ambiguous += 1
        case .noMatch, .tooLittle: counts.none += 1
        }
        kinds[question.kind] = counts
    }

    var all: Int { sum(\.all) }
    var wrong: Int { sum(\.wrong) }
    /// Of questions about people who are held, the share that found them.
    var recall: Double { Double(sum(\.right)) / Double(max(1, sum(\.asksOfHeld))) }
    /// Of questions about people who are held, the share that stayed open.
    var ambiguousShare: Double {
        Double(kinds.values.filter { $0.asksOfHeld > 0 }.reduce(0) { $0 + $1.ambiguous })
            / Double(max(1, sum(\.asksOfHeld)))
    }

    private func sum(_ of: (Counts) -> Int) -> Int { kinds.values.reduce(0) { $0 + of($1) } }

    /// The time within which a share of the look-ups ended, in milliseconds.
    func milliseconds(_ share: Double) -> Double {
        let sorted = times.sorted()
        guard !sorted.isEmpty else { return 0 }
        let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
        return Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1_000
    }

    var description: String {
        let bound = UpperBound.share(of: wrong, in: all) * 100_000
        let head = String(
            format: "%@: %d questions, %d wrong (95 %% upper bound %.2f in 100,000), recall %.4f, ambiguous %.4f, "
                + "p50 %.3f ms, p99 %.3f ms", mix.rawValue, all, wrong, bound, recall, ambiguousShare,
            milliseconds(0.5), milliseconds(0.99))
        let rows = kinds.sorted { $0.key < $1.key }.map { kind, counts in
            "  \(kind): \(counts.all), right \(counts.right), wrong \(counts.wrong), ambiguous \(counts.ambiguous), none \(counts.none)"
        }
        return ([head] + rows).joined(separator: "\n")
    }
}

/// How many wrong answers there may be behind those that were seen.
enum UpperBound {
    /// The share below which the true one lies with 95 in 100: the one-sided bound of Clopper and Pearson (Biometrika 26,
    /// 1934). With nothing wrong in n it is about 3 / n, the rule of three.
    static func share(of wrong: Int, in all: Int) -> Double {
        guard wrong < all else { return 1 }
        var (low, high) = (Double(wrong) / Double(all), 1.0)
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if atMost(wrong, in: all, middle) > 0.05 { low = middle } else { high = middle }
        }
        return high
    }

    /// How likely so few or fewer are, each being wrong with a chance of `share`.
    private static func atMost(_ wrong: Int, in all: Int, _ share: Double) -> Double {
        guard share < 1 else { return 0 }
        var term = Double(all) * log1p(-share)
        var sum = exp(term)
        for k in 0..<wrong {
            term += log(Double(all - k) / Double(k + 1)) + log(share) - log1p(-share)
            sum += exp(term)
        }
        return sum
    }
}
