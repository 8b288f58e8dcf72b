/// A witness's statement that at this second it had seen nothing larger of the log, and nothing that contradicts it.
public struct Cosignature: Sendable, Hashable {
    /// The witness.
    public let witness: WitnessVerifierKey
    /// Seconds since 1970 (POSIX), as the witness's clock had them.
    public let seconds: Int64

    /// The time within a signature of 72 octets, or `nil` for another length and for times no cosignature has.
    static func seconds(in signature: [UInt8]) -> Int64? {
        guard signature.count == WitnessVerifierKey.signatureLength else { return nil }
        let seconds = signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: seconds).flatMap { $0 > 0 ? $0 : nil }
    }

    static func isLater(_ line: NoteSignature, than other: NoteSignature) -> Bool {
        seconds(in: line.octets) ?? 0 > seconds(in: other.octets) ?? 0
    }

    /// What a witness signs: two lines of its own, then the whole text of the checkpoint.
    static func message(over text: [UInt8], at seconds: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n".utf8) + text
    }
}

extension SignedNote {
    /// The cosignatures of known witnesses, in the order of their lines.
    ///
    /// Lines of unknown keys are passed over; a known witness's line that fails is an error. A witness that signed twice
    /// stands here twice, so count keys and not lines.
    public func cosignatures(of witnesses: [WitnessVerifierKey]) throws(NoteFault) -> [Cosignature] {
        let octets = Array(text.utf8)
        var found: [Cosignature] = []
        for signature in signatures {
            guard let witness = witnesses.first(where: { $0.isNamed(by: signature) }) else { continue }
            guard witness.verifies(signature.octets, over: octets),
                let seconds = Cosignature.seconds(in: signature.octets)
            else { throw .badSignature }
            found.append(Cosignature(witness: witness, seconds: seconds))
        }
        return found
    }
}
