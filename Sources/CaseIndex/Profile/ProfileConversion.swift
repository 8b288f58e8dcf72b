import Crypto
import Foundation
package import WireProtocol

/// Makes an extract folder from a folder of tables, as a profile says. Row by row; only what the profile names is read.
package struct ProfileConversion {
    private let profile: ImportProfile
    private let tables: String
    private let extract: String
    private var lookUps: [[String]: [String: String]] = [:]

    /// What became of one file.
    package struct FileResult: Sendable, Equatable {
        /// The file of the extract.
        package let file: String
        /// The table it was made from, if any.
        package let from: String?
        /// Rows written.
        package let rows: Int
        /// Rows of the table that were not taken because a required cell is empty.
        package let passedOver: Int
    }

    /// From `tables` into `extract`, which is made or written over.
    package init(_ profile: ImportProfile, tables: String, extract: String) {
        self.profile = profile
        self.tables = tables
        self.extract = extract
    }

    /// Writes all files and the manifest; `extractedAt` is when the tables were taken from their system.
    package mutating func run(extractedAt: Instant) throws(CaseIndexFault) -> [FileResult] {
        do {
            try FileManager.default.createDirectory(
                atPath: extract, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            var entries: [String: JSONValue] = [:]
            var results: [FileResult] = []
            for file in ExtractFile.allCases where file != .mark || profile.tables[.mark] != nil {
                let (result, digest) = try write(file)
                results.append(result)
                entries[file.rawValue] = ["rows": .integer(Int64(result.rows)), "sha256": .string(digest)]
            }
            try Data(CanonicalJSON.encode(manifest(entries, extractedAt)))
                .write(to: URL(fileURLWithPath: "\(extract)/\(ExtractFile.manifest)"))
            return results
        } catch let fault as CaseIndexFault {
            throw fault
        } catch {
            throw .interrupted(by: "\(type(of: error))")
        }
    }

    private func manifest(_ entries: [String: JSONValue], _ extractedAt: Instant) -> JSONValue {
        let head = profile.head
        return [
            "schema": .string(ExtractManifest.schema), "source": .string(head.source.text), "name": .string(head.name),
            "system": .string(head.system), "categories": .array(head.categories.map { .string($0.text) }),
            "extractedAt": .string(extractedAt.text),
            "coverage": [
                "from": .string(head.coverageFrom.description), "to": .string(extractedAt.londonDay.description),
                "area": .array(head.area.map { .string($0.code) }),
            ], "rules": .string(head.rules), "dates": "iso", "files": .object(entries),
        ]
    }

    private mutating func write(_ file: ExtractFile) throws -> (FileResult, String) {
        var out = try CSVOutput(path: "\(extract)/\(file.rawValue)")
        let columns = file.columns + file.optionalColumns.filter { profile.tables[file]?.columns[$0] != nil }
        out.write(columns)
        var (rows, passedOver) = (0, 0)
        if let table = profile.tables[file] {
            for rule in table.columns.values { for key in rule.tables { try readLookUp(key) } }
            let rules = columns.map { table.columns[$0] }
            try forEachRow(of: table.from, columns: table.required + rules.flatMap { $0?.columns ?? [] }) { row in
                guard table.required.allSatisfy({ !(row[$0] ?? "").isEmpty }) else { return passedOver += 1 }
                out.write(rules.map { $0.map { cell($0, row) } ?? "" })
                rows += 1
            }
        }
        let digest = try out.finish()
        let from = profile.tables[file]?.from
        return (FileResult(file: file.rawValue, from: from, rows: rows, passedOver: passedOver), digest)
    }

    // MARK: Cells

    private func cell(_ rule: CellRule, _ row: [String: String]) -> String {
        switch rule {
        case .column(let name): row[name] ?? ""
        case .value(let text): text
        case .first(let rules): rules.lazy.map { cell($0, row) }.first { !$0.isEmpty } ?? ""
        case .day(let rule): String(cell(rule, row).prefix(10))
        case .json(let column, let members): ProfileConversion.members(members, of: row[column] ?? "")
        case .words(let rule, let words, let rest): words[cell(rule, row)] ?? rest
        case .ifEmpty(let column, let text, let rest): (row[column] ?? "").isEmpty ? text : rest
        case .lookUp(let rule, let table, let key, let give): lookUps[[table, key, give]]?[cell(rule, row)] ?? ""
        }
    }

    /// What cannot be read as JSON has no members.
    private static func members(_ names: [String], of text: String) -> String {
        guard case .object(let members)? = try? StrictJSON.parse(Array(text.utf8), limits: .file) else { return "" }
        return names.compactMap { name -> String? in
            switch members[name] {
            case .string(let text)?: text.isEmpty ? nil : text
            case .integer(let number)?: String(number)
            case .bool?, .null?, .array?, .object?, nil: nil
            }
        }.joined(separator: " ")
    }

    private mutating func readLookUp(_ place: [String]) throws {
        guard lookUps[place] == nil else { return }
        var found: [String: String] = [:]
        try forEachRow(of: place[0], columns: [place[1], place[2]]) { row in
            if let key = row[place[1]], !key.isEmpty { found[key] = row[place[2]] }
        }
        lookUps[place] = found
    }

    // MARK: Tables

    private func forEachRow(of table: String, columns: [String], _ body: ([String: String]) throws -> Void) throws {
        guard let stream = FileStream(path: "\(tables)/\(table)") else {
            throw refusal(table, "is missing", "export it, or take it out of the profile")
        }
        var reader = CSVReader(longest: 16_384) { () throws(CSVFault) in
            do { return try stream.next() } catch { throw CSVFault(reason: .unreadable, row: 0, column: 0) }
        }
        do {
            let header = try reader.next() ?? []
            let places = try Set(columns).map { column in
                guard let place = header.firstIndex(of: column) else {
                    throw refusal("\(table):1:\(column)", "is a column the profile names", "export it")
                }
                return (column, place)
            }
            while try reader.advance() {
                var row: [String: String] = [:]
                for (column, place) in places {
                    let text = reader.fields.text(reader.fields.range(place)).trimmed
                    row[column] = text.uppercased() == "NULL" ? "" : text
                }
                try body(row)
            }
        } catch let fault as CSVFault {
            throw refusal(
                "\(table):\(fault.row):column \(fault.column)", "holds \(fault.reason.rawValue)",
                "export it again as RFC 4180 CSV in UTF-8")
        }
    }

    private func refusal(_ place: String, _ problem: String, _ remedy: String) -> CaseIndexFault {
        .refused(Refusal(folder: tables, place: place, problem: problem, remedy: remedy))
    }
}

/// A CSV file in the making, for its owner only, hashed on the way.
private struct CSVOutput {
    private let handle: FileHandle
    private var digest = SHA256()
    private var room: [UInt8] = []

    init(path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    mutating func write(_ cells: [String]) {
        for (place, cell) in cells.enumerated() {
            if place > 0 { room.append(UInt8(ascii: ",")) }
            if cell.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) {
                room += Array("\"\(cell.replacingOccurrences(of: "\"", with: "\"\""))\"".utf8)
            } else {
                room += cell.utf8
            }
        }
        room.append(UInt8(ascii: "\n"))
        if room.count > 262_144 { flush() }
    }

    private mutating func flush() {
        digest.update(data: room)
        handle.write(Data(room))
        room.removeAll(keepingCapacity: true)
    }

    /// Closes the file; returns its SHA-256.
    mutating func finish() throws -> String {
        flush()
        try handle.close()
        return Hex.encode(digest.finalize())
    }
}
