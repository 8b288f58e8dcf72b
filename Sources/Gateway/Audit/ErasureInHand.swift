import Synchronization

/// One erasure at a time: two that are planned on the same entry would each keep, for the others, whom the other one erases.
///
/// Memory is enough, since one process holds the audit folder.
final class ErasureInHand: Sendable {
    private let isBusy = Mutex(false)

    /// Runs `body` unless another erasure is under way.
    func run<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isFree = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFree else { throw EraseFault.another }
        defer { isBusy.withLock { $0 = false } }
        return try await body()
    }
}
