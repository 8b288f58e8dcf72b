import WireProtocol

/// What is said about one person, in normal form. The same on both sides of a comparison.
struct Evidence: Sendable, Equatable {
    /// Given names, and other forms of them, the current ones first.
    var givens = Names()
    /// Family names in use; several where sources differ.
    var families = Names()
    /// Earlier family names.
    var previousFamilies = Names()
    /// Date of birth, placeholders left out.
    var birthDate: CalendarDay?
    /// A date of birth as eight digits, `yyyymmdd`: of a day that there never was, too, such as 31 February.
    var birthDigits: Int?
    /// Sex, where known.
    var sex: Sex?
    /// Postcodes in use.
    var postcodes: [Postcode] = []
    /// Earlier postcodes.
    var previousPostcodes: [Postcode] = []
    /// NHS number with a right check digit.
    var number: NHSNumber?
    /// NHS numbers before that one. They find a person, and contradict nobody.
    var supersededNumbers: [NHSNumber] = []
    /// Unique pupil numbers with a right check letter; only ever used inside one authority.
    var pupilNumbers: [PupilNumber] = []
    /// Where they live, beyond the postcode.
    var dwelling = Dwelling()

    /// 1 January of any year is what many systems write for "about that year".
    var hasWeakBirthDate: Bool { birthDate.map { ($0.month, $0.day) == (1, 1) } ?? false }
    var hasFamily: Bool { !families.isEmpty || !previousFamilies.isEmpty }
    var hasPostcode: Bool { !postcodes.isEmpty || !previousPostcodes.isEmpty }

    /// The NHS number and those before it.
    var everyNumber: [NHSNumber] { [number].compactMap(\.self) + supersededNumbers }

    /// Whether a postcode is one of theirs, now or before.
    func everLived(in postcode: Postcode) -> Bool {
        postcodes.contains(postcode) || previousPostcodes.contains(postcode)
    }
}

/// Who is looked for: evidence, and what follows from it alone.
struct Sought: ~Copyable {
    let evidence: Evidence
    /// Other forms of what each given name calls somebody by.
    let aliases: [Names]
    /// How each family name sounds, present and earlier ones.
    let sounds: [SoundKey]
    /// The pairs of letters of the address.
    let pairs: LetterPairs

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let givens = evidence.givens
        aliases = givens.names.map { Nicknames.aliases(of: givens.text(givens.called($0))) }
        sounds = evidence.familySounds
        pairs = LetterPairs(evidence.dwelling.line)
    }
}

extension CalendarDay {
    /// The day with day and month exchanged, where that is another day that exists.
    var swapped: CalendarDay? { day == month ? nil : CalendarDay(year: year, month: day, day: month) }

    /// `yyyymmdd` as a number.
    var digits: Int { (year * 100 + month) * 100 + day }
}
