import Testing
import WireProtocol

@Suite("CalendarDay")
struct CalendarDayTests {
    @Test("every day of 400 years follows the one before, and is written and read alike")
    func everyDay() throws {
        let first = try #require(CalendarDay("1800-01-01"))
        let last = try #require(CalendarDay("2200-01-01"))
        #expect(last.daysSinceEpoch - first.daysSinceEpoch == 146_097)

        var previous = first.adding(days: -1)
        for number in first.daysSinceEpoch...last.daysSinceEpoch {
            let day = CalendarDay(daysSinceEpoch: number)
            guard previous < day, day.daysSinceEpoch == number,
                CalendarDay(year: day.year, month: day.month, day: day.day) == day
            else {
                Issue.record("day \(number) is not the day after \(previous)")
                return
            }
            previous = day
        }
    }

    @Test("the epoch is day 0, and text agrees with numbers")
    func epoch() {
        #expect(CalendarDay("1970-01-01")?.daysSinceEpoch == 0)
        #expect(CalendarDay("2026-11-20")?.daysSinceEpoch == 20_777)
        #expect(CalendarDay(daysSinceEpoch: 20_777).description == "2026-11-20")
        #expect(CalendarDay("0001-01-01")?.description == "0001-01-01")
    }

    @Test(
        "29 February exists in leap years only", arguments: [(2024, true), (2026, false), (1900, false), (2000, true)])
    func leapYears(year: Int, isLeap: Bool) {
        #expect((CalendarDay(year: year, month: 2, day: 29) != nil) == isLeap)
    }

    // clause: FCP-QRY-14-
    @Test(
        "days that do not exist and other forms are refused",
        arguments: [
            "", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-00-00", "0000-01-01",
            "2026-1-01", "20260101", "2026/01/01", "01/01/2026", "2026-01-01 ", "2026-01-0١", "-026-01-01",
            "2026-01-1a",
        ])
    func refused(text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test(
        "age is whole years by anniversary; born on 29 February, a year is full on 1 March",
        arguments: [
            ("2010-05-12", "2026-05-11", 15), ("2010-05-12", "2026-05-12", 16), ("2026-11-20", "2026-11-20", 0),
            ("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18), ("2008-02-29", "2024-02-28", 15),
            ("2008-02-29", "2024-02-29", 16), ("2026-11-21", "2026-11-20", -1),
        ])
    func wholeYears(born: String, on: String, years: Int) throws {
        let born = try #require(CalendarDay(born))
        let day = try #require(CalendarDay(on))

        #expect(born.wholeYears(until: day) == years)
    }

    @Test(
        "months are whole months",
        arguments: [
            ("2026-01-31", "2026-02-28", 0), ("2026-01-31", "2026-03-01", 1), ("2025-11-20", "2026-11-20", 12),
            ("2025-11-21", "2026-11-20", 11), ("2026-11-20", "2026-11-20", 0),
        ])
    func wholeMonths(from: String, until: String, months: Int) throws {
        let from = try #require(CalendarDay(from))
        let until = try #require(CalendarDay(until))

        #expect(from.wholeMonths(until: until) == months)
    }

    @Test("days are added across months, years and leap days")
    func adding() {
        #expect(CalendarDay("2024-02-28")?.adding(days: 2) == CalendarDay("2024-03-01"))
        #expect(CalendarDay("2026-12-31")?.adding(days: 1) == CalendarDay("2027-01-01"))
        #expect(CalendarDay("2026-01-01")?.adding(days: -1) == CalendarDay("2025-12-31"))
    }
}
