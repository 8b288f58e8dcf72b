import Gateway
package import NIOCore

/// What one peer may take of this node: octets, time and connections.
///
/// The defaults are the common limits of the protocol; tests shorten the times.
package struct ListenerLimits: Sendable, Equatable {
    /// Octets of a request target.
    package var target = 2_048
    /// Header fields of one request.
    package var fieldCount = 64
    /// Octets of one field, name and value together.
    package var field = 8_192
    /// Octets of all fields together.
    package var allFields = 32_768
    /// Octets of a body, a question's and whatever else's.
    package var body = 65_536
    /// Octets of an `add-checkpoint`.
    package var checkpoint = 32_768
    /// Octets of a list to reconcile.
    package var reconciliation = 262_144
    /// From accepting a connection to the end of its handshake.
    package var handshakeTime = TimeAmount.seconds(10)
    /// From a request's first octet to the end of its header.
    package var headerTime = TimeAmount.seconds(10)
    /// From the end of the header to the last octet of the body.
    package var bodyTime = TimeAmount.seconds(10)
    /// Between two requests, and for a peer to take a response.
    package var idleTime = TimeAmount.seconds(60)
    /// How long a refused peer may go on sending before its connection is cut, so that it can read why.
    package var lingerTime = TimeAmount.seconds(1)
    /// Connections of one authority.
    package var connectionsPerPeer = 32
    /// Connections of everybody; more wait in the system's queue.
    package var connections = 800

    /// The protocol's limits.
    package init() {}

    /// What a body sent to a target may hold.
    func body(of target: String) -> Int {
        switch target {
        case PostPath.addCheckpoint: checkpoint
        case PostPath.reconcile: reconciliation
        default: body
        }
    }
}
