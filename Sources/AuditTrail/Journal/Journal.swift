import Crypto
import Foundation

/// The file in which a log's newest records become durable, before they are moved into its tables.
///
/// One write a frame, past the page cache where the file system can (`O_DIRECT`) and synchronous (`O_DSYNC`), into blocks that
/// are there already: all that a record costs before its caller goes on. Used by one thread at a time. When all it holds
/// stands in the tables, it is begun anew from its beginning.
final class Journal {
    /// So many octets are written before the tables have to catch up: some 5,000 of the longest records.
    static let capacity = 128 << 20
    private static let leastGrowth = 256 << 10
    private static let mostGrowth = 4 << 20

    /// `O_DIRECT` of Linux, which glibc shows to GNU sources alone.
    #if arch(arm64)
        private static let pastPageCache: Int32 = 0o200000
    #else
        private static let pastPageCache: Int32 = 0o40000
    #endif

    let path: String
    private let descriptor: Int32
    private let key: SymmetricKey
    private var run = UInt64.random(in: .min ... .max)
    private var end = 0
    /// Octets of the file: blocks that can be written over.
    private var size: Int
    private var frame = AlignedOctets()

    init(path: String, key: SymmetricKey) throws(AuditFailure) {
        self.path = path
        self.key = key
        let isNew = access(path, F_OK) != 0
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_DSYNC
        let direct = open(path, flags | Journal.pastPageCache, 0o600)
        descriptor = direct < 0 && errno == EINVAL ? open(path, flags, 0o600) : direct
        guard descriptor >= 0 else { throw Journal.fault(path) }
        size = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        if isNew { try DurableFile.syncFolder(of: path) }
    }

    deinit { close(descriptor) }

    /// Whether frames have to be moved before more are written.
    var isFull: Bool { end >= Journal.capacity }

    /// Everything in the file.
    func content() throws(AuditFailure) -> JournalContent {
        let octets = try DurableFile.read(path) ?? []
        do throws(JournalFault) {
            return try JournalContent(octets, key: key)
        } catch { throw .damaged("`\(path)` holds a record that cannot be read") }
    }

    /// Returns once the records would survive a power cut.
    func append(_ appends: [[PreparedLeaf]], first: Int64) throws(JournalWriteFault) {
        let head: [UInt8]
        do throws(AuditFailure) {
            head = try JournalHead.encode(run: run, first: first, appends, key: key)
        } catch { throw JournalWriteFault(failure: error, leavesDoubt: false) }
        frame.fill(with: head, appends)
        try grow(to: end + frame.count)
        try write(frame, at: end)
        end += frame.count
    }

    /// Begins anew, over what stands in the tables.
    func restart() {
        guard end > 0 else { return }
        end = 0
        run = UInt64.random(in: .min ... .max)
    }

    /// Empties the file: only once everything stands in the tables.
    func clear() throws(AuditFailure) {
        restart()
        guard ftruncate(descriptor, 0) == 0, fsync(descriptor) == 0 else { throw Journal.fault(path) }
        size = 0
    }

    /// Writes zeros ahead: a write that has to find new blocks takes longer, a long one eight times as long (decision 0055).
    private func grow(to length: Int) throws(JournalWriteFault) {
        while size < length {
            var zeros = AlignedOctets()
            zeros.fill(zeros: min(max(Journal.leastGrowth, size), Journal.mostGrowth))
            try write(zeros, at: size)
            size += zeros.count
        }
    }

    /// What a full disk cut short is written over by the next frame.
    private func write(_ octets: borrowing AlignedOctets, at start: Int) throws(JournalWriteFault) {
        var done = 0
        while done < octets.count {
            let count = octets.withOctets { pwrite(descriptor, $0 + done, octets.count - done, off_t(start + done)) }
            if count < 0, errno == EINTR || leavesPageCache(errno) { continue }
            guard count > 0 else {
                throw JournalWriteFault(failure: Journal.fault(path), leavesDoubt: errno != ENOSPC)
            }
            done += count
        }
    }

    /// Goes through the page cache from now on, where the file system only says so at a write. A write cut short is no longer
    /// aligned, either.
    private func leavesPageCache(_ code: Int32) -> Bool {
        let flags = fcntl(descriptor, F_GETFL)
        guard code == EINVAL, flags >= 0, flags & Journal.pastPageCache != 0 else { return false }
        return fcntl(descriptor, F_SETFL, flags & ~Journal.pastPageCache) == 0
    }

    /// `seq` after the last leaf that a journal says is durable, 0 where it is empty. For whoever has no key to it: reads the heads
    /// alone, of a running node's journal too.
    static func next(path: String) throws(AuditFailure) -> Int64 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw fault(path) }
            return 0
        }
        defer { close(descriptor) }
        var place = 0
        var last: JournalHead?
        var octets = [UInt8](repeating: 0, count: JournalHead.longest)
        while true {
            let count = pread(descriptor, &octets, octets.count, off_t(place))
            guard count >= 0 else { throw fault(path) }
            guard let head = JournalHead(octets[..<count], key: nil), last.map({ head.follows($0) }) ?? true else {
                return last?.next ?? 0
            }
            last = head
            place += head.paddedLength
        }
    }

    private static func fault(_ path: String) -> AuditFailure {
        .notDurable("`\(path)`: \(String(cString: strerror(errno)))")
    }
}

/// Why records did not become durable, and whether it is unknown what reached the disk.
struct JournalWriteFault: Error {
    let failure: AuditFailure
    let leavesDoubt: Bool
}

/// Octets in memory as `O_DIRECT` wants them: begun and padded with zeros to multiples of a frame's alignment.
///
/// In one large page where the kernel has some: a disk gets a megabyte in a few pieces instead of 256, in two thirds of the
/// time (decision 0056).
private struct AlignedOctets: ~Copyable {
    private static let largePage = 2 << 20
    private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private(set) var count = 0

    deinit { buffer.deallocate() }

    /// Replaces what is there by a head and the records of leaves, one behind the other.
    mutating func fill(with head: [UInt8], _ appends: [[PreparedLeaf]]) {
        let length = appends.reduce(head.count) { $1.reduce($0) { $0 + $1.record.count } }
        makeRoom(for: length)
        buffer.copyBytes(from: head)
        var place = head.count
        for leaves in appends {
            for leaf in leaves {
                buffer[place...].copyBytes(from: leaf.record)
                place += leaf.record.count
            }
        }
        buffer[place..<count].initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// Replaces what is there by zeros.
    mutating func fill(zeros length: Int) {
        makeRoom(for: length)
        buffer[..<count].initializeMemory(as: UInt8.self, repeating: 0)
    }

    private mutating func makeRoom(for length: Int) {
        count = JournalHead.padded(length)
        if buffer.count < count {
            buffer.deallocate()
            let pages = (count + AlignedOctets.largePage - 1) / AlignedOctets.largePage
            buffer = .allocate(byteCount: pages * AlignedOctets.largePage, alignment: AlignedOctets.largePage)
            // Advice: where it cannot be followed, small pages do.
            _ = madvise(buffer.baseAddress, buffer.count, MADV_HUGEPAGE)
        }
    }

    func withOctets<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        guard let start = buffer.baseAddress else { preconditionFailure("nothing was filled in") }
        return body(start)
    }
}
