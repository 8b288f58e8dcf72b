/// What one folder held that can be loaded, and what was left out of it: counts, places and reasons.
struct Extract: Sendable {
    let folder: String
    let manifest: ExtractManifest
    /// Rows taken, by file.
    let accepted: [ExtractFile: Int]
    let faults: FaultLedger
    let quality: DataQuality

    /// A mark row that cannot be read could be anybody's, so it makes all marks of the source unknown.
    var marksFeed: MarksFeed {
        guard manifest.sendsMarks else { return .notSent }
        return faults.leftOutRow(of: .mark) ? .unreadable : .known
    }
}

/// Whether a source says who is marked.
package enum MarksFeed: String, Sendable, Equatable {
    /// It does, and every row was understood.
    case known
    /// It has no marks file: marks are unknown, and nothing from it is shown.
    case notSent = "not-sent"
    /// It has one with rows that could not be read: as unknown as none.
    case unreadable
}
