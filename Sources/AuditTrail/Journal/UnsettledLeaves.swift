import Foundation
import WireProtocol

/// Leaves that are durable in the journal and not in the tables yet, with the keys by which they are asked for meanwhile.
struct UnsettledLeaves {
    /// What a nonce or an exchange id is asked for by.
    struct Key: Hashable {
        let authority: String
        let text: String
    }

    struct Exchange {
        let digest: [UInt8]
        let first: Int64
    }

    /// The leaves of each caller, the oldest first.
    private var appends: [[PreparedLeaf]] = []
    private var nonces: Set<Key> = []
    private var exchanges: [Key: Exchange] = [:]
    /// `seq` of the next leaf of all.
    private(set) var next: Int64
    private(set) var count = 0

    init(next: Int64) { self.next = next }

    var isEmpty: Bool { appends.isEmpty }

    func holds(_ nonce: NonceRow) -> Bool { nonces.contains(Key(authority: nonce.authority, text: nonce.nonce)) }

    func exchange(_ authority: String, _ id: String) -> Exchange? { exchanges[Key(authority: authority, text: id)] }

    func exchange(_ row: ExchangeRow) -> Exchange? { exchange(row.authority, row.exchange) }

    mutating func add(_ leaves: [PreparedLeaf]) {
        for leaf in leaves {
            if let nonce = leaf.nonce { nonces.insert(Key(authority: nonce.authority, text: nonce.nonce)) }
            if let row = leaf.exchange {
                let key = Key(authority: row.authority, text: row.exchange)
                exchanges[key] = exchanges[key] ?? Exchange(digest: row.digest, first: next)
            }
            next += 1
        }
        count += leaves.count
        appends.append(leaves)
    }

    /// The oldest, of whole callers, about so many leaves.
    func oldest(about most: Int) -> [[PreparedLeaf]] {
        var found: [[PreparedLeaf]] = []
        var leaves = 0
        for append in appends {
            guard leaves < most else { break }
            found.append(append)
            leaves += append.count
        }
        return found
    }

    /// Forgets the oldest, which stand in the tables now.
    mutating func remove(oldest settled: Int) {
        for append in appends.prefix(settled) {
            count -= append.count
            for leaf in append {
                if let nonce = leaf.nonce { nonces.remove(Key(authority: nonce.authority, text: nonce.nonce)) }
                if let row = leaf.exchange {
                    exchanges.removeValue(forKey: Key(authority: row.authority, text: row.exchange))
                }
            }
        }
        appends.removeFirst(settled)
    }
}
