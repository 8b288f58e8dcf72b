import Foundation

/// Reads a CSV file with a header, row by row (RFC 4180, UTF-8 with or without a byte order mark, CRLF or LF).
///
/// A file is read in pieces, so that its size is no matter of memory. Faults name row and file, never what stands there.
struct MatchTable {
    /// The header's fields.
    let columns: [String]
    /// The file, as it was given.
    let path: String
    private let file: FileHandle
    private var chunk: [UInt8] = []
    private var at = 0
    private var row = 0

    init(_ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Complaint("\(path): error: cannot be read") }
        (self.path, self.file) = (path, file)
        var header = MatchTable(path, file)
        guard let columns = try header.read() else { throw Complaint("\(path): error: has no header") }
        let names = columns.map { $0.trimmingCharacters(in: .whitespaces.union(["\u{FEFF}"])).lowercased() }
        guard Set(names).count == names.count else { throw Complaint("\(path):1: error: a column stands twice") }
        self.columns = names
        (chunk, at, row) = (header.chunk, header.at, header.row)
    }

    private init(_ path: String, _ file: FileHandle) { (self.path, self.file, columns) = (path, file, []) }

    /// The next row, or `nil` after the last; empty lines are passed over.
    mutating func next() throws -> [String]? {
        while let fields = try read() {
            if fields == [""], columns.count > 1 { continue }
            guard fields.count == columns.count else {
                throw Complaint("\(path):\(row): error: \(fields.count) fields, the header has \(columns.count)")
            }
            return fields
        }
        return nil
    }

    private mutating func read() throws -> [String]? {
        guard try peek() != nil else { return nil }
        row += 1
        var fields: [String] = []
        while true {
            let octets = try peek() == UInt8(ascii: "\"") ? try quoted() : try plain()
            guard let text = String(validating: octets, as: UTF8.self) else {
                throw Complaint("\(path):\(row): error: octets that are not UTF-8")
            }
            fields.append(text)
            switch try take() {
            case UInt8(ascii: ","): continue
            case 0x0D:
                if try peek() == 0x0A { _ = try take() }
                return fields
            case nil, 0x0A: return fields
            default: throw Complaint("\(path):\(row): error: something behind a closing quote")
            }
        }
    }

    private mutating func plain() throws -> [UInt8] {
        var octets: [UInt8] = []
        while let octet = try peek(), octet != UInt8(ascii: ","), octet != 0x0A, octet != 0x0D {
            octets.append(octet)
            at += 1
        }
        return octets
    }

    private mutating func quoted() throws -> [UInt8] {
        var octets: [UInt8] = []
        at += 1
        while let octet = try take() {
            if octet == UInt8(ascii: "\"") {
                guard try peek() == octet else { return octets }
                at += 1
            }
            octets.append(octet)
        }
        throw Complaint("\(path):\(row): error: a quoted field that is never closed")
    }

    private mutating func take() throws -> UInt8? {
        let octet = try peek()
        at += 1
        return octet
    }

    private mutating func peek() throws -> UInt8? {
        if at < chunk.count { return chunk[at] }
        guard let data = try file.read(upToCount: 1 << 20), !data.isEmpty else { return nil }
        (chunk, at) = (Array(data), 0)
        return chunk[0]
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
