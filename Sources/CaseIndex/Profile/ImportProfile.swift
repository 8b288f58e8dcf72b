import Foundation
import WireProtocol

/// How tables that another standard names become an extract: a reviewed file, `fcg.import-profile/1`, and no program.
///
/// For each file of the extract it names one table and, for each column, where its cells come from. What it does not name
/// is not read.
package struct ImportProfile: Sendable {
    static let schema = "fcg.import-profile/1"

    /// What the manifest will say.
    struct Head: Sendable {
        let source: Code
        let name: String
        let system: String
        let categories: [Code]
        let coverageFrom: CalendarDay
        let area: [AuthorityID]
        let rules: String
    }

    /// One file of the extract.
    struct Table: Sendable {
        /// The table it is made from, a CSV file.
        let from: String
        /// Columns of that table that must not be empty; other rows are not taken.
        let required: [String]
        /// Of each column of ours that is not always empty: where its cells come from.
        let columns: [String: CellRule]
    }

    let head: Head
    let tables: [ExtractFile: Table]

    /// Reads a profile.
    package init(path: String) throws(CaseIndexFault) {
        let url = URL(fileURLWithPath: path)
        func refusal(_ problem: String) -> CaseIndexFault {
            .refused(
                Refusal(
                    folder: url.deletingLastPathComponent().path(percentEncoded: false), place: url.lastPathComponent,
                    problem: problem, remedy: "see the data guide, \u{201C}Import profiles\u{201D}"))
        }
        guard let octets = FileManager.default.contents(atPath: path) else { throw refusal("cannot be read") }
        do { try self.init(try StrictJSON.parse(Array(octets), limits: .file)) } catch { throw refusal("\(error)") }
    }

    init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("profile", as: "`\(ImportProfile.schema)`") { $0 == ImportProfile.schema ? $0 : nil }
        head = Head(
            source: try reader.code("source"), name: try reader.text("name", atMost: 256),
            system: try reader.text("system", atMost: 256), categories: try reader.codes("categories", 1...24),
            coverageFrom: try reader.parsed("coverageFrom", as: "a date", CalendarDay.init),
            area: try reader.list("area", 1...400) { value, place throws(SchemaFault) in
                guard case .string(let text) = value, let authority = AuthorityID(text) else {
                    throw SchemaFault(place, "is not the GSS code of an authority")
                }
                return authority
            }, rules: try reader.text("rules", atMost: 1_024))
        var files = try ObjectReader(try reader.take("files"), at: "files")
        var tables: [ExtractFile: Table] = [:]
        for file in ExtractFile.allCases {
            guard let value = files.takeIfPresent(file.rawValue) else { continue }
            tables[file] = try ImportProfile.table(value, file)
        }
        try files.finish()
        try reader.finish()
        self.tables = tables
        guard tables[.person] != nil else { throw SchemaFault("files.person.csv", "is missing") }
    }

    private static func table(_ value: JSONValue, _ file: ExtractFile) throws(SchemaFault) -> Table {
        let place = "files.\(file.rawValue)"
        var reader = try ObjectReader(value, at: place)
        let from = try reader.text("from", atMost: 128)
        guard !from.contains("/") else { throw SchemaFault("\(place).from", "is a file name, not a path") }
        let required = try reader.listIfPresent("required", 1...32, ObjectReader.text) ?? []
        var cells = try ObjectReader(try reader.take("columns"), at: "\(place).columns")
        var columns: [String: CellRule] = [:]
        for column in file.columns + file.optionalColumns {
            guard let value = cells.takeIfPresent(column) else { continue }
            columns[column] = try CellRule(value, at: "\(place).columns.\(column)")
        }
        try cells.finish()
        try reader.finish()
        return Table(from: from, required: required, columns: columns)
    }
}

/// Where the cells of one column come from.
indirect enum CellRule: Sendable, Equatable {
    /// A column as it is.
    case column(String)
    /// The same text in every row.
    case value(String)
    /// The first of several columns that is not empty.
    case first([CellRule])
    /// The day of a time: the first ten characters.
    case day(CellRule)
    /// Members of a JSON object that stands in a column, parted by spaces; those that are not there are left out.
    case json(String, [String])
    /// Another word for a word; what is not listed becomes `otherwise`.
    case words(CellRule, [String: String], otherwise: String)
    /// One text where a column is empty, another where it is not.
    case ifEmpty(String, String, otherwise: String)
    /// A column of the row in another table whose key stands here.
    case lookUp(CellRule, table: String, key: String, give: String)

    init(_ value: JSONValue, at place: String) throws(SchemaFault) {
        if case .string(let column) = value {
            self = .column(column)
            return
        }
        var reader = try ObjectReader(value, at: place)
        self = try CellRule.rule(&reader, place)
        try reader.finish()
    }

    private static func rule(_ reader: inout ObjectReader, _ place: String) throws(SchemaFault) -> CellRule {
        if let text = try reader.textIfPresent("value", atMost: 256) { return .value(text) }
        if let rule = reader.takeIfPresent("day") { return .day(try CellRule(rule, at: "\(place).day")) }
        if let rules = try reader.listIfPresent("first", 1...8, CellRule.init) { return .first(rules) }
        if let column = try reader.textIfPresent("json", atMost: 128) {
            return .json(column, try reader.list("members", 1...16, ObjectReader.text))
        }
        if let column = try reader.textIfPresent("ifEmpty", atMost: 128) {
            return .ifEmpty(
                column, try reader.text("then", atMost: 64), otherwise: try reader.text("otherwise", atMost: 64))
        }
        if let rule = reader.takeIfPresent("word") {
            let words = try CellRule.words(try reader.take("words"), "\(place).words")
            let rest = try reader.parsed("otherwise", as: "text") { $0 }
            return .words(try CellRule(rule, at: "\(place).word"), words, otherwise: rest)
        }
        guard let rule = reader.takeIfPresent("lookUp") else {
            throw SchemaFault(place, "is no column and none of value, first, day, json, word, ifEmpty, lookUp")
        }
        return .lookUp(
            try CellRule(rule, at: "\(place).lookUp"), table: try reader.text("in", atMost: 128),
            key: try reader.text("key", atMost: 128), give: try reader.text("give", atMost: 128))
    }

    private static func words(_ value: JSONValue, _ place: String) throws(SchemaFault) -> [String: String] {
        guard case .object(let members) = value else { throw SchemaFault(place, "is no object") }
        var words: [String: String] = [:]
        for (word, other) in members { words[word] = try ObjectReader.text(other, "\(place).\(word)") }
        return words
    }

    /// The columns of the table itself that are read.
    var columns: [String] {
        switch self {
        case .column(let name), .json(let name, _), .ifEmpty(let name, _, _): [name]
        case .value: []
        case .first(let rules): rules.flatMap(\.columns)
        case .day(let rule), .words(let rule, _, _), .lookUp(let rule, _, _, _): rule.columns
        }
    }

    /// The other tables that are read: file, key and column.
    var tables: [[String]] {
        switch self {
        case .column, .value, .json, .ifEmpty: []
        case .first(let rules): rules.flatMap(\.tables)
        case .day(let rule), .words(let rule, _, _): rule.tables
        case .lookUp(let rule, let table, let key, let give): rule.tables + [[table, key, give]]
        }
    }
}
