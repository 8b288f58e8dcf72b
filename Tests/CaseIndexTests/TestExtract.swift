import Crypto
import Foundation
import PersonMatching
import WireProtocol

@testable import CaseIndex

/// An extract folder in the making: tables of cells, spoiled as a test likes.
struct TestExtract {
    var source = "testham-schools"
    var categories = ["school"]
    var extractedAt = "2026-11-20T02:10:00Z"
    var dates = "iso"
    var hasMarks = true
    var tables: [String: [[String]]] = [:]
    var headers: [String: [String]] = [:]
    /// Changes a file after its digest was written into the manifest.
    var spoil: [String: ([UInt8]) -> [UInt8]] = [:]
    var manifestRows: [String: Int] = [:]
    var lineEnd = "\n"
    var byteOrderMark = false

    /// Adds a person with one current address and one involvement.
    mutating func add(
        _ id: String, _ given: String, _ family: String, born: String = "2012-05-12", number: String = "",
        postcode: String = "SK99 1AA", line: String = "", uprn: String = "", middle: String = "", sex: String = "",
        previous: String = "", upn: String = "", knownAs: String = "", until: String = "",
        authority: String = "E08000007", involvement: String? = "current"
    ) {
        tables["person.csv", default: []].append(
            [id, number, upn, given, middle, family, previous, knownAs, born, sex])
        tables["address.csv", default: []].append(
            [id, line.isEmpty ? "\(id) Testing Row" : line, "Testham", postcode, uprn, authority, "2015-01-01", until])
        guard let involvement else { return }
        tables["involvement.csv", default: []].append(
            [
                "inv-\(id)", id, categories[0], involvement, "2020-09-01",
                involvement == "current" ? "" : "2024-07-19", "Testham Primary", "c1",
            ])
    }

    mutating func addContact() {
        tables["contact.csv", default: []].append(
            [
                "c1", "Robin Placeholder", "safeguarding lead", "0161 496 0001", "robin@testham.example",
                "Front office", "0161 496 0002", "office@testham.example",
            ])
    }

    mutating func mark(_ id: String, _ mark: String, involvement: String = "", until: String = "") {
        tables["mark.csv", default: []].append([id, mark, involvement, "2026-01-01", until])
    }

    func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var entries: [String: JSONValue] = [:]
        for file in ExtractFile.allCases where file != .mark || hasMarks {
            let rows = tables[file.rawValue] ?? []
            let octets = csv([headers[file.rawValue] ?? file.columns] + rows)
            let count = Int64(manifestRows[file.rawValue] ?? rows.count)
            entries[file.rawValue] = [
                "rows": .integer(count), "sha256": .string(Hex.encode(SHA256.hash(data: octets))),
            ]
            let spoiled = spoil[file.rawValue]?(octets) ?? octets
            try Data(spoiled).write(to: URL(fileURLWithPath: "\(folder)/\(file.rawValue)"))
        }
        let manifest: JSONValue = [
            "schema": "fcg.extract/1", "source": .string(source), "name": .string("Name of \(source)"),
            "system": "Testsys", "categories": .array(categories.map(JSONValue.string)),
            "extractedAt": .string(extractedAt),
            "coverage": ["from": "2016-09-01", "to": "2026-11-19", "area": ["E08000007"]], "rules": "everybody",
            "dates": .string(dates), "files": .object(entries),
        ]
        try Data(CanonicalJSON.encode(manifest)).write(to: URL(fileURLWithPath: "\(folder)/manifest.json"))
    }

    private func csv(_ rows: [[String]]) -> [UInt8] {
        let text = rows.map { row in row.map(quoted).joined(separator: ",") + lineEnd }.joined()
        return (byteOrderMark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    }
}

func quoted(_ field: String) -> String {
    let mustQuote = field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return mustQuote ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
}

/// An index in a folder of its own that goes away with it.
final class TestIndex {
    let root: String
    let index: CaseIndex
    let book: StaffBook?
    let now = Instant(seconds: 1_795_150_800)  // 2026-11-20T05:00:00Z

    init(withBook: Bool = false) throws {
        root = FileManager.default.temporaryDirectory.path + "/fcg-index-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        book = withBook ? try StaffBook(path: root + "/book.sqlite") : nil
        index = try CaseIndex.open(path: root + "/index.sqlite", book: book)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    @discardableResult
    func load(_ extract: TestExtract, limits: LoadLimits = .ordinary) throws -> LoadReport {
        let folder = "\(root)/extracts/\(extract.source)"
        try? FileManager.default.removeItem(atPath: folder)
        try extract.write(to: folder)
        return try index.load(folder: folder, now: now, limits: limits)
    }

    /// The refusal a load ends with, or `nil` if it is loaded.
    func refusal(_ extract: TestExtract, limits: LoadLimits = .ordinary) throws -> Refusal? {
        do {
            try load(extract, limits: limits)
            return nil
        } catch CaseIndexFault.refused(let refusal) {
            return refusal
        }
    }

    func outcome(_ description: PersonDescription) throws -> MatchOutcome {
        try index.read { try $0.find(description).outcome }
    }

    /// Facts of the one person a description finds.
    func facts(_ description: PersonDescription) throws -> HeldFacts? {
        try index.read { snapshot in
            let result = try snapshot.find(description)
            guard case .match(let key) = result.outcome else { return nil }
            return try snapshot.facts(of: key)
        }
    }

    func involvements(_ description: PersonDescription, _ category: Code = "school") throws -> [Involvement] {
        try index.read { try $0.involvements(of: try $0.find(description).key, category: category) }
    }

    var people: Int {
        get throws { try index.sources().reduce(0) { $0 + ($1.rows["person.csv"] ?? 0) } }
    }
}

func asked(
    _ given: String, _ family: String, born: String = "2012-05-12", postcode: String? = "SK99 1AA",
    number: String? = nil
) -> PersonDescription {
    PersonDescription(
        given: [given], family: family, dateOfBirth: CalendarDay(born), postcodes: postcode.map { [$0] } ?? [],
        nhsNumber: number)
}

/// The `n`th valid NHS number of the range 999, which is never issued.
func number(_ n: Int) -> String {
    let valid = (0..<40).flatMap { serial in
        (0...9).map { "9990000" + (serial < 10 ? "0" : "") + "\(serial)\($0)" }
    }.filter { NHSNumber($0) != nil }
    return valid[n]
}

extension MatchOutcome {
    var isMatch: Bool { if case .match = self { true } else { false } }
}
