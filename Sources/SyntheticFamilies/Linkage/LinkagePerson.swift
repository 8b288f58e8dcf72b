package import WireProtocol

/// An invented person, or what a question says of one: the columns of a file that a matcher is tried with.
package struct LinkagePerson: Sendable, Equatable {
    /// Given name.
    package var given = ""
    /// Further given names.
    package var middle: [String] = []
    /// Family name.
    package var family = ""
    /// Family names borne before.
    package var previousFamilies: [String] = []
    /// What they are called, if not by the given name.
    package var knownAs = ""
    /// Date of birth.
    package var born: CalendarDay?
    /// Sex.
    package var sex: Sex?
    /// NHS number from 990 to 999, which are not issued.
    package var nhsNumber: String?
    /// House and street.
    package var line = ""
    /// Town.
    package var town = ""
    /// Postcode of an area that does not exist: none begins with Q.
    package var postcode = ""
    /// Earlier postcodes.
    package var previousPostcodes: [String] = []
    /// Property reference beyond every one in use.
    package var uprn = ""
}

/// What a question asks of a matcher, and who is meant.
package struct LinkageQuery: Sendable, Equatable {
    /// What is difficult about it, such as `moved-unknown`.
    package let kind: String
    /// What is said of the person.
    package let description: LinkagePerson
    /// The place in the population of whoever is meant, or `nil` where nobody held is.
    package let truth: Int?
}
