import Foundation
import NIOHTTP1

/// Sends prepared requests over several connections at once, each connection one request at a time.
package struct RequestLoad: Sendable {
    private let connections: [PeerConnection]

    /// What sending came to.
    package struct Outcome: Sendable {
        /// Seconds on the wall.
        package let seconds: Double
        /// Milliseconds a response took, one figure a request.
        package let milliseconds: [Double]
    }

    package init(_ connections: [PeerConnection]) { self.connections = connections }

    /// Sends every request once over `concurrency` connections; any response that is not 200 is a fault.
    package func send(_ requests: [WireRequest], concurrency: Int) async throws -> Outcome {
        let start = Clock.seconds()
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for lane in 0..<concurrency {
                let connection = connections[lane]
                group.addTask {
                    var times: [Double] = []
                    for position in stride(from: lane, to: requests.count, by: concurrency) {
                        times.append(try await RequestLoad.time(requests[position], over: connection))
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        return Outcome(seconds: Clock.seconds() - start, milliseconds: times)
    }

    private static func time(_ request: WireRequest, over connection: PeerConnection) async throws -> Double {
        let reply = try await connection.exchange(request)
        guard reply.head.status == .ok else {
            throw BenchFault("\(reply.head.status.code): \(String(decoding: reply.body, as: UTF8.self))")
        }
        return Double(reply.nanoseconds) / 1_000_000
    }
}
