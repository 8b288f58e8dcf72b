import BenchFigures

/// Sends prepared requests over several connections at once, each connection one request at a time.
package struct RequestLoad: Sendable {
    private let connections: [PeerConnection]

    /// What sending came to.
    package struct Outcome: Sendable {
        /// Seconds on the wall.
        package let seconds: Double
        /// The responses, in no order.
        package let replies: [WireReply]

        /// Milliseconds a response took, one figure a request.
        package var milliseconds: [Double] { replies.map { Double($0.nanoseconds) / 1_000_000 } }
    }

    package init(_ connections: [PeerConnection]) { self.connections = connections }

    /// Sends every request once over `concurrency` connections. What came back is the caller's to judge.
    package func send(_ requests: [WireRequest], concurrency: Int) async throws -> Outcome {
        let start = Clock.seconds()
        let replies = try await withThrowingTaskGroup(of: [WireReply].self) { group in
            for lane in 0..<concurrency {
                let connection = connections[lane]
                group.addTask {
                    var replies: [WireReply] = []
                    for position in stride(from: lane, to: requests.count, by: concurrency) {
                        replies.append(try await connection.exchange(requests[position]))
                    }
                    return replies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Outcome(seconds: Clock.seconds() - start, replies: replies)
    }
}
