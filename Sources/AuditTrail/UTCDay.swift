package import WireProtocol

extension Instant {
    private static let dayLength: Int64 = 86_400_000

    /// Days since 1970-01-01 in UTC, rounded down.
    var utcDay: Int {
        Int((milliseconds - (milliseconds < 0 ? Instant.dayLength - 1 : 0)) / Instant.dayLength)
    }

    /// The calendar year in UTC: which shard a record goes to.
    package var utcYear: Int { CalendarDay(daysSinceEpoch: utcDay).year }
}
