import Foundation
import GRDB
import WireProtocol

/// Which nonces and exchange ids the tables of a log know.
struct ReservationBook: Sendable {
    /// A connection for look-ups of single rows.
    let connection: DatabaseQueue
    /// For which names the tables have to be asked.
    let names: RecordedNames

    /// Looks several times into one state of the tables; without a statement where nothing has to be looked up.
    fileprivate func inOneState(_ times: Int, _ body: (BoundStatement?) throws -> Void) throws {
        guard times > 0 else { return try body(nil) }
        try connection.unsafeRead { database in
            let find = try BoundStatement(
                database,
                """
                SELECT (SELECT 1 FROM nonce WHERE authority = ? AND nonce = ?),
                    (SELECT digest FROM exchange WHERE authority = ? AND id = ?)
                """)
            // A statement alone has its own state; a state for many costs one lock instead of many.
            guard times > 1 else { return try body(find) }
            try BoundStatement(database, "BEGIN DEFERRED TRANSACTION").run()
            defer { _ = try? BoundStatement(database, "COMMIT TRANSACTION").run() }
            try body(find)
        }
    }
}

/// What one frame takes: the leaves of each caller whose nonces and exchange ids are free, and the answer to each caller.
struct Reservation {
    /// The places of the callers whose leaves are taken, and their leaves.
    private(set) var accepted: [Int] = []
    private(set) var results: [Result<[AuditReceipt], AuditFailure>] = []
    let first: Int64

    /// What waits is looked at before the tables, because it moves from the one into the others.
    init(_ appends: [[PreparedLeaf]], book: ReservationBook, settler: LogSettler) throws {
        let state = settler.state
        let waiting = settler.look { waiting in
            (next: waiting.next, known: appends.map { $0.map { KnownNames(of: $0, in: waiting) } })
        }
        first = waiting.next
        var taken = UnsettledLeaves(next: first)
        try book.inOneState(appends.reduce(0) { $0 + $1.count(where: book.names.mayHold) }) { find in
            let look = { leaf in
                book.names.mayHold(leaf) ? try find.map { try KnownNames(of: leaf, by: $0) } : nil
            }
            for (leaves, waiting) in zip(appends, waiting.known) {
                if let failure = try Reservation.refusal(of: leaves, waiting, taken, look) {
                    results.append(.failure(failure))
                } else {
                    take(leaves, in: state, &taken)
                }
            }
        }
    }

    private mutating func take(_ leaves: [PreparedLeaf], in state: LogState, _ taken: inout UnsettledLeaves) {
        let index = taken.next - state.first
        accepted.append(results.count)
        results.append(
            .success(
                leaves.enumerated().map { place, leaf in
                    AuditReceipt(origin: state.origin, index: index + Int64(place), leaf: leaf.octets)
                }))
        taken.add(leaves)
    }

    /// Why leaves of one caller cannot be taken; then none of them is.
    private static func refusal(
        of leaves: [PreparedLeaf], _ waiting: [KnownNames], _ taken: UnsettledLeaves,
        _ look: (PreparedLeaf) throws -> KnownNames?
    ) throws -> AuditFailure? {
        for (leaf, waiting) in zip(leaves, waiting) where leaf.isNamed {
            let known = [KnownNames(of: leaf, in: taken), waiting, try look(leaf)].compactMap { $0 }
            if known.contains(where: \.isReplay), !Mutant.nonceOutside.isOn, !Mutant.replayTaken.isOn {
                return .replayed
            }
            if let digest = known.lazy.compactMap(\.digest).first, digest != leaf.exchange?.digest {
                return .exchangeConflict
            }
        }
        return nil
    }
}

/// What one place knows of a leaf's nonce and exchange id.
private struct KnownNames {
    let isReplay: Bool
    /// The exchange's digest, if it is known.
    let digest: [UInt8]?

    init(of leaf: PreparedLeaf, in leaves: UnsettledLeaves) {
        isReplay = leaf.nonce.map { leaves.holds($0) } ?? false
        digest = leaf.exchange.flatMap { leaves.exchange($0) }?.digest
    }

    init(of leaf: PreparedLeaf, by find: BoundStatement) throws {
        let (nonce, exchange) = (leaf.nonce, leaf.exchange)
        (isReplay, digest) = try find.row(
            .text(nonce?.authority), .text(nonce?.nonce), .text(exchange?.authority), .text(exchange?.exchange)
        ) { row in (row.isThere(0), row.octets(1).map(Array.init)) }
    }
}

extension PreparedLeaf {
    /// Whether it has a name that none of its kind may have again.
    fileprivate var isNamed: Bool { nonce != nil || exchange != nil }
}
