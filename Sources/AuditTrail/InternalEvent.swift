package import WireProtocol

/// Something that happened within the authority, for the internal log.
package struct InternalEvent: Sendable {
    /// What happened, such as `policy.activated`.
    package var event: String
    /// One string defined for each event: a digest, a note, an id. Never a count or a person.
    package var binding: String
    /// Version of the directory in force.
    package var directory: Int64
    /// What the leaf commits to.
    package var payloads: LeafPayloads
    /// The one clock reading.
    package var time: Instant

    package init(event: String, binding: String, directory: Int64, payloads: LeafPayloads, time: Instant) {
        self.event = event
        self.binding = binding
        self.directory = directory
        self.payloads = payloads
        self.time = time
    }
}
