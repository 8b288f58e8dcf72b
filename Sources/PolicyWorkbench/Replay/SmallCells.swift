/// Numbers as they may be shown: one so small that it could single somebody out is hidden, and so is whatever would give it
/// back by subtraction.
package struct SmallCells: Sendable {
    /// The smallest number that is shown, 0 excepted.
    package let smallest: Int

    package init(smallest: Int = 5) { self.smallest = smallest }

    /// What stands in the place of a number that is not shown.
    package static let hidden = "hidden"

    /// A number by itself.
    package func text(_ count: Int) -> String { isSmall(count) ? "fewer than \(smallest)" : String(count) }

    private func isSmall(_ count: Int) -> Bool { count > 0 && count < smallest }

    /// Some numbers whose sum is shown beside them.
    ///
    /// Where one is hidden, those that are come to twice the smallest that is shown or more: so they are at least two, and
    /// none of them follows from the sum. Where that cannot be, the sum is hidden too.
    package func table(_ counts: [Int]) -> (cells: [String], sum: String) {
        let sum = counts.reduce(0, +)
        var hidden = counts.indices.filter { isSmall(counts[$0]) }
        guard !hidden.isEmpty else { return (counts.map(String.init), String(sum)) }
        var others = counts.indices.filter { counts[$0] >= smallest }.sorted { counts[$0] < counts[$1] }
        func isSafe() -> Bool { hidden.reduce(0) { $0 + counts[$1] } >= 2 * smallest }
        while !isSafe(), !others.isEmpty { hidden.append(others.removeFirst()) }
        return (
            counts.indices.map { hidden.contains($0) ? Self.hidden : String(counts[$0]) },
            isSafe() ? String(sum) : isSmall(sum) ? text(sum) : Self.hidden
        )
    }

    /// A part of a whole that is shown too: hidden as well where what is left would be small.
    package func part(_ count: Int, of whole: Int) -> String {
        if isSmall(whole) || isSmall(whole - count) { return Self.hidden }
        return text(count)
    }
}
