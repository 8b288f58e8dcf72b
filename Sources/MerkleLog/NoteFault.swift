/// Why a note, a key or a checkpoint was refused.
public enum NoteFault: String, Error, Equatable, Sendable, CustomStringConvertible {
    /// Not a note in the one form C2SP signed-note gives it.
    case malformed = "not a signed note in its one form"
    /// A name with a space or a plus, or none.
    case badName = "a key name must not be empty and has neither spaces nor `+`"
    /// Not a verifier key of the type that is needed here, or one whose hash is not its own.
    case badKey = "not an Ed25519 key of a signed note"
    /// Text without a last line end, or with control characters.
    case badText = "the text of a note ends with a line end and has no other control characters"
    /// No signature of a key that is trusted.
    case untrusted = "no signature of a trusted key"
    /// A trusted key's signature that does not verify.
    case badSignature = "the signature of a trusted key does not verify"
    /// The text is no checkpoint.
    case notACheckpoint = "the text is not a checkpoint"
    /// A time that a cosignature cannot carry.
    case badTime = "the time of a cosignature is a second from 1 to 2^63 - 1"

    /// One plain clause.
    public var description: String { rawValue }
}
