import Synchronization
import WireProtocol

/// The lines now open, one an authority, and those of older endpoints until their last exchange has ended.
final class PeerLines: Sendable {
    fileprivate struct Held {
        let line: PeerLine
        var exchanges = 0
        var isRetired = false
    }

    fileprivate struct State {
        var held: [Int: Held] = [:]
        var current: [AuthorityID: Int] = [:]
        var next = 0
        var isShut = false
    }

    private let state = Mutex(State())

    /// A line in use; give it back with ``release(_:)``.
    struct Lease: Sendable {
        let line: PeerLine
        fileprivate let number: Int
    }

    /// The line to an endpoint, made by `make` if there is none or the endpoint has changed; `nil` after shutdown.
    func lease(_ endpoint: PeerEndpoint, make: () throws -> PeerLine) rethrows -> Lease? {
        try state.withLock { state in
            if state.isShut { return nil }
            if let number = state.current[endpoint.authority], let held = state.held[number] {
                if held.line.endpoint == endpoint { return state.use(number, held.line) }
                state.held[number]?.isRetired = true
            }
            let line = try make()
            state.next += 1
            state.held[state.next] = Held(line: line)
            state.current[endpoint.authority] = state.next
            return state.use(state.next, line)
        }
    }

    /// Ends one use, and closes lines nobody will use again.
    func release(_ lease: Lease) async {
        let finished = state.withLock { state in
            state.held[lease.number]?.exchanges -= 1
            return state.takeFinished()
        }
        for line in finished { await line.close() }
    }

    /// Closes every line; exchanges under way fail.
    func shutdown() async {
        let lines = state.withLock { state in
            defer { state.held = [:] }
            state.isShut = true
            return state.held.values.map(\.line)
        }
        for line in lines { await line.close() }
    }
}

extension PeerLines.State {
    fileprivate mutating func use(_ number: Int, _ line: PeerLine) -> PeerLines.Lease {
        held[number]?.exchanges += 1
        return PeerLines.Lease(line: line, number: number)
    }

    fileprivate mutating func takeFinished() -> [PeerLine] {
        let finished = held.filter { $0.value.isRetired && $0.value.exchanges <= 0 }
        for number in finished.keys { held[number] = nil }
        return finished.values.map(\.line)
    }
}
