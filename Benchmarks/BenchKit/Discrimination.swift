import BenchFigures

/// How well one number tells two groups apart: the area under the ROC curve, which is the chance that a value of the
/// second group is larger than one of the first (ties count half). One half says that it does not tell them apart.
package struct Discrimination: Sendable {
    private let first: [Double]
    private let second: [Double]

    package init(_ first: [Double], _ second: [Double]) {
        self.first = first
        self.second = second
    }

    /// The area.
    package var area: Double { Ranks(first, second).area() }

    /// An interval that holds the area with 95 percent confidence: both groups drawn anew, with replacement.
    package func interval(draws: Int = 2_000, using chance: inout some RandomNumberGenerator) -> ClosedRange<Double> {
        let ranks = Ranks(first, second)
        let areas = (0..<draws).map { _ in ranks.redrawn(using: &chance).area() }
        return areas.quantile(0.025)...areas.quantile(0.975)
    }

    /// How much longer the second group would have had to take for the area to come to `limit`: what this run could see.
    package func shift(reaching limit: Double) -> Double {
        var low = 0.0
        var high = 1_000_000.0
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let isReached = Discrimination(first, second.map { $0 + middle }).area >= limit
            if isReached { high = middle } else { low = middle }
        }
        return high
    }
}

/// Two groups as places in the order of all their values; equal values share a place.
private struct Ranks {
    private let first: [Int]
    private let second: [Int]
    private let places: Int

    init(_ first: [Double], _ second: [Double]) {
        let distinct = Set(first).union(second).sorted()
        let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
        self.first = first.map { place[$0, default: 0] }
        self.second = second.map { place[$0, default: 0] }
        places = distinct.count
    }

    private init(_ first: [Int], _ second: [Int], _ places: Int) {
        (self.first, self.second, self.places) = (first, second, places)
    }

    func redrawn(using chance: inout some RandomNumberGenerator) -> Ranks {
        Ranks(
            first.map { _ in first[Int.random(in: 0..<first.count, using: &chance)] },
            second.map { _ in second[Int.random(in: 0..<second.count, using: &chance)] }, places)
    }

    func area() -> Double {
        guard !first.isEmpty, !second.isEmpty else { return 0.5 }
        var firstAt = [Int](repeating: 0, count: places)
        var secondAt = firstAt
        for place in first { firstAt[place] += 1 }
        for place in second { secondAt[place] += 1 }
        var below = 0
        var won = 0.0
        for place in 0..<places {
            won += Double(secondAt[place]) * (Double(below) + Double(firstAt[place]) / 2)
            below += firstAt[place]
        }
        return won / (Double(first.count) * Double(second.count))
    }
}
