/// Cuts personal data, secrets and padding out of octets that go into a report.
struct Redaction: Sendable {
    let people: [String]
    /// Characters shown of one entry.
    private static let most = 6_000
    /// Members whose values speak of a person, whoever it is.
    private static let personal = [
        "name", "family", "staff", "phone", "email", "dateOfBirth", "postcode", "nhs", "given", "previousPostcodes", "organisation",
    ]

    init(people: [String]) { self.people = people + [QuestionMaker.canary] }

    /// Octets as text in which nobody is named.
    func text(_ octets: [UInt8]) -> String {
        var text = Redaction.printable(octets)
        for member in Redaction.personal { text = Redaction.cut(member, in: text) }
        for person in people where text.contains(person) { text = text.replacing(person, with: "‹cut›") }
        text = Redaction.shortened(text)
        return text.count > Redaction.most ? text.prefix(Redaction.most) + " … ‹\(text.count - Redaction.most) more›" : text
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

    /// A run of more than 32 equal characters becomes the first of them and their number.
    private static func shortened(_ text: String) -> String {
        var result = ""
        var run: (character: Character, count: Int)?
        func flush() {
            guard let run else { return }
            result += run.count > 32 ? "\(run.character)…‹\(run.count) times›" : String(repeating: run.character, count: run.count)
        }
        for character in text {
            if run?.character == character {
                run?.count += 1
            } else {
                flush()
                run = (character, 1)
            }
        }
        flush()
        return result
    }
}
