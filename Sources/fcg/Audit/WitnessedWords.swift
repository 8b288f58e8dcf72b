import MerkleLog

/// What is said of the witnesses of files that were just written, so that nobody learns it from the auditor.
enum WitnessedWords {
    /// - Parameters:
    ///   - policy: the policy beside the files.
    ///   - note: their checkpoint, with the cosignatures that there are.
    static func of(_ policy: LogPolicy, _ note: SignedNote) -> String {
        guard !policy.witnesses.isEmpty else {
            return "witnesses: none named; the directory at hand has none for this log"
        }
        let named = "witnesses: \(policy.witnesses.count) named in `policy`"
        do throws(LogPolicyRefusal) {
            return "\(named), cosigned by \(try policy.accept(note).cosignatures.count), and the quorum is met"
        } catch {
            return "\(named), and the quorum is not met yet: `fcg audit verify` will refuse these files\n"
                + "    help: witnesses are asked every five seconds while the node runs; do this again when they were heard"
        }
    }
}
