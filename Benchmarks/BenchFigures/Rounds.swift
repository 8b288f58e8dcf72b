/// Figures of one thing that was measured in several rounds.
package struct Rounds: Sendable {
    private var values: [Double] = []

    package init() {}

    /// Adds the figure of one more round.
    package mutating func add(_ value: Double) { values.append(value) }

    /// The middle figure.
    package var median: Double { values.quantile(0.5) }

    /// From the smallest figure to the largest, in percent of the median.
    package var spread: Double {
        guard let least = values.min(), let most = values.max(), median != 0 else { return 0 }
        return 100 * (most - least) / median
    }
}

extension [Double] {
    /// The value below which a part of the values lies; 0 for none at all.
    package func quantile(_ part: Double) -> Double {
        let sorted = self.sorted()
        guard let last = sorted.last else { return 0 }
        let place = part * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return last }
        return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
    }
}
