import WireProtocol

/// Hands out numbers that are well formed and belong to nobody, each at most once.
struct SyntheticNumbers: Sendable {
    private var people = 0
    private var nhsNumbers = 0
    private var upns = 0
    private var uprns = 0

    /// A number for a new person, from 1.
    mutating func person() -> Int {
        people += 1
        return people
    }

    /// Ten digits from 999, a range the NHS never issues, with a correct check digit; about 909,000 exist.
    mutating func nhsNumber() -> String {
        while true {
            nhsNumbers += 1
            // The multiplier has no factor in common with 10^6, so nothing repeats before the range is used up.
            let nine = "999" + SyntheticNumbers.digits(nhsNumbers &* 387_421 % 1_000_000, 6)
            for check in 0...9 {
                if let number = NHSNumber(nine + String(check)) { return number.digits }
            }
        }
    }

    /// A unique pupil number with a correct check letter and local authority 000, which does not exist.
    mutating func upn(bornIn year: Int) -> String {
        upns += 1
        let serial = SyntheticNumbers.digits(upns % 1_000, 3)
        let school = SyntheticNumbers.digits(upns / 1_000 % 10_000, 4)
        return SyntheticNumbers.upn("000" + school + SyntheticNumbers.digits((year + 4) % 100, 2) + serial)
    }

    /// Twelve digits from 999900000000, beyond every property reference in use.
    mutating func uprn() -> String {
        uprns += 1
        return String(999_900_000_000 + uprns)
    }

    /// The check letter before twelve digits: weights 2 to 13, remainder by 23, no I, O or S (DfE, "Unique pupil numbers").
    static func upn(_ digits: String) -> String {
        let letters = Array("ABCDEFGHJKLMNPQRTUVWXYZ")
        let sum = digits.utf8.enumerated().reduce(0) { $0 + (Int($1.element) - 0x30) * ($1.offset + 2) }
        return String(letters[sum % 23]) + digits
    }

    /// A number with leading zeros.
    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
