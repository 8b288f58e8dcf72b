import Foundation
import GRDB
import WireProtocol

/// Which nonces and exchange ids the tables of a log know.
struct ReservationBook: Sendable {
    /// A connection for look-ups of single rows.
    let connection: DatabaseQueue

    /// Whether a nonce is there, and the digest under an exchange id.
    fileprivate func find(_ nonce: NonceRow?, _ exchange: ExchangeRow?) throws -> (isTaken: Bool, digest: Data?) {
        try connection.unsafeRead { database in
            let find = try BoundStatement(
                database,
                """
                SELECT (SELECT 1 FROM nonce WHERE authority = ? AND nonce = ?),
                    (SELECT digest FROM exchange WHERE authority = ? AND id = ?)
                """)
            return try find.row(
                .text(nonce?.authority), .text(nonce?.nonce), .text(exchange?.authority), .text(exchange?.exchange)
            ) { row in (row.isThere(0), row.octets(1)) }
        }
    }
}

/// What one frame would take: its leaves so far, beside those that wait and those in the tables.
struct Reserved {
    private let book: ReservationBook
    private let settler: LogSettler
    /// The leaves of the frame.
    var leaves: UnsettledLeaves

    init(book: ReservationBook, settler: LogSettler) {
        self.book = book
        self.settler = settler
        leaves = UnsettledLeaves(next: settler.look { $0.next })
    }

    /// Why leaves of one caller cannot be taken; then none of them is. What waits is looked at before the tables, because it
    /// moves from the one into the others.
    func refusal(of appended: [PreparedLeaf]) throws -> AuditFailure? {
        for leaf in appended where leaf.nonce != nil || leaf.exchange != nil {
            let waiting = leaf.exchange.flatMap(waiting)
            let isWaiting = leaf.nonce.map(isWaiting) ?? false
            let stored = try book.find(leaf.nonce, leaf.exchange)
            if isWaiting || stored.isTaken, !Mutant.nonceOutside.isOn, !Mutant.replayTaken.isOn { return .replayed }
            if let known = waiting?.digest ?? stored.digest, known != leaf.exchange?.digest { return .exchangeConflict }
        }
        return nil
    }

    private func isWaiting(_ nonce: NonceRow) -> Bool { leaves.holds(nonce) || settler.look { $0.holds(nonce) } }

    private func waiting(_ row: ExchangeRow) -> UnsettledLeaves.Exchange? {
        leaves.exchange(row.authority, row.exchange) ?? settler.look { $0.exchange(row.authority, row.exchange) }
    }
}
