import WireProtocol

/// Moves the days of a policy set, as text, so that comments and layout stay.
///
/// For sandboxes, whose samples would otherwise be out of date one day.
package enum PolicyDates {
    /// The keys whose days move: validity, review, a trial's report, and the days of tests.
    private static let keys = ["from:", "until:", "review by:", "by:", "asked:"]

    /// Every file of a set with its days moved later, or earlier when negative.
    package static func shifted(_ files: [String: [UInt8]], byDays days: Int) -> [String: [UInt8]] {
        files.mapValues { octets in
            guard let text = String(validating: octets, as: UTF8.self) else { return octets }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return Array(lines.map { shifted(Array($0.utf8), byDays: days) }.joined(separator: "\n").utf8)
        }
    }

    private static func shifted(_ line: [UInt8], byDays days: Int) -> String {
        var moved: [UInt8] = []
        var index = 0
        while index < line.count {
            if let day = day(in: line, at: index), isAfterKey(moved), let new = moving(day, by: days) {
                moved += Array(new.description.utf8)
                index += 10
            } else {
                moved.append(line[index])
                index += 1
            }
        }
        return String(decoding: moved, as: UTF8.self)
    }

    private static func day(in line: [UInt8], at index: Int) -> CalendarDay? {
        guard index + 10 <= line.count else { return nil }
        let next = index + 10 < line.count ? line[index + 10] : UInt8(ascii: " ")
        guard !(0x30...0x39).contains(next), next != UInt8(ascii: "-") else { return nil }
        return CalendarDay(String(decoding: line[index..<index + 10], as: UTF8.self))
    }

    /// Years 1 to 9999 are all there are.
    private static func moving(_ day: CalendarDay, by days: Int) -> CalendarDay? {
        CalendarDay(day.adding(days: days).description)
    }

    /// What stands before ends in one of the keys and is no comment.
    private static func isAfterKey(_ before: [UInt8]) -> Bool {
        var text = String(decoding: before, as: UTF8.self)[...]
        guard !text.hasPrefix("#"), !text.contains(" #") else { return false }
        while let last = text.last, [" ", "\"", "'"].contains(last) { text.removeLast() }
        return keys.contains { text.hasSuffix($0) }
    }
}
