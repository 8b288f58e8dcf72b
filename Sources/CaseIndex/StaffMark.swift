package import WireProtocol

/// A mark that our own staff entered on a person, whom a source's own id names.
package struct StaffMark: Sendable, Equatable {
    /// The source.
    package let source: Code
    /// That source's id of the person.
    package let local: String
    /// The mark, with the effect the vocabulary gives it.
    package let mark: Code
    /// The last day, if it ends by itself.
    package let until: CalendarDay?

    /// A mark.
    package init(source: Code, local: String, mark: Code, until: CalendarDay? = nil) {
        self.source = source
        self.local = local
        self.mark = mark
        self.until = until
    }

    /// Until the end of its last day.
    func isInForce(on day: CalendarDay) -> Bool { until.map { $0 >= day } ?? true }
}
