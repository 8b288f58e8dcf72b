/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (RFC 3339 in UTC on the wire).
public struct Instant: Sendable, Hashable, Comparable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// A moment by milliseconds since the epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// A moment by whole seconds since the epoch.
    public init(seconds: Int64) { self.milliseconds = seconds * 1_000 }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 {
        milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds - 999) / 1_000
    }
    /// A moment so many seconds later, or earlier when negative.
    public func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1_000) }
    /// The earlier moment first.
    public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

    /// Reads `2026-11-20T10:36:00Z` or, with exactly three decimals, `2026-11-20T10:36:00.412Z`; nothing else.
    public init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count == 20 || (octets.count == 24 && octets[19] == UInt8(ascii: ".")),
            octets.last == UInt8(ascii: "Z"), octets[10] == UInt8(ascii: "T"), octets[13] == UInt8(ascii: ":"),
            octets[16] == UInt8(ascii: ":"), let day = CalendarDay(String(decoding: octets[..<10], as: UTF8.self)),
            let hour = digits(octets[11..<13]), hour < 24, let minute = digits(octets[14..<16]), minute < 60,
            let second = digits(octets[17..<19]), second < 60
        else { return nil }
        var fraction = 0
        if octets.count == 24 {
            guard let found = digits(octets[20..<23]) else { return nil }
            fraction = found
        }
        let seconds = Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1_000 + Int64(fraction))
    }

    /// `2026-11-20T10:36:00Z`: the form of messages. Milliseconds are cut off.
    public var text: String {
        format(precisely: false)
    }

    /// `2026-11-20T10:36:00.412Z`: the form of log leaves, always 24 octets.
    public var preciseText: String {
        format(precisely: true)
    }

    private func format(precisely: Bool) -> String {
        let days = floorDivide(seconds, by: 86_400)
        let rest = UInt64(seconds - days * 86_400)
        var octets: [UInt8] = []
        octets.reserveCapacity(24)
        CalendarDay(daysSinceEpoch: Int(days)).append(to: &octets)
        octets.append(UInt8(ascii: "T"))
        octets.append(digits: 2, of: rest / 3_600)
        octets.append(UInt8(ascii: ":"))
        octets.append(digits: 2, of: rest / 60 % 60)
        octets.append(UInt8(ascii: ":"))
        octets.append(digits: 2, of: rest % 60)
        if precisely {
            octets.append(UInt8(ascii: "."))
            octets.append(digits: 3, of: UInt64(milliseconds - seconds * 1_000))
        }
        octets.append(UInt8(ascii: "Z"))
        return String(decoding: octets, as: UTF8.self)
    }

    /// The calendar day in England (Europe/London): policies say "the end of that day here".
    ///
    /// Summer time by the rule of SI 2002/262: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last
    /// Sunday of October.
    public var londonDay: CalendarDay { CalendarDay(daysSinceEpoch: Int(floorDivide(londonSeconds, by: 86_400))) }

    /// `10:36`, the clock on the wall in England.
    public var londonClock: String {
        let rest = Int(londonSeconds - floorDivide(londonSeconds, by: 86_400) * 86_400)
        return "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2))"
    }

    private var londonSeconds: Int64 {
        let year = CalendarDay(daysSinceEpoch: Int(floorDivide(seconds, by: 86_400))).year
        let starts = Int64(CalendarDay.lastSunday(year: year, month: 3).daysSinceEpoch) * 86_400 + 3_600
        let ends = Int64(CalendarDay.lastSunday(year: year, month: 10).daysSinceEpoch) * 86_400 + 3_600
        return seconds + ((starts..<ends).contains(seconds) ? 3_600 : 0)
    }
}

/// A day of the Gregorian calendar, years 1 to 9999, written `2026-11-20`.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Year, 1 to 9999.
    public let year: Int
    /// Month, 1 to 12.
    public let month: Int
    /// Day of the month, from 1.
    public let day: Int

    /// A day that exists, or `nil`.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDay.length(ofMonth: month, year: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads exactly `yyyy-mm-dd`.
    public init?(_ text: String) {
        var text = text
        guard let day = text.withUTF8({ CalendarDay(octets: $0) }) else { return nil }
        self = day
    }

    /// Reads exactly `yyyy-mm-dd`.
    package init?(octets: UnsafeBufferPointer<UInt8>) {
        guard octets.count == 10 else { return nil }
        var number = 0
        for place in 0..<10 {
            let octet = octets[place]
            if place == 4 || place == 7 {
                guard octet == UInt8(ascii: "-") else { return nil }
            } else {
                guard octet >= 0x30, octet <= 0x39 else { return nil }
                number = number * 10 + Int(octet - 0x30)
            }
        }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    /// The day so many days after 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    public init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = Int(floorDivide(Int64(shifted), by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    public var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Int(floorDivide(Int64(shiftedYear), by: 400))
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `2026-11-20`.
    public var description: String {
        var octets: [UInt8] = []
        octets.reserveCapacity(10)
        append(to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// Appends the octets of ``description``.
    func append(to octets: inout [UInt8]) {
        // A day worked out from a number may lie in any year.
        if (0...9_999).contains(year) {
            octets.append(digits: 4, of: UInt64(year))
        } else {
            octets.append(contentsOf: padded(year, 4).utf8)
        }
        octets.append(UInt8(ascii: "-"))
        octets.append(digits: 2, of: UInt64(month))
        octets.append(UInt8(ascii: "-"))
        octets.append(digits: 2, of: UInt64(day))
    }

    /// The earlier day first.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// The day so many days later.
    public func adding(days: Int) -> CalendarDay { CalendarDay(daysSinceEpoch: daysSinceEpoch + days) }

    /// Whole years of age on another day, by anniversary; somebody born on 29 February has theirs on 1 March.
    public func wholeYears(until other: CalendarDay) -> Int {
        other.year - year - ((other.month, other.day) < (month, day) ? 1 : 0)
    }

    /// Whole months up to another day.
    public func wholeMonths(until other: CalendarDay) -> Int {
        (other.year - year) * 12 + other.month - month - (other.day < day ? 1 : 0)
    }

    static func lastSunday(year: Int, month: Int) -> CalendarDay {
        let last = CalendarDay(
            daysSinceEpoch: firstOf(year: year, month: month) + length(ofMonth: month, year: year) - 1)
        // 1970-01-01 was a Thursday, so (days + 4) mod 7 is 0 on a Sunday.
        return last.adding(days: -((last.daysSinceEpoch + 4) % 7))
    }

    private static func firstOf(year: Int, month: Int) -> Int {
        CalendarDay(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        default: 31
        }
    }
}

private func digits(_ octets: ArraySlice<UInt8>) -> Int? {
    octets.reduce(Int?.some(0)) { sum, octet in
        guard let sum, (0x30...0x39).contains(octet) else { return nil }
        return sum * 10 + Int(octet - 0x30)
    }
}

extension [UInt8] {
    /// Appends the last `count` digits of a number.
    fileprivate mutating func append(digits count: Int, of number: UInt64) {
        let start = self.count
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
        var rest = number
        for place in (start..<start + count).reversed() {
            self[place] += UInt8(rest % 10)
            rest /= 10
        }
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
}

private func floorDivide(_ number: Int64, by divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}
