import TestSupport
import Testing

@testable import PolicyWorkbench

@Suite("small numbers")
struct SmallCellsTests {
    private let cells = SmallCells()

    @Test("are hidden, and so is what would give one back")
    func examples() {
        #expect(cells.table([12, 7, 30]).cells == ["12", "7", "30"])
        #expect(cells.table([12, 7, 30]).sum == "49")
        #expect(cells.table([12, 3, 30]).cells == ["hidden", "hidden", "30"])
        #expect(cells.table([12, 3, 30]).sum == "45")
        #expect(cells.table([3]).cells == ["hidden"])
        #expect(cells.table([3]).sum == "fewer than 5")
        #expect(cells.table([2, 4]).sum == "hidden")
        #expect(cells.table([0, 12]).cells == ["0", "12"])
        #expect(cells.text(0) == "0")
        #expect(cells.text(4) == "fewer than 5")
        #expect(cells.part(8, of: 10) == "hidden")
        #expect(cells.part(3, of: 10) == "fewer than 5")
        #expect(cells.part(2, of: 3) == "hidden")
        #expect(cells.part(10, of: 10) == "10")
    }

    @Test("never follow from a table: for each that is hidden other numbers fit as well")
    func attack() {
        var chance = SeededRandom(seed: 5)
        for _ in 0..<Soak.count(300, soak: 20_000) {
            let counts = (0..<Int.random(in: 1...4, using: &chance)).map { _ in Int.random(in: 0...14, using: &chance) }
            let shown = cells.table(counts)
            #expect(zip(counts, shown.cells).allSatisfy { $0 == 0 || $0 >= 5 || $1 == "hidden" })
            guard let sum = Int(shown.sum) else { continue }
            let places = counts.indices.filter { shown.cells[$0] == "hidden" }
            let rest = sum - counts.indices.filter { !places.contains($0) }.reduce(0) { $0 + counts[$1] }

            // An attacker knows the rule: what is hidden is not 0, and something of it is small.
            let fitting = combinations(places.count, summing: rest).filter { $0.contains { $0 < 5 } }

            for place in places.indices {
                #expect(Set(fitting.map { $0[place] }).count > 1, "\(counts) shown as \(shown)")
            }
        }
    }

    private func combinations(_ count: Int, summing sum: Int) -> [[Int]] {
        if count == 0 { return sum == 0 ? [[]] : [] }
        guard sum > 0 else { return [] }
        return (1...sum).flatMap { first in combinations(count - 1, summing: sum - first).map { [first] + $0 } }
    }
}
