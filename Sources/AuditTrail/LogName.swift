import MerkleLog

/// The two logs of a node.
package enum LogName: String, Sendable, CaseIterable {
    /// One leaf an attempt of an exchange with a peer.
    case exchange
    /// What happens within the authority: staff, policy, keys, summaries.
    case `internal`

    /// The word in the origin and in the path of tiles.
    package var pathWord: String {
        switch self {
        case .exchange: "audit"
        case .internal: "internal"
        }
    }

    /// What an error of this log's database means to whoever called.
    func failure(_ error: any Error) -> AuditFailure {
        switch error {
        case let failure as AuditFailure: failure
        case let fault as TileFault: .damaged("`\(fileName)`: \(fault)")
        default: .notDurable("`\(fileName)`: \(error.auditText)")
        }
    }

    /// The database file in the folder.
    var fileName: String { rawValue + ".db" }
    /// The file beside it, in which records become durable first.
    var journalName: String { rawValue + ".journal" }
}
