package import HTTPTypes
package import WireProtocol

/// Who stands at the other end of a mutually authenticated connection.
///
/// Made by a door only after the chain was checked against the issuer pinned for exactly this authority.
package struct TLSPeer: Sendable, Equatable {
    /// The authority named by the certificate's one URI SAN.
    package let authority: AuthorityID
    /// SHA-256 of the certificate's SubjectPublicKeyInfo, 32 octets.
    package let keyHash: [UInt8]
    /// DER of the issuer that was pinned for the authority when the chain was checked.
    package let issuer: [UInt8]

    package init(authority: AuthorityID, keyHash: [UInt8], issuer: [UInt8]) {
        self.authority = authority
        self.keyHash = keyHash
        self.issuer = issuer
    }
}

/// A request as a peer sent it, read completely and within the limits.
package struct SignedRequest: Sendable {
    package let head: HTTPRequest
    package let body: [UInt8]
    package let peer: TLSPeer

    package init(head: HTTPRequest, body: [UInt8], peer: TLSPeer) {
        self.head = head
        self.body = body
        self.peer = peer
    }
}

/// A response ready to leave.
package struct ReadyResponse: Sendable {
    package let head: HTTPResponse
    package let body: [UInt8]

    package init(head: HTTPResponse, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}

/// What the listener for peers calls. The listener knows transport, this knows the protocol.
package struct PeerService: Sendable {
    /// Asked before a body is read: `nil` admits, otherwise the response to send.
    package let admit: @Sendable (HTTPRequest, TLSPeer) async -> ReadyResponse?
    /// Told when an admitted request has been answered, so that the peer's count in flight goes down.
    package let done: @Sendable (TLSPeer) async -> Void
    /// Every POST: query, add-checkpoint, reconcile.
    package let post: @Sendable (SignedRequest) async -> ReadyResponse
    /// Every GET but `/health`: checkpoints, tiles, witnessed views, receipts, node. Answers 404 for what does not exist.
    package let resource: @Sendable (HTTPRequest, TLSPeer) async -> ReadyResponse
    /// `GET /health`: whether the node can answer.
    package let isHealthy: @Sendable () async -> Bool
    /// A signed problem for what the transport refused; `body` is what was read of it, empty if nothing.
    package let problem: @Sendable (ProblemCode, HTTPRequest, TLSPeer) async -> ReadyResponse

    package init(
        admit: @escaping @Sendable (HTTPRequest, TLSPeer) async -> ReadyResponse?,
        done: @escaping @Sendable (TLSPeer) async -> Void,
        post: @escaping @Sendable (SignedRequest) async -> ReadyResponse,
        resource: @escaping @Sendable (HTTPRequest, TLSPeer) async -> ReadyResponse,
        isHealthy: @escaping @Sendable () async -> Bool,
        problem: @escaping @Sendable (ProblemCode, HTTPRequest, TLSPeer) async -> ReadyResponse
    ) {
        self.admit = admit
        self.done = done
        self.post = post
        self.resource = resource
        self.isHealthy = isHealthy
        self.problem = problem
    }
}

/// Why no response came back from a peer. None of these ever reads as "nothing known".
package enum TransportFault: Error, Equatable, Sendable {
    /// No connection, or it broke.
    case unreachable
    /// The server's certificate is not the one of the authority dialled.
    case wrongIdentity
    /// No complete response before the deadline.
    case timedOut
    /// More octets than allowed, a redirect, a content coding, or something that is not HTTP/1.1.
    case unacceptable
}

/// Carries one request to one authority and brings back its response.
///
/// Parameters: the directory's entry for the authority, the request, its body, milliseconds until the deadline.
package typealias Carry =
    @Sendable (AuthorityID, HTTPRequest, [UInt8], Int64) async throws(TransportFault) -> ReadyResponse
