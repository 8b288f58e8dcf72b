/// What became of one look-up, inside the node. On the wire only a match is told from the rest.
package enum MatchOutcome: Sendable, Equatable {
    /// One person, by a verified identifier or a complete cross-check.
    case match(PersonKey)
    /// Somebody may fit; more identifiers would tell.
    case needMore
    /// Nobody fits.
    case noMatch
    /// The question holds too little; nothing was searched.
    case tooLittle
    /// Somebody hidden is, or could have been, among those who fit.
    case restricted
}

/// By which step a match was made.
package enum MatchTier: String, Sendable, Equatable {
    /// Tier 1: the NHS number and the date of birth, with a given name that does not contradict.
    case verifiedIdentifier = "verified-identifier"
    /// Tier 2: given name, family name, date of birth and postcode.
    case crossCheck = "cross-check"
    /// Tier 3: place and all fields but one, which is a slip, and a score above the threshold.
    case weighed
}

/// By which step two records of one index are the same person beyond doubt.
package enum LinkTier: Sendable, Equatable {
    /// They share a verified identifier.
    case verifiedIdentifier
    /// They agree in the whole cross-check.
    case crossCheck
}

/// Why a look-up came out as it did. Kept at the holder, never on the wire; holds no personal data.
package struct MatchExplanation: Sendable, Equatable {
    /// Of the normaliser that was used.
    package let normaliser: Int
    /// The step that made the match, if one was made.
    package let tier: MatchTier?
    /// The gates that kept somebody back, by name.
    package let gates: [Gate]
    /// How many people stood in the blocks that were searched.
    package let candidates: Int
    /// How each field of the best candidate agreed and what it weighs; `nil` where nobody came near.
    package var waterfall: Waterfall? { cameNear ? nearest : nil }
    /// The same of whoever came nearest, a stranger or a decoy too: worked out and put in words for everybody alike, so that
    /// the time of an answer does not say that somebody came near.
    private let nearest: Waterfall?
    private let cameNear: Bool

    init(normaliser: Int, tier: MatchTier?, gates: [Gate], candidates: Int, nearest: Waterfall?, cameNear: Bool) {
        self.normaliser = normaliser
        self.tier = tier
        self.gates = gates
        self.candidates = candidates
        self.nearest = nearest
        self.cameNear = cameNear
    }

    /// One line for the holder's own record.
    package var text: String {
        let step = tier?.rawValue ?? "no match"
        let names = gates.map(\.rawValue).joined(separator: ", ")
        let fields = nearest.map { "; " + $0.text } ?? ""
        return "\(step); gates: \(names.isEmpty ? "none" : names); candidates: \(candidates)" + (cameNear ? fields : "")
    }
}
