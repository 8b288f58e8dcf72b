/// Why something could not be recorded, read or opened. The text says what to do and never holds personal data.
package enum AuditFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The nonce stands in the log already. Only this caller fails.
    case replayed
    /// The exchange id stands in the log with another body. Only this caller fails.
    case exchangeConflict
    /// What was given cannot become a leaf: too long, or of the wrong form.
    case unacceptable(String)
    /// The record is not on disk, so nothing may leave the node.
    case notDurable(String)
    /// The folder holds an older state than one that was already made known. Nothing is written.
    case rollbackDetected(String)
    /// The clock cannot be believed.
    case clock(String)
    /// Another process holds the folder.
    case locked(String)
    /// What is stored does not agree with itself.
    case damaged(String)
    /// The folder was never prepared.
    case notInitialised(String)
    /// A key does not fit what it should open or sign.
    case wrongKey(String)
    /// The newest records are durable but in no table yet.
    case waiting(String)
    /// The trail was stopped; it takes no more records.
    case stopped

    /// One plain sentence, and what to do about it.
    package var description: String {
        switch self {
        case .replayed: "this nonce was recorded before: sign the request anew with a fresh nonce"
        case .exchangeConflict: "this exchange id was recorded with another body: use a fresh id"
        case .unacceptable(let what): "this cannot be recorded: \(what)"
        case .notDurable(let what): "the audit record is not durable: \(what)"
        case .rollbackDetected(let what):
            "rollback detected: \(what): find who restored what, put the newest whole audit folder back, and keep "
                + "`log-head`; the councils asked and answered hold receipts of what is missing"
        case .clock(let what):
            "the clock cannot be believed: \(what): set it right; if it is right, two people run `fcg clock accept`"
        case .locked(let what): "the audit folder is in use: \(what): stop the other process first"
        case .damaged(let what): "the audit folder is damaged: \(what): run `fcg audit verify`"
        case .notInitialised(let what): "the audit folder is not prepared: \(what): run `fcg init`"
        case .wrongKey(let what): "a key does not fit: \(what)"
        case .waiting(let what):
            "the newest records wait in the journal: \(what): start the node once, which moves them, then look again"
        case .stopped: "the audit trail was stopped: start the node again"
        }
    }
}
