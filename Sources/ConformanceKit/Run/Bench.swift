/// What one case works with.
package struct Bench: Sendable {
    /// Sends what is to be judged.
    package let peer: Peer
    /// Shows that others are served meanwhile and afterwards.
    package let other: Peer
    package let trace: Trace
    /// How the node under test is made to ask, where that was said.
    let asking: AskingSide?

    /// The node under test.
    package var holder: Holder { peer.holder }

    /// Sends a request that is sound but for what `bend` changes.
    package func exchange(_ bend: (inout Draft) -> Void = { _ in }) async throws -> (SignedRequest, Reply) {
        let sent = peer.request(nil, bend)
        return (sent, try await peer.send(sent.octets))
    }

    /// What must hold once a node has been wronged: nothing leaked, and another authority is answered as before.
    func checkAftermath() async throws {
        try LeakCheck(people: peer.kit.people).check(trace.all)
        let aftermath = Trace()
        let good = other.noting(in: aftermath)
        let sent = good.request()
        do {
            _ = try good.verified(sent, try await good.send(sent.octets))
        } catch var breach as Breach {
            breach.what = "afterwards a sound question of another authority is not answered as before: \(breach.what)"
            for entry in aftermath.all { trace.add(entry.direction, entry.octets) }
            throw breach
        }
    }
}
