package import Gateway

/// What the directory says about who may connect. Asked again and again, so that a change holds at once.
package struct PeerTrust: Sendable {
    /// Every issuer pinned for some authority, as DER. Asked at each handshake.
    package let trustRoots: @Sendable () -> [[UInt8]]
    /// The peer a verified certificate (DER) stands for, or `nil`: exactly one URI SAN, of an authority the directory
    /// knows, issued by the issuer pinned for that authority. Asked once a connection, resumed ones included.
    package let identify: @Sendable ([UInt8]) -> TLSPeer?
    /// Whether the directory still holds this peer. Asked at each request.
    package let isStillTrusted: @Sendable (TLSPeer) -> Bool

    package init(
        trustRoots: @escaping @Sendable () -> [[UInt8]],
        identify: @escaping @Sendable ([UInt8]) -> TLSPeer?,
        isStillTrusted: @escaping @Sendable (TLSPeer) -> Bool
    ) {
        self.trustRoots = trustRoots
        self.identify = identify
        self.isStillTrusted = isStillTrusted
    }
}
