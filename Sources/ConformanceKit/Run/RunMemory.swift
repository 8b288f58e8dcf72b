import MerkleLog
import Synchronization
import WireProtocol

/// What a run keeps from one case for a later one.
final class RunMemory: Sendable {
    /// An exchange whose receipt can be fetched once the log has grown over it.
    struct Exchange: Sendable {
        let id: String
        let answer: CheckedAnswer
    }

    private let asker: AuthorityID
    private let exchange = Mutex<Exchange?>(nil)
    private let checkpoint = Mutex<Checkpoint?>(nil)

    init(asker: AuthorityID) { self.asker = asker }

    /// The first exchange of the authority that does the asking.
    var firstExchange: Exchange? { exchange.withLock { $0 } }

    /// The first checkpoint of the exchange log.
    var firstCheckpoint: Checkpoint? { checkpoint.withLock { $0 } }

    func keep(_ exchange: Exchange, of authority: AuthorityID) {
        guard authority == asker else { return }
        self.exchange.withLock { $0 = $0 ?? exchange }
    }

    func keep(_ checkpoint: Checkpoint) { self.checkpoint.withLock { $0 = $0 ?? checkpoint } }
}
