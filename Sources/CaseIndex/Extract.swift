import WireProtocol

/// What one folder holds that can be loaded, and what was left out of it.
struct Extract: Sendable {
    let folder: String
    let manifest: ExtractManifest
    var people: [PersonRow] = []
    var addresses: [AddressRow] = []
    var involvements: [InvolvementRow] = []
    var contacts: [String: ContactRow] = [:]
    var flags: [String: [Code: String]] = [:]
    var marks: [MarkRow] = []
    /// Rows taken, by file.
    var accepted: [ExtractFile: Int] = [:]
    var faults: [RowFault] = []

    /// A mark row that cannot be read could be anybody's, so it makes all marks of the source unknown.
    var marksFeed: MarksFeed {
        guard manifest.sendsMarks else { return .notSent }
        return faults.contains { $0.file == ExtractFile.mark.rawValue } ? .unreadable : .known
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
