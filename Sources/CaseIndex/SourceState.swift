import GRDB
package import WireProtocol

/// What is loaded of one source.
package struct SourceState: Sendable, Equatable {
    /// Its id.
    package let source: Code
    /// Its plain name.
    package let name: String
    /// The system it comes from.
    package let system: String
    /// The categories it speaks of.
    package let categories: [Code]
    /// When it was taken from that system.
    package let extractedAt: Instant
    /// When it was loaded here.
    package let loadedAt: Instant
    /// Rows taken, by file name.
    package let rows: [String: Int]
    /// Rows left out.
    package let quarantined: Int
    /// Whether its marks are known.
    package let marks: MarksFeed
    /// What an answer says about it.
    package let note: SourceNote

    /// Whether its marks are known.
    package var marksKnown: Bool { marks == .known }

    init(_ row: Row) throws(CaseIndexFault) {
        guard let source = Code(row["source"] as String), let marks = MarksFeed(rawValue: row["marks"]),
            let from = CalendarDay(row["covers_from"] as String), let to = CalendarDay(row["covers_to"] as String)
        else { throw .damaged(table: "source") }
        self.source = source
        self.marks = marks
        name = row["name"]
        system = row["system"]
        categories = Words.split(row["categories"]).compactMap { Code($0) }
        extractedAt = Instant(milliseconds: row["extracted"])
        loadedAt = Instant(milliseconds: row["loaded"])
        rows = RowCounts(row["rows"] as String).all
        quarantined = row["left_out"]
        note = SourceNote(
            name: name, currentAsOf: extractedAt.londonDay, from: from, to: to,
            area: Words.split(row["area"]).compactMap { AuthorityID($0) }, rules: row["rules"])
    }
}
