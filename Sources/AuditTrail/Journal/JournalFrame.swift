import Crypto
import Foundation

/// The head of a frame: what one sync made durable. Its records follow in order, then zeros up to the next 4,096 octets.
///
/// Octets: the mark (8), the run (8), `seq` of the first leaf (8), the number of records (4), a length (4) and a seal (28)
/// for each of them, the head's own seal (28). Numbers are big-endian.
struct JournalHead: Sendable {
    /// Frames written since the journal was begun anew share a number drawn by chance.
    let run: UInt64
    let first: Int64
    let lengths: [Int]
    let seals: [ArraySlice<UInt8>]

    static let mark = Array("fcgjrn1\n".utf8)
    /// Frames begin at multiples: disks write such blocks past the page cache, and a frame can be found behind a damaged one.
    static let alignment = 4_096
    private static let fixedLength = 28
    private static let entryLength = 4 + JournalSeal.length
    static let mostRecords = 4_096
    /// Octets of the longest head.
    static let longest = fixedLength + mostRecords * entryLength + JournalSeal.length

    /// `seq` of the leaf after the frame's last.
    var next: Int64 { first + Int64(lengths.count) }
    /// Octets of the head.
    var length: Int {
        JournalHead.fixedLength + lengths.count * JournalHead.entryLength + JournalSeal.length
    }
    /// Octets up to where the next frame begins.
    var paddedLength: Int { JournalHead.padded(length + lengths.reduce(0, +)) }

    static func padded(_ length: Int) -> Int { (length + alignment - 1) / alignment * alignment }

    static func encode(
        run: UInt64, first: Int64, _ appends: [[PreparedLeaf]], key: SymmetricKey
    ) throws(AuditFailure) -> [UInt8] {
        let count = appends.reduce(0) { $0 + $1.count }
        var octets = mark
        octets.reserveCapacity(fixedLength + count * entryLength + JournalSeal.length)
        octets.appendBigEndian(run)
        octets.appendBigEndian(first)
        octets.appendBigEndian(UInt32(count))
        for leaves in appends {
            for leaf in leaves {
                octets.appendBigEndian(UInt32(leaf.record.count))
                octets.append(contentsOf: leaf.seal)
            }
        }
        let nonce = Array(AES.GCM.Nonce())[...]
        return octets + (try JournalSeal.make(octets, key: key, nonce: nonce, with: OctetCipher()))
    }

    /// Reads a head at the beginning of `octets`; checks its seal if there is a key to check it with. `nil` where none is.
    init?(_ octets: ArraySlice<UInt8>, key: SymmetricKey?) {
        let start = octets.startIndex
        guard octets.count >= JournalHead.fixedLength, octets.prefix(8) == JournalHead.mark[...] else { return nil }
        func number(_ place: Int, _ width: Int) -> UInt64 {
            octets[start + place..<start + place + width].reduce(0) { $0 << 8 | UInt64($1) }
        }
        run = number(8, 8)
        first = Int64(bitPattern: number(16, 8))
        let count = Int(number(24, 4))
        let sealed = JournalHead.fixedLength + count * JournalHead.entryLength
        guard first >= 0, (1...JournalHead.mostRecords).contains(count),
            octets.count >= sealed + JournalSeal.length
        else { return nil }
        let places = (0..<count).map { JournalHead.fixedLength + $0 * JournalHead.entryLength }
        lengths = places.map { Int(number($0, 4)) }
        seals = places.map { octets[start + $0 + 4..<start + $0 + JournalHead.entryLength] }
        guard let key else { return }
        let head = octets[start..<start + sealed]
        let seal = octets[start + sealed..<start + sealed + JournalSeal.length]
        guard JournalSeal.fits(seal, head, key: key) else { return nil }
    }
}

/// A frame read back.
struct JournalFrame: Sendable {
    let first: Int64
    let leaves: [PreparedLeaf]

    var next: Int64 { first + Int64(leaves.count) }
}

/// What a journal holds, read after whatever ended the process that wrote it.
struct JournalContent: Sendable {
    /// In order and without a gap, from the beginning of the file to the first octets that are no frame of the same run.
    var frames: [JournalFrame] = []
    /// The highest `next` of any frame behind those.
    var beyond: Int64 = 0

    init(_ octets: [UInt8], key: SymmetricKey) throws(JournalFault) {
        var place = 0
        var last: JournalHead?
        while let head = JournalHead(octets[place...], key: key), last.map({ head.follows($0) }) ?? true,
            let leaves = try JournalContent.leaves(of: head, octets[place...], key: key)
        {
            frames.append(JournalFrame(first: head.first, leaves: leaves))
            last = head
            place = min(place + head.paddedLength, octets.count)
        }
        // The frame that was being written when the process ended may have its head and not the rest.
        for start in stride(from: place + JournalHead.alignment, to: octets.count, by: JournalHead.alignment) {
            guard octets[start] == JournalHead.mark[0], let head = JournalHead(octets[start...], key: key) else {
                continue
            }
            beyond = max(beyond, head.next)
        }
    }

    /// `nil` if the frame was not written whole. A record that was, and cannot be read, is not ours.
    private static func leaves(
        of head: JournalHead, _ octets: ArraySlice<UInt8>, key: SymmetricKey
    ) throws(JournalFault) -> [PreparedLeaf]? {
        var rest = octets.dropFirst(head.length)
        var leaves: [PreparedLeaf] = []
        for (length, seal) in zip(head.lengths, head.seals) {
            guard rest.count >= length, JournalSeal.fits(seal, rest.prefix(length), key: key) else { return nil }
            leaves.append(try PreparedLeaf(record: rest.prefix(length), seal: seal))
            rest = rest.dropFirst(length)
        }
        return leaves
    }
}

extension JournalHead {
    func follows(_ other: JournalHead) -> Bool { run == other.run && first == other.next }
}
