package import WireProtocol

/// An invented person, as they really are; what a source knows of them may be less.
package struct SyntheticPerson: Sendable, Hashable {
    /// The same for this person everywhere; never written to an extract.
    package let number: Int
    /// Given name.
    package let given: String
    /// Further given names.
    package let middle: [String]
    /// Family name.
    package let family: String
    /// Family names borne before.
    package let previousFamilies: [String]
    /// What they are called, if not by the given name.
    package let knownAs: String?
    /// Date of birth.
    package let dateOfBirth: CalendarDay
    /// Sex.
    package let sex: Sex
    /// NHS number from the range 999, or `nil` where nobody has recorded it.
    package let nhsNumber: String?
    /// Unique pupil number of an authority that does not exist.
    package let upn: String?
    /// Where they live and lived, present address first.
    package let stays: [SyntheticStay]

    /// Given and family name.
    package var fullName: String { "\(given) \(family)" }

    /// The id all systems of one council use for them; another council's id is unrelated.
    package func localID(at council: SyntheticCouncil) -> String { SyntheticPerson.localID(number, at: council) }

    static func localID(_ number: Int, at council: SyntheticCouncil) -> String {
        // 7,919 is prime to 900,000: one-to-one for up to 900,000 people.
        "\(council.idPrefix)-\(100_000 + (number * 7_919 + council.position * 104_729) % 900_000)"
    }

    /// Their earlier addresses' postcodes, latest first.
    package var previousPostcodes: [String] { stays.filter { $0.until != nil }.map(\.address.postcode) }

    /// The family name somebody knew who lost sight of them before it changed.
    var earlierFamily: String { previousFamilies.first ?? family }
}
