import BenchFigures
import Foundation
import MerkleLog

/// An exported log of invented entries in a folder of its own.
struct BenchExport {
    static let entryLength = 500

    let checkpoint: Checkpoint
    private let folder: URL

    /// Without entries only the tiles of hashes are written.
    init(folder: String, entries: Int, hasEntries: Bool = true) throws {
        let folder = URL(filePath: folder).appending(path: "export-\(UUID().uuidString)")
        self.folder = folder
        var edge = RightEdge()
        var levels: [[MerkleHash]] = []
        var bundle: [[UInt8]] = []
        func write(level: Int, width: Int) throws {
            let index = (edge.size - 1) >> Int64(8 * (level + 1))
            try BenchExport.write(Tile.encode(levels[level]), .hashes(level: level), index, width, in: folder)
            levels[level] = []
        }
        for number in 0..<entries {
            bundle.append(BenchExport.entry(number))
            var hashes = [MerkleHash.leaf(bundle[bundle.count - 1])]
            edge.append(hashes[0]) { height, hash in if height % 8 == 0 { hashes.append(hash) } }
            for (level, hash) in hashes.enumerated() {
                if level == levels.count { levels.append([]) }
                levels[level].append(hash)
                if levels[level].count == TilePath.fullWidth { try write(level: level, width: TilePath.fullWidth) }
            }
            if bundle.count == TilePath.fullWidth || number == entries - 1 {
                let octets = EntryBundle.encode(bundle) ?? []
                if hasEntries {
                    try BenchExport.write(octets, .entries, Int64(number >> 8), bundle.count, in: folder)
                }
                bundle = []
            }
        }
        for level in levels.indices where !levels[level].isEmpty { try write(level: level, width: levels[level].count) }
        checkpoint = Checkpoint(origin: "council.example/audit/2026", size: Int64(entries), root: edge.root)
    }

    /// The number in the first eight octets, then the same octet again and again.
    static func entry(_ number: Int) -> [UInt8] {
        var entry = [UInt8](repeating: UInt8(number & 255), count: entryLength)
        withUnsafeBytes(of: number) { entry.replaceSubrange(0..<8, with: $0) }
        return entry
    }

    /// A file's octets, read with as little around it as there is.
    func read(_ path: TilePath) -> [UInt8]? {
        let file = open(folder.appending(path: path.description).path(percentEncoded: false), O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let length = Int(lseek(file, 0, SEEK_END))
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, length, 0))
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private static func write(
        _ octets: [UInt8], _ kind: TilePath.Kind, _ index: Int64, _ width: Int, in folder: URL
    ) throws {
        guard let path = TilePath(kind, index: index, width: width) else { throw BenchFault("no such tile") }
        let file = folder.appending(path: path.description)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(octets).write(to: file)
    }
}
