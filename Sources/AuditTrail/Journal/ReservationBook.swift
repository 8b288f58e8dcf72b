import Foundation
import GRDB
import WireProtocol

/// Which nonces and exchange ids the tables of a log know.
struct ReservationBook: Sendable {
    /// A connection for look-ups of single rows.
    let connection: DatabaseQueue

    /// Looks several times into one state of the tables.
    fileprivate func inOneState(_ times: Int, _ body: (BoundStatement) throws -> Void) throws {
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
    private let waiting: UnsettledLeaves
    private var taken: UnsettledLeaves

    /// What waits is looked at before the tables, because it moves from the one into the others.
    init(_ appends: [[PreparedLeaf]], book: ReservationBook, settler: LogSettler) throws {
        let state = settler.state
        waiting = settler.look { $0 }
        first = waiting.next
        taken = UnsettledLeaves(next: first)
        let named = appends.reduce(0) { $0 + $1.count { $0.nonce != nil || $0.exchange != nil } }
        guard named > 0 else {
            for leaves in appends { take(leaves, in: state) }
            return
        }
        try book.inOneState(named) { find in
            for leaves in appends {
                if let failure = try refusal(of: leaves, find) {
                    results.append(.failure(failure))
                } else {
                    take(leaves, in: state)
                }
            }
        }
    }

    private mutating func take(_ leaves: [PreparedLeaf], in state: LogState) {
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
    private func refusal(of leaves: [PreparedLeaf], _ find: BoundStatement) throws -> AuditFailure? {
        for leaf in leaves where leaf.nonce != nil || leaf.exchange != nil {
            let (nonce, exchange) = (leaf.nonce, leaf.exchange)
            let stored = try find.row(
                .text(nonce?.authority), .text(nonce?.nonce), .text(exchange?.authority), .text(exchange?.exchange)
            ) { row in (isTaken: row.isThere(0), digest: row.octets(1)) }
            let isTaken = stored.isTaken || nonce.map { taken.holds($0) || waiting.holds($0) } ?? false
            if isTaken, !Mutant.nonceOutside.isOn, !Mutant.replayTaken.isOn { return .replayed }
            let known = exchange.flatMap { taken.exchange($0) ?? waiting.exchange($0) }?.digest ?? stored.digest
            if let known, known != exchange?.digest { return .exchangeConflict }
        }
        return nil
    }
}
