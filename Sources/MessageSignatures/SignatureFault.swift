/// Why a message could not be signed, or a signature not be read or verified (RFC 9421).
public enum SignatureFault: Error, Equatable, Sendable {
    /// `Signature-Input`, `Signature`, or both are absent or empty.
    case missing
    /// One of the two fields is not a dictionary of the kind RFC 9421 §4 describes.
    case malformed
    /// A label occurs twice.
    case repeatedLabel
    /// The two fields do not have the same labels.
    case labelsDiffer
    /// A parameter occurs twice at one place.
    case repeatedParameter
    /// A parameter has a value of the wrong type.
    case malformedParameter(SignatureParameter.Name)
    /// A component identifier is not one RFC 9421 §2 allows.
    case malformedComponent
    /// A component identifier occurs twice (§2.5).
    case repeatedComponent
    /// The component cannot exist in this kind of message, or trailers are wanted.
    case inapplicableComponent
    /// The message has no such component.
    case absentComponent
    /// The message has the component more than once where only one may be (§2.2.8).
    case ambiguousComponent
    /// The field is not the structured field that `sf` or `key` takes it for.
    case unstructuredField
    /// A component's value is not ASCII text on one line.
    case unsignableValue
    /// The `alg` parameter is not the key's algorithm.
    case algorithmMismatch
    /// The signature does not verify.
    case invalid
}
