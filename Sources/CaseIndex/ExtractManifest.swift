import WireProtocol

/// `manifest.json` of an extract: who sends what, when it was taken, and how to know that all of it arrived.
struct ExtractManifest: Sendable, Equatable {
    static let schema = "fcg.extract/1"

    /// How dates are written in the files.
    enum DateForm: String, Sendable {
        case iso
        case british = "dd/mm/yyyy"
    }

    /// What a file must be.
    struct FileEntry: Sendable, Equatable {
        let rows: Int
        let sha256: String
    }

    let source: Code
    let name: String
    let system: String
    let categories: [Code]
    let extractedAt: Instant
    let from: CalendarDay
    let to: CalendarDay
    let area: [AuthorityID]
    let rules: String
    let dates: DateForm
    let files: [ExtractFile: FileEntry]

    /// Whether the source sends marks at all. Without them every mark is unknown, which is not the same as none.
    var sendsMarks: Bool { files[.mark] != nil }
    /// What an answer says about this source.
    var note: SourceNote {
        SourceNote(name: name, currentAsOf: extractedAt.londonDay, from: from, to: to, area: area, rules: rules)
    }

    init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("schema", as: "`\(ExtractManifest.schema)`") { $0 == ExtractManifest.schema ? $0 : nil }
        source = try reader.code("source")
        name = try reader.text("name", atMost: 256)
        system = try reader.text("system", atMost: 256)
        categories = try reader.codes("categories", 1...24)
        extractedAt = try reader.parsed("extractedAt", as: "a time such as 2026-11-20T02:10:00Z", Instant.init)
        rules = try reader.text("rules", atMost: 1_024)
        dates = try reader.parsed("dates", as: "`iso` or `dd/mm/yyyy`", DateForm.init)
        (from, to, area) = try ExtractManifest.coverage(try reader.take("coverage"))
        files = try ExtractManifest.files(try reader.take("files"))
        try reader.finish()
    }

    private static func coverage(
        _ value: JSONValue
    ) throws(SchemaFault) -> (CalendarDay, CalendarDay, [AuthorityID]) {
        var reader = try ObjectReader(value, at: "coverage")
        let from = try reader.parsed("from", as: "a date", CalendarDay.init)
        let to = try reader.parsed("to", as: "a date", CalendarDay.init)
        let area = try reader.list("area", 1...400) { value, place throws(SchemaFault) in
            guard case .string(let text) = value, let authority = AuthorityID(text) else {
                throw SchemaFault(place, "is not the GSS code of an authority")
            }
            return authority
        }
        try reader.finish()
        guard from <= to else { throw SchemaFault("coverage", "ends before it begins") }
        return (from, to, area)
    }

    private static func files(_ value: JSONValue) throws(SchemaFault) -> [ExtractFile: FileEntry] {
        var reader = try ObjectReader(value, at: "files")
        var files: [ExtractFile: FileEntry] = [:]
        for file in ExtractFile.allCases {
            guard let value = reader.takeIfPresent(file.rawValue) else {
                guard file == .mark else { throw SchemaFault("files.\(file.rawValue)", "is missing") }
                continue
            }
            var entry = try ObjectReader(value, at: "files.\(file.rawValue)")
            let rows = try entry.integer("rows", in: 0...1_000_000_000)
            let digest = try entry.parsed("sha256", as: "64 lower-case hexadecimal digits") { text in
                Hex.decode(text)?.count == 32 ? text : nil
            }
            try entry.finish()
            files[file] = FileEntry(rows: Int(rows), sha256: digest)
        }
        try reader.finish()
        return files
    }
}
