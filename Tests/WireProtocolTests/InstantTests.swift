import Testing
import WireProtocol

@Suite("Instant")
struct InstantTests {
    @Test(
        "text and milliseconds since the epoch agree, both ways",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1_000), ("2000-02-29T12:00:00Z", 951_825_600_000),
            ("2026-11-20T10:36:00Z", 1_795_170_960_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func wholeSeconds(text: String, milliseconds: Int64) {
        #expect(Instant(text)?.milliseconds == milliseconds)
        #expect(Instant(milliseconds: milliseconds).text == text)
    }

    @Test("the form of leaves always has 24 octets and three decimals")
    func precise() {
        #expect(Instant(milliseconds: 1_795_170_960_412).preciseText == "2026-11-20T10:36:00.412Z")
        #expect(Instant(milliseconds: 1_795_170_960_000).preciseText == "2026-11-20T10:36:00.000Z")
        #expect(Instant(milliseconds: -1).preciseText == "1969-12-31T23:59:59.999Z")
        #expect(Instant("2026-11-20T10:36:00.412Z")?.milliseconds == 1_795_170_960_412)
    }

    @Test(
        "any other form is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T10:36:00", "2026-11-20T10:36:00z", "2026-11-20t10:36:00Z",
            "2026-11-20 10:36:00Z", "2026-11-20T10:36:00+00:00", "2026-11-20T10:36:60Z", "2026-11-20T24:00:00Z",
            "2026-11-20T10:60:00Z", "2026-02-29T10:00:00Z", "2026-11-20T10:36:00.4Z", "2026-11-20T10:36:00,412Z",
            "2026-11-20T10:36:00.4120Z", "2026-11-20T1٠:36:00Z", "0000-01-01T00:00:00Z", " 2026-11-20T10:36:00Z",
            "+026-11-20T10:36:00Z",
        ])
    func refused(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("seconds are rounded down, before the epoch too")
    func seconds() {
        #expect(Instant(milliseconds: 1_999).seconds == 1)
        #expect(Instant(milliseconds: -1).seconds == -1)
        #expect(Instant(milliseconds: -1_000).seconds == -1)
        #expect(Instant(milliseconds: -1_001).seconds == -2)
        #expect(Instant(seconds: 5).adding(seconds: -6) < Instant(seconds: 0))
    }

    /// Clocks go forward at 01:00 UTC on 29 March 2026, and back at 01:00 UTC on 25 October 2026.
    @Test(
        "England's day and clock follow summer time to the second",
        arguments: [
            ("2026-03-29T00:59:59Z", "2026-03-29", "00:59"), ("2026-03-29T01:00:00Z", "2026-03-29", "02:00"),
            ("2026-03-28T23:30:00Z", "2026-03-28", "23:30"), ("2026-03-29T23:30:00Z", "2026-03-30", "00:30"),
            ("2026-06-30T22:59:59Z", "2026-06-30", "23:59"), ("2026-06-30T23:00:00Z", "2026-07-01", "00:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25", "01:59"), ("2026-10-25T01:00:00Z", "2026-10-25", "01:00"),
            ("2026-10-24T23:30:00Z", "2026-10-25", "00:30"), ("2026-10-25T23:30:00Z", "2026-10-25", "23:30"),
            ("2026-12-31T23:59:59Z", "2026-12-31", "23:59"), ("2027-03-28T01:00:00Z", "2027-03-28", "02:00"),
        ])
    func london(text: String, day: String, clock: String) throws {
        let instant = try #require(Instant(text))

        #expect(instant.londonDay == CalendarDay(day))
        #expect(instant.londonClock == clock)
    }
}
