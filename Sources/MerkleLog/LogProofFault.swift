/// Why a `.tlog-proof` was refused.
public enum LogProofFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not the one form of C2SP tlog-proof, at this line, counted from 1.
    case malformed(line: Int)
    /// The note at its end is not in its one form, or no checkpoint.
    case checkpoint(NoteFault)
    /// The policy does not accept the checkpoint.
    case policy(LogPolicyRefusal)
    /// The hashes do not lead from this leaf to the checkpoint's root.
    case notIncluded
    /// `extra` is not base64 of a leaf, a line end and JSON of openings.
    case extra
    /// The opening of this commitment does not open what the leaf commits to.
    case opening(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .malformed(let line):
            "line \(line) is not what C2SP tlog-proof has there\nhelp: take the file from the log again; a proof is never edited"
        case .checkpoint(let fault):
            "the checkpoint is refused: \(fault)\nhelp: take the file from the log again; a proof is never edited"
        case .policy(let refusal): refusal.description
        case .notIncluded:
            "the hashes do not lead from this entry to the checkpoint's root\nhelp: check that entry, index and proof belong together; if they do, the log does not hold what it claims"
        case .extra:
            "`extra` is not an entry and its openings\nhelp: ask the log's keeper for a proof made by `fcg audit prove`"
        case .opening(let name):
            "the opening of `\(name)` does not fit the entry\nhelp: believe nothing it says, and ask the log's keeper for the right one"
        }
    }
}
