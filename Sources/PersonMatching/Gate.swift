/// Why somebody who fits in part is not released. A veto stands above any agreement.
package enum Gate: String, Sendable, Comparable, CaseIterable {
    /// Two valid NHS numbers or pupil numbers that differ (gate a).
    case differingNumbers = "differing-numbers"
    /// The number agrees, and the date of birth or the given name contradicts it.
    case numberContradicted = "number-contradicted"
    /// A child with the same birthday and place and not exactly the same name, whatever the middle name (gate b).
    case twin
    /// Middle names that contradict each other (gate b).
    case middleNamesDiffer = "middle-names-differ"
    /// Name and date of birth fit, the place contradicts (gate c).
    case placeContradicts = "place-contradicts"
    /// Sex differs and the given name is not exactly the same (gate d).
    case sexDiffers = "sex-differs"
    /// Another person fits as well, or nearly (gate e).
    case secondCandidate = "second-candidate"
    /// No given name to tell the members of a household apart (gate f).
    case givenNameMissing = "given-name-missing"
    /// More people to look at than are ever looked at (gate g).
    case tooManyCandidates = "too-many-candidates"
    /// No place to confirm name and date of birth with.
    case placeMissing = "place-missing"
    /// 1 January: a date often made up.
    case weakBirthDate = "weak-birth-date"
    /// The date of birth is near, not the same.
    case birthDateDiffers = "birth-date-differs"
    /// The given name is near, not the same.
    case givenNameDiffers = "given-name-differs"
    /// Another family name.
    case familyNameDiffers = "family-name-differs"

    /// What agrees weighs too little, for names that are too common.
    case scoreTooLow = "score-too-low"

    /// By name.
    package static func < (left: Gate, right: Gate) -> Bool { left.rawValue < right.rawValue }
}
