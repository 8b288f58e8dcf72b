/// Text signed by one or more keys (C2SP signed-note).
///
/// Only one octet sequence stands for one note: base64 with stray trailing bits, which some readers accept, is
/// refused, so that no octet of a stored note can change unseen.
public struct SignedNote: Sendable, Equatable {
    /// Signature lines that are read at most.
    public static let mostSignatures = 100
    /// Octets that are read at most.
    public static let mostOctets = 1_048_576

    /// The signed text; ends with a line end.
    public let text: String
    /// The signature lines in their order.
    public private(set) var signatures: [NoteSignature]

    /// Signs a text.
    public init(text: String, signers: [any NoteSigner]) throws(NoteFault) {
        guard isNoteText(text) else { throw .badText }
        self.text = text
        signatures = []
        for signer in signers {
            let octets = try signer.signature(over: Array(text.utf8))
            signatures.append(NoteSignature(name: signer.name, keyID: signer.keyID, octets: octets))
        }
    }

    /// Reads a note without believing it; ``verify(with:)`` comes next.
    public init(octets: [UInt8]) throws(NoteFault) {
        guard octets.count <= SignedNote.mostOctets, let note = String(validating: octets, as: UTF8.self),
            isNoteText(note)
        else { throw .malformed }
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let blank = lines.lastIndex(of: ""), blank > lines.startIndex,
            (1...SignedNote.mostSignatures).contains(lines.count - blank - 1)
        else { throw .malformed }
        text = lines[..<blank].map { $0 + "\n" }.joined()
        signatures = []
        for line in lines[(blank + 1)...] { signatures.append(try NoteSignature(line: line)) }
    }

    /// The note's octets.
    public var octets: [UInt8] {
        Array((text + "\n" + signatures.map(\.line).joined()).utf8)
    }

    /// The same note with a further signature line.
    public func adding(_ signature: NoteSignature) -> SignedNote {
        var note = self
        note.signatures.append(signature)
        return note
    }

    /// The same note with what a witness answered to `add-checkpoint`.
    ///
    /// Of the lines only those of known witnesses count, and each of these must verify. A witness has one line in the note,
    /// the latest, so that a note does not grow with every cosignature.
    public func adding(answer octets: [UInt8], of witnesses: [WitnessVerifierKey]) throws(NoteFault) -> SignedNote {
        var note = self
        for line in try NoteSignature.lines(octets) {
            guard let witness = witnesses.first(where: { $0.isNamed(by: line) }) else { continue }
            guard witness.verifies(line.octets, over: Array(text.utf8)) else { throw .badSignature }
            guard let held = note.signatures.firstIndex(where: { witness.isNamed(by: $0) }) else {
                note.signatures.append(line)
                continue
            }
            let old = note.signatures[held]
            let isOldSound = witness.verifies(old.octets, over: Array(text.utf8))
            if !isOldSound || Cosignature.isLater(line, than: old) { note.signatures[held] = line }
        }
        return note
    }

    /// The signatures of known keys, all of which verify.
    ///
    /// Lines of unknown keys are passed over. A known key's line that fails, or no known key at all, is an error. Each
    /// line is looked at for itself, so a key that signed twice stands in the result twice.
    @discardableResult
    public func verify(with keys: [any NoteVerifier]) throws(NoteFault) -> [NoteSignature] {
        let octets = Array(text.utf8)
        var verified: [NoteSignature] = []
        for signature in signatures {
            guard let key = keys.first(where: { $0.isNamed(by: signature) }) else { continue }
            let isRepeated = verified.contains(signature)
            guard isRepeated || key.verifies(signature.octets, over: octets) else { throw .badSignature }
            verified.append(signature)
        }
        guard !verified.isEmpty else { throw .untrusted }
        return verified
    }
}
