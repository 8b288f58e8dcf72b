import Dispatch
import GRDB
import Synchronization

/// The nonces and exchange ids of a log in little memory: most new ones are known to be new without a look into its tables.
///
/// Each name is added before its leaf becomes durable, and those that stand in the tables are read once after the start, beside
/// the callers. Until that is done, or if it fails, every name may be known, and the tables are asked.
final class RecordedNames: Sendable {
    private enum Kind: UInt8 {
        case nonce
        case exchange

        /// The names after one, in the order of their table's key.
        var page: String {
            switch self {
            case .nonce: "SELECT authority, nonce FROM nonce WHERE (authority, nonce) > (?, ?) ORDER BY 1, 2 LIMIT ?"
            case .exchange: "SELECT authority, id FROM exchange WHERE (authority, id) > (?, ?) ORDER BY 1, 2 LIMIT ?"
            }
        }
    }

    private struct State {
        var sieve: NameSieve
        var isWhole = false
        var isStopped = false
    }

    /// Names for which there is room at least, 2 MiB: half a million questions answered between two starts. With more, some new
    /// ones are looked up again.
    private static let leastRoom = 1 << 20
    private static let namesInOnePage = 4_096
    private let state: Mutex<State>
    private let thread: DispatchQueue

    /// `leaves` is how many the log has: room is made for twice as many names. The internal log has none.
    init(_ log: LogName, leaves: Int64) {
        let room = log == .exchange ? max(RecordedNames.leastRoom, 2 * Int(clamping: leaves)) : 0
        state = Mutex(State(sieve: NameSieve(room: room)))
        thread = DispatchQueue(label: "audit.\(log.rawValue).names", qos: .utility)
    }

    /// Before the leaves become durable.
    func add(_ appends: [[PreparedLeaf]]) {
        state.withLock { state in
            for leaf in appends.joined() {
                if let nonce = leaf.nonce { state.sieve.add(RecordedNames.hash(nonce)) }
                if let exchange = leaf.exchange { state.sieve.add(RecordedNames.hash(exchange)) }
            }
        }
    }

    /// Whether the tables have to be asked for a name of a leaf.
    func mayHold(_ leaf: PreparedLeaf) -> Bool {
        if let nonce = leaf.nonce, mayHold(RecordedNames.hash(nonce)) { return true }
        return leaf.exchange.map { mayHold(RecordedNames.hash($0)) } ?? false
    }

    /// Whether the tables have to be asked for an exchange.
    func mayHold(exchange: String, of authority: String) -> Bool {
        mayHold(RecordedNames.hash(.exchange, authority, exchange))
    }

    private func mayHold(_ hash: UInt) -> Bool { state.withLock { !$0.isWhole || $0.sieve.mayHold(hash) } }

    /// Begins to read the names that stand in the tables, a page at a time: nothing that was durable before may still wait.
    func read(from pool: DatabasePool) {
        thread.async {
            do {
                for kind in [Kind.nonce, .exchange] { try self.read(kind, from: pool) }
                self.state.withLock { $0.isWhole = true }
            } catch {
                // The tables go on being asked, which finds the same; what is wrong with them, `fsck` says.
            }
        }
    }

    private func read(_ kind: Kind, from pool: DatabasePool) throws {
        var last = (authority: "", text: "")
        while true {
            guard !state.withLock({ $0.isStopped }) else { throw CancellationError() }
            let names = try pool.read { database in
                try Row.fetchAll(
                    database.cachedStatement(sql: kind.page),
                    arguments: [last.authority, last.text, RecordedNames.namesInOnePage]
                ).map { (authority: $0[0] as String, text: $0[1] as String) }
            }
            state.withLock { state in
                for name in names { state.sieve.add(RecordedNames.hash(kind, name.authority, name.text)) }
            }
            guard names.count == RecordedNames.namesInOnePage, let newest = names.last else { return }
            last = newest
        }
    }

    /// Returns when the names that stood in the tables at the start have been read, or cannot be.
    func wait() { thread.sync {} }

    /// Returns when nothing is read any more.
    func finish() {
        state.withLock { $0.isStopped = true }
        wait()
    }

    private static func hash(_ nonce: NonceRow) -> UInt { hash(.nonce, nonce.authority, nonce.nonce) }

    private static func hash(_ exchange: ExchangeRow) -> UInt { hash(.exchange, exchange.authority, exchange.exchange) }

    /// Swift's hashes have a key that is drawn once a process: nobody outside can choose names that share bits.
    private static func hash(_ kind: Kind, _ authority: String, _ text: String) -> UInt {
        var hasher = Hasher()
        hasher.combine(kind.rawValue)
        hasher.combine(authority)
        hasher.combine(text)
        return UInt(bitPattern: hasher.finalize())
    }
}

/// Knows all hashes it was given, and takes some others for known: four bits each in one word of 64 (Bloom, Communications of the
/// ACM 13(7), 1970; words: Putze, Sanders and Singler, WEA 2007).
struct NameSieve {
    /// With so many a word, not one new hash in a hundred is taken for known; with twice as many, some three.
    private static let hashesInOneWord = 4
    private var words: [UInt64]

    /// `room` is how many hashes it is made for; more can be added.
    init(room: Int) {
        let least = UInt(max(1, room / NameSieve.hashesInOneWord))
        words = Array(repeating: 0, count: 1 << (UInt.bitWidth - (least - 1).leadingZeroBitCount))
    }

    mutating func add(_ hash: UInt) { words[place(of: hash)] |= NameSieve.bits(of: hash) }

    func mayHold(_ hash: UInt) -> Bool {
        let bits = NameSieve.bits(of: hash)
        return words[place(of: hash)] & bits == bits
    }

    /// By the bits above those that choose within the word; the number of words is a power of two.
    private func place(of hash: UInt) -> Int { Int(hash >> 24 & UInt(words.count - 1)) }

    private static func bits(of hash: UInt) -> UInt64 {
        stride(from: 0, to: 24, by: 6).reduce(0) { $0 | 1 << UInt64(hash >> $1 & 63) }
    }
}
