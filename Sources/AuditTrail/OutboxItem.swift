package import WireProtocol

/// Work for another part of the node, recorded in the same commit as the leaf it follows from.
package struct OutboxItem: Sendable, Equatable {
    /// What it is, such as `hand-off`.
    package var kind: String
    /// What it takes to do it.
    package var payload: Redacted<JSONValue>

    package init(kind: String, payload: JSONValue) {
        self.kind = kind
        self.payload = Redacted(payload)
    }
}

/// An item waiting to be fetched.
package struct OutboxRow: Sendable, Equatable {
    /// Rises with each item and is never used again.
    package let id: Int64
    /// Origin of the log the leaf stands in.
    package let origin: String
    /// Index of the leaf the item follows from.
    package let index: Int64
    /// What it is.
    package let kind: String
    /// What it takes to do it.
    package let payload: Redacted<JSONValue>
}
