import Foundation

extension Figures {
    /// Prints a line a figure; true when one misses its bar. `small` is the smallest set, for growth.
    func print(beside small: Figures?) -> Bool {
        Swift.print("\n\(rules) rules (\(Int(permitted * 100)) % of the questions permitted)")
        var failed = false
        for row in rows {
            var line = "  " + Self.padded(row.name, 36) + Self.padded(Self.number(row.figure) + " " + row.unit, 14)
            if let bar = row.bar {
                let isHeld = row.figure <= bar
                failed = failed || !isHeld
                line += isHeld ? "held: " : "MISSED: "
                line += "\(Self.number(bar)), " + String(format: "%.0f %%", row.figure / bar * 100)
                if let stretch = row.stretch, row.figure <= stretch { line += "; stretch \(Self.number(stretch)) too" }
            }
            Swift.print(line)
        }
        guard rules == 2_000, let small, small.rules == 20, let one = small.rows.first, let two = rows.first else {
            return failed
        }
        let growth = two.figure / one.figure
        Swift.print(
            "  growth of a decision, 20 to 2,000     " + String(format: "%.2f x", growth) + "  bar 3, stretch 2")
        return failed || growth > 3
    }

    /// Writes the figures as JSON beside the rules.
    func write(into folder: String) throws {
        let data = try JSONEncoder().encode(rows)
        try data.write(to: URL(fileURLWithPath: "\(folder)/figures-\(rules).json"))
    }

    private static func number(_ value: Double) -> String {
        value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
