import Synchronization

/// Octets that went one way, during one case.
package struct TraceEntry: Sendable, Equatable {
    /// Which way.
    package enum Direction: String, Sendable {
        case sent
        case received
        /// No octets: what happened to the connection.
        case event
    }
    package let direction: Direction
    package let octets: [UInt8]
    /// A verified answer may speak of people; everything else may not.
    package var isVerifiedAnswer = false
}

/// What went over the wire during one case.
package final class Trace: Sendable {
    private let entries = Mutex<[TraceEntry]>([])
    /// Octets kept of one entry.
    private static let most = 65_536

    package init() {}

    /// Everything so far, in order.
    package var all: [TraceEntry] { entries.withLock { $0 } }

    /// Keeps octets; gives the entry's place.
    @discardableResult
    package func add(_ direction: TraceEntry.Direction, _ octets: some Sequence<UInt8>) -> Int {
        let kept = Array(octets.prefix(Trace.most))
        return entries.withLock { entries in
            entries.append(TraceEntry(direction: direction, octets: kept))
            return entries.count - 1
        }
    }

    /// Keeps an entry of another trace.
    func add(_ entry: TraceEntry) { entries.withLock { $0.append(entry) } }

    /// Keeps what happened to a connection.
    package func note(_ event: String) { add(.event, Array(event.utf8)) }

    func markVerified(_ place: Int) {
        entries.withLock { entries in
            if entries.indices.contains(place) { entries[place].isVerifiedAnswer = true }
        }
    }
}
