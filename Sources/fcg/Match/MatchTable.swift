import CaseIndex
import Foundation

/// A CSV file with a header, row by row, by the reader of the extracts: what is refused there is refused here.
///
/// A file is read in pieces, so that its size is no matter of memory. Faults name row and file, never what stands there.
struct MatchTable {
    /// The header's fields.
    let columns: [String]
    /// The file, as it was given.
    let path: String
    private var reader: CSVReader

    init(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Complaint("\(path): error: cannot be read") }
        self.path = path
        reader = CSVReader(longest: 65_536) { () throws(CSVFault) in
            do { return [UInt8](try file.read(upToCount: 1 << 18) ?? Data()) } catch {
                throw CSVFault(reason: .unreadable, row: 0, column: 0)
            }
        }
        guard let header = try MatchTable.read(&reader, path) else { throw Complaint("\(path): error: has no header") }
        columns = header.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard Set(columns).count == columns.count else { throw Complaint("\(path):1: error: a column stands twice") }
    }

    /// The next row, or `nil` after the last.
    mutating func next() throws -> [String]? { try MatchTable.read(&reader, path) }

    private static func read(_ reader: inout CSVReader, _ path: String) throws -> [String]? {
        do { return try reader.next() } catch {
            throw Complaint(
                "\(path):\(error.row): error: \(error.reason.rawValue), at column \(error.column)\n"
                    + "    help: write the file as RFC 4180 has it, every row with the fields of the header")
        }
    }
}

/// Writes a CSV file beside an old one of the name, and puts it in its place at the end.
final class MatchWriter {
    private let path: String
    private let file: FileHandle
    private var waiting: [UInt8] = []

    init(_ path: String, _ header: [String]) throws {
        self.path = path
        let made = FileManager.default.createFile(
            atPath: path + ".new", contents: nil, attributes: [.posixPermissions: 0o600])
        guard made, let file = FileHandle(forWritingAtPath: path + ".new") else {
            throw Complaint("\(path): error: cannot be written")
        }
        self.file = file
        try write(header)
    }

    func write(_ fields: [String]) throws {
        waiting += fields.map(MatchWriter.quoted).joined(separator: ",").utf8 + [0x0A]
        if waiting.count > 1 << 20 { try flush() }
    }

    func finish() throws {
        try flush()
        try file.close()
        guard rename(path + ".new", path) == 0 else { throw Complaint("\(path): error: cannot be written") }
    }

    private func flush() throws {
        try file.write(contentsOf: waiting)
        waiting = []
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return field }
        return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
