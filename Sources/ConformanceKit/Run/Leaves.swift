import Synchronization

/// The node's log as its receipts show it: every answer makes one leaf, and nothing else does.
///
/// Holds only while nobody else asks the node, so a run that shares it leaves this out.
final class Leaves: Sendable {
    private struct State {
        var last: Int64?
        /// How many leaves of cases that run beside the others are on their way.
        var awaited = 0
        /// Leaves that were left out since one is awaited; those of cases beside that nobody has left out yet.
        var leftOut: Set<Int64> = []
        var aside: Set<Int64> = []

        /// Whether a leaf may be missing in the row.
        mutating func excuses(_ index: Int64) -> Bool {
            if aside.remove(index) != nil { return true }
            guard leftOut.count < awaited else { return false }
            leftOut.insert(index)
            return true
        }
    }

    private let state = Mutex(State())
    private let isExclusive: Bool

    init(isExclusive: Bool) { self.isExclusive = isExclusive }

    /// Begins anew: the node has made leaves of its own, by asking.
    func forget() { state.withLock { $0.last = nil } }

    /// Notes the index of an answer's leaf.
    func note(_ index: Int64) throws(Breach) {
        let expected = state.withLock { state in
            var expected = state.last.map { $0 + 1 } ?? index
            while expected < index, state.excuses(expected) { expected += 1 }
            state.last = index
            return expected
        }
        guard isExclusive else { return }
        try demand(
            index == expected,
            "the answer is leaf \(index) of the log where \(expected) would follow the last one",
            cause: "something that was refused made a leaf, or somebody else asks this node meanwhile (`--shared`)")
    }

    /// To be called before a case that runs beside the others makes a leaf: its answer may come after answers that follow it.
    func awaitOneAside() { state.withLock { $0.awaited += 1 } }

    /// The leaf that was awaited.
    func noteAside(_ index: Int64) {
        state.withLock { state in
            state.awaited -= 1
            if state.leftOut.remove(index) == nil, let last = state.last, index > last { state.aside.insert(index) }
        }
    }
}
