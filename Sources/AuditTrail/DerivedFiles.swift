import Foundation
import MerkleLog
import WireProtocol

/// The files of an export that can be made again from its entries: each line is, and is compared.
final class DerivedFiles {
    private let folder: String
    private let origin: String
    private var leaves: LineCursor?
    private var payloads: LineCursor?
    private var events: LineCursor?
    private var waiting: OpenedLeaf?
    private(set) var opened = 0

    init(
        _ folder: String, origin: String, read: (String) throws(AuditFileFault) -> Data
    ) throws(AuditFileFault) {
        (self.folder, self.origin) = (folder, origin)
        func cursor(_ name: String) throws(AuditFileFault) -> LineCursor? {
            guard FileManager.default.fileExists(atPath: "\(folder)/\(name)") else { return nil }
            return LineCursor(name: name, octets: try read(name))
        }
        leaves = try cursor(ExportFiles.leaves)
        payloads = try cursor(ExportFiles.payloads)
        events = try cursor(ExportFiles.events)
    }

    /// The files there are.
    var names: [String] { [leaves, payloads, events].compactMap { $0?.name } }

    /// Compares what an entry leads to.
    func check(_ index: Int64, _ octets: ArraySlice<UInt8>) throws(AuditFileFault) {
        guard leaves != nil || payloads != nil || events != nil else { return }
        let log = origin.split(separator: "/").dropLast().last == "audit" ? LogName.exchange : .internal
        guard let leaf = ReadLeaf(Array(octets), in: log) else {
            throw fault("tile/entries", "entry \(index) is no leaf in its one form")
        }
        try expect(&leaves, ExportFiles.line(index, leaf: octets), index)
        let opened = try opening(of: index, leaf)
        if events != nil {
            try expect(&events, FHIRAuditEvent(origin: origin, index: index, leaf: leaf, opened: opened).line, index)
        }
    }

    /// Nothing may stand behind the last entry.
    func finish() throws(AuditFileFault) {
        if let waiting { throw fault(ExportFiles.payloads, "opens entry \(waiting.index), which does not exist") }
        for cursor in [leaves, payloads, events] {
            guard let cursor, !cursor.isAtEnd else { continue }
            throw fault(cursor.name, "has lines after the last entry")
        }
    }

    private func expect(_ cursor: inout LineCursor?, _ line: [UInt8], _ index: Int64) throws(AuditFileFault) {
        guard let name = cursor?.name else { return }
        guard cursor?.take(line) == true else {
            throw fault(name, "line \(index + 1) is not what entry \(index) says")
        }
    }

    private func opening(of index: Int64, _ leaf: ReadLeaf) throws(AuditFileFault) -> OpenedLeaf {
        if waiting == nil, let cursor = payloads, !cursor.isAtEnd {
            guard let line = payloads?.next(), let read = OpenedLeaf(line: line) else {
                throw fault(ExportFiles.payloads, "the line after that of entry \(index - 1) is not in its one form")
            }
            waiting = read
        }
        guard let found = waiting, found.index <= index else { return OpenedLeaf(index: index) }
        guard found.index == index, !found.openings.isEmpty else {
            throw fault(ExportFiles.payloads, "the line of entry \(found.index) stands in the wrong place")
        }
        if let slot = found.mismatch(leaf) {
            throw fault(ExportFiles.payloads, "the opening of `\(slot)` of entry \(index) is not what it commits to")
        }
        waiting = nil
        opened += found.openings.count
        return found
    }

    private func fault(_ name: String, _ problem: String) -> AuditFileFault {
        AuditFileFault(
            "\(folder)/\(name)", problem,
            help: "ask for the export again, and keep this one: it shows that something was changed")
    }
}

/// Goes through a file line by line.
struct LineCursor {
    let name: String
    private let octets: Data
    private var place = 0

    init(name: String, octets: Data) {
        self.name = name
        self.octets = octets
    }

    var isAtEnd: Bool { place == octets.count }

    /// Goes on if this line, with its end, comes next.
    mutating func take(_ line: [UInt8]) -> Bool {
        guard octets.count - place >= line.count else { return false }
        let same = octets.withUnsafeBytes { all in
            line.elementsEqual(all[place..<place + line.count])
        }
        if same { place += line.count }
        return same
    }

    /// The next line, without its end.
    mutating func next() -> [UInt8]? {
        guard let end = octets[place...].firstIndex(of: 0x0A) else { return nil }
        defer { place = end + 1 }
        return Array(octets[place..<end])
    }
}
