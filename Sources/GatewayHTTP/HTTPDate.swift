import WireProtocol

/// A moment as a `Date` field has it: `Fri, 20 Nov 2026 10:36:00 GMT` (RFC 9110 §5.6.7).
struct HTTPDate: CustomStringConvertible {
    let description: String

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A moment after 1970-01-01, which was a Thursday.
    init(_ moment: Instant) {
        let text = moment.text
        let (date, time) = (text.prefix(10).split(separator: "-"), text.dropFirst(11).prefix(8))
        let month = HTTPDate.months[(Int(date[1]) ?? 1) - 1]
        let weekday = HTTPDate.weekdays[Int(moment.seconds / 86_400) % 7]
        description = "\(weekday), \(date[2]) \(month) \(date[0]) \(time) GMT"
    }
}
