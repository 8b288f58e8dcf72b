/// Cuts personal data, secrets and padding out of octets that go into a report.
struct Redaction: Sendable {
    private let people: PeopleIndex
    /// Characters shown of one entry.
    private static let most = 6_000
    /// Members whose values speak of a person, whoever it is.
    private static let personal = [
        "name", "family", "staff", "phone", "email", "dateOfBirth", "postcode", "nhs", "given", "previousPostcodes",
        "organisation",
    ]

    init(people: PeopleIndex) { self.people = people }

    /// Octets as text in which nobody is named.
    func text(_ octets: [UInt8]) -> String {
        let shown = Redaction.withoutRuns(octets)
        let cut = people.cut(Array(shown.prefix(2 * Redaction.most)))
        var text = Redaction.printable(cut).replacing(QuestionMaker.canary, with: "‹cut›")
        for member in Redaction.personal { text = Redaction.cut(member, in: text) }
        return text.count > Redaction.most || shown.count > 2 * Redaction.most
            ? text.prefix(Redaction.most) + " … ‹more›" : text
    }

    /// Lines stay lines; anything else that a screen would obey is written as an escape.
    private static func printable(_ octets: [UInt8]) -> String {
        String(decoding: octets, as: UTF8.self).unicodeScalars.map { scalar in
            switch scalar.value {
            case 0x0A: "\n"
            case 0x0D: ""
            case 0x20..<0x7F, 0xA1...: String(scalar)
            default: "\\x" + String(scalar.value, radix: 16)
            }
        }.joined()
    }

    private static func cut(_ member: String, in text: String) -> String {
        var parts: [Substring] = []
        var rest = text[...]
        for (opening, closing) in [("\"\(member)\":\"", "\""), ("\"\(member)\":[", "]")] {
            parts = []
            while let start = rest.firstRange(of: opening) {
                guard let end = rest[start.upperBound...].firstRange(of: closing) else { break }
                parts += [rest[..<start.upperBound], "‹cut›"]
                rest = rest[end.lowerBound...]
            }
            rest = (parts + [rest]).joined()[...]
        }
        return String(rest)
    }

    /// A run of more than 32 equal octets becomes the first of them and their number.
    private static func withoutRuns(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < octets.count {
            var end = place
            while end < octets.count, octets[end] == octets[place] { end += 1 }
            result += end - place > 32 ? [octets[place]] + Array("…‹\(end - place) times›".utf8) : octets[place..<end]
            place = end
        }
        return result
    }
}
