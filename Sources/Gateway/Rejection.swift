import AuditTrail
import MessageSignatures
import WireProtocol

/// Why a request got no answer. One case a clause that can fail; nothing about any person ever ends here.
enum Rejection: Error, Equatable, Sendable {
    /// The peer is suspended, or is no longer in the directory.
    case suspended
    /// More than this peer may send; try again after so many seconds.
    case tooMany(retryAfter: Int)
    /// The signature profile refused.
    case signature(ProfileFault)
    /// Signed before this node can know what it already answered (`protocol` fence after an unclean start).
    case beforeFence
    /// The nonce was used.
    case replayed
    /// The body is not strict JSON.
    case malformed(JSONFault)
    /// The body does not fit the schema.
    case schema(SchemaFault)
    /// The id was used for another question.
    case conflictingID
    /// Our clock cannot be trusted.
    case clock
    /// The directory has expired.
    case directoryStale
    /// The index cannot be read.
    case indexUnavailable
    /// The record could not be made durable, so nothing is released.
    case notRecorded(AuditFailure)
    /// The answer stands in our log and could not be signed.
    case notSigned
    /// The transport refused before the walk began.
    case transport(ProblemCode)

    /// The code sent to the peer.
    var code: ProblemCode {
        switch self {
        case .suspended: .peerSuspended
        case .tooMany: .rate
        case .signature(let fault): fault.code
        case .beforeFence: .signatureTime
        case .replayed: .replayed
        case .malformed: .jsonMalformed
        case .schema: .schema
        case .conflictingID: .queryIDConflict
        case .clock: .clock
        case .directoryStale, .indexUnavailable, .notRecorded, .notSigned: .unavailable
        case .transport(let code): code
        }
    }

    /// Seconds after which trying again makes sense, for 429 and 503.
    var retryAfter: Int? {
        switch self {
        case .tooMany(let seconds): seconds
        case .clock, .directoryStale, .indexUnavailable, .notRecorded, .notSigned: 30
        case .transport(let code) where code.status == 503 || code.status == 429: 30
        case .suspended, .signature, .beforeFence, .replayed, .malformed, .schema, .conflictingID, .transport: nil
        }
    }

    /// Whether this node failed before anything was recorded, so that the very same attempt may come again.
    var isOurFailure: Bool {
        switch self {
        case .clock, .directoryStale, .indexUnavailable, .notRecorded: true
        case .suspended, .tooMany, .signature, .beforeFence, .replayed, .malformed, .schema, .conflictingID, .notSigned,
            .transport:
            false
        }
    }

    /// Whether the signature held and what it signed is at fault: then it can be proved who sent it.
    var isOfSignedContent: Bool {
        switch self {
        case .malformed, .schema, .conflictingID: true
        case .suspended, .tooMany, .signature, .beforeFence, .replayed, .clock, .directoryStale, .indexUnavailable,
            .notRecorded, .notSigned, .transport:
            false
        }
    }

    /// One sentence for registered test peers; names places and rules, never values.
    var diagnosis: String {
        switch self {
        case .malformed(let fault): fault.description
        case .schema(let fault): fault.description
        case .signature(let fault): fault.words
        case .beforeFence: "signed before this node started; make a fresh signature"
        case .replayed: "this nonce was used before; make a fresh nonce for every attempt"
        case .conflictingID: "this id stands for other octets; a new question needs a new id"
        case .clock: "this node does not believe its own clock; its operator sets it right, or runs `fcg clock accept`"
        case .suspended, .tooMany, .directoryStale, .indexUnavailable, .notRecorded, .notSigned, .transport:
            code.title
        }
    }
}
