import Synchronization

/// The node's log as its receipts show it: every answer makes one leaf, and nothing else does.
///
/// Holds only while nobody else asks the node, so a run that shares it leaves this out.
final class Leaves: Sendable {
    private let last = Mutex<Int64?>(nil)
    private let isExclusive: Bool

    init(isExclusive: Bool) { self.isExclusive = isExclusive }

    /// Begins anew: the node has made leaves of its own, by asking.
    func forget() { last.withLock { $0 = nil } }

    /// Notes the index of an answer's leaf.
    func note(_ index: Int64) throws(Breach) {
        let expected = last.withLock { last in
            let expected = last.map { $0 + 1 } ?? index
            last = index
            return expected
        }
        guard isExclusive else { return }
        try demand(
            index == expected,
            "the answer is leaf \(index) of the log where \(expected) would follow the last one",
            cause: "something that was refused made a leaf, or somebody else asks this node meanwhile (`--shared`)")
    }
}
