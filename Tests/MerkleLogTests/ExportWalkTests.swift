import MerkleLog
import TestSupport
import Testing

@Suite("an exported log")
struct ExportWalkTests {
    @Test(
        "a sound log of any size is verified, each file read once and each entry shown in order",
        arguments: [0, 1, 2, 255, 256, 257, 511, 512, 513, 1_000])
    func sound(size: Int) throws {
        let log = try SampleLog(size: size, entryLength: size % 3)
        let files = try log.files()
        let reads = Reads()
        var seen: [[UInt8]] = []

        try ExportWalk.verify(log.checkpoint(), read: { reads.count($0, files[$0]) }) { index, octets in
            #expect(index == Int64(seen.count))
            seen.append(Array(octets))
        }

        #expect(seen == log.entries)
        #expect(reads.most <= 1)
        #expect(reads.paths == Set(files.keys))
    }

    @Test("a log with three levels of tiles is verified")
    func threeLevels() throws {
        let log = try SampleLog(size: 65_536 + 300, entryLength: 3)
        let files = try log.files()
        var count = 0

        try ExportWalk.verify(log.checkpoint(), read: { files[$0] }) { _, _ in count += 1 }

        #expect(count == 65_836)
    }

    /// Of a log of 258 entries every thirteenth octet, to be done within a second or two.
    @Test("no octet of any file can change, and the file is named", arguments: [(3, 1), (40, 1), (258, 13)])
    func everyOctet(size: Int, step: Int) throws {
        let log = try SampleLog(size: size, entryLength: 1)
        let files = try log.files()

        for (path, octets) in files {
            for position in stride(from: 0, to: octets.count, by: step) {
                var changed = octets
                changed[position] ^= 1 << UInt8(position % 8)
                let fault = #expect(throws: ExportFault.self) {
                    try ExportWalk.verify(log.checkpoint(), read: { $0 == path ? changed : files[$0] })
                }
                #expect(fault?.path == path, "\(path) octet \(position)")
            }
        }
    }

    @Test("a file that is missing, cut or lengthened is named", arguments: [3, 256, 300])
    func wholeFiles(size: Int) throws {
        let log = try SampleLog(size: size, entryLength: 1)
        let files = try log.files()

        for (path, octets) in files {
            for changed in [nil, Array(octets.dropLast()), octets + [0], []] {
                let fault = #expect(throws: ExportFault.self) {
                    try ExportWalk.verify(log.checkpoint(), read: { $0 == path ? changed : files[$0] })
                }
                #expect(fault?.path == path)
            }
        }
    }

    @Test("sound files under another checkpoint are refused")
    func otherCheckpoint() throws {
        let log = try SampleLog(size: 300)
        let files = try log.files()
        let other = Checkpoint(origin: SampleLog.origin, size: 300, root: log.tree.root(299))

        #expect(throws: ExportFault.root) { try ExportWalk.verify(other, read: { files[$0] }) }
        #expect(throws: ExportFault.root) {
            try ExportWalk.verify(
                Checkpoint(origin: SampleLog.origin, size: 0, root: log.tree.root(1)), read: { files[$0] })
        }
    }

    @Test("a size that no log has ends at once")
    func largestSize() throws {
        let huge = Checkpoint(origin: SampleLog.origin, size: .max, root: MerkleHash.empty)

        #expect(throws: ExportFault.self) { try ExportWalk.verify(huge, read: { _ in nil }) }
    }
}

/// How often each file was asked for.
private final class Reads {
    private var counts: [TilePath: Int] = [:]

    func count(_ path: TilePath, _ octets: [UInt8]?) -> [UInt8]? {
        counts[path, default: 0] += 1
        return octets
    }

    var most: Int { counts.values.max() ?? 0 }
    var paths: Set<TilePath> { Set(counts.keys) }
}

extension ExportFault {
    fileprivate var path: TilePath? {
        switch self {
        case .missing(let path), .malformed(let path), .tile(let path), .entry(_, let path): path
        case .root: nil
        }
    }
}
