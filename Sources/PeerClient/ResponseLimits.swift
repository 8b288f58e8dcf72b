/// What is taken of one response; more is cut off.
package struct ResponseLimits: Sendable, Equatable {
    /// Octets of the body.
    package var body = 262_144
    /// Header fields.
    package var fieldCount = 64
    /// Octets of one field, name and value together.
    package var field = 8_192
    /// Octets of all fields together.
    package var allFields = 32_768

    /// The protocol's limits.
    package init() {}

    /// Octets between a request and the end of its response, with room for status lines and framing.
    var allOctets: Int { body + 2 * allFields }
}
