import TestSupport
import Testing
import WireProtocol

@testable import PersonMatching

/// `matching-outcomes`: a few people who are held, and what a question about somebody comes to.
///
/// Only what the clauses and the tiers of docs/matching.md decide by themselves: nothing here hangs on how much a name weighs.
enum MatchingVectors {
    private static let ada: JSONValue = [
        "given": ["Ada"], "family": "Hartley", "dateOfBirth": "2012-05-12", "nhs": .string(number(0)),
        "postcodes": ["SK99 1AA"],
    ]
    private static let other: JSONValue = [
        "given": ["Amelia"], "family": "Thorn", "dateOfBirth": "1990-03-04", "nhs": .string(number(5)),
        "postcodes": ["SK99 7AA"],
    ]

    /// A person who is held, with some members put differently; `nil` takes one away.
    private static func like(_ person: JSONValue, _ changes: [String: JSONValue?]) -> JSONValue {
        guard case .object(var members) = person else { return person }
        for (name, value) in changes { members[name] = value }
        return .object(members)
    }

    private static func about(
        _ given: String = "Ada", _ family: String = "Hartley", born: String? = "2012-05-12", number: String? = nil,
        lived: [String] = [], before: [String] = []
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "ref": "s1", "about": "child", "name": ["given": [.string(given)], "family": .string(family)],
        ]
        members["dateOfBirth"] = born.map(JSONValue.string)
        members["ids"] = number.map { ["nhs": .string($0)] }
        if !lived.isEmpty { members["previousPostcodes"] = .array(lived.map(JSONValue.string)) }
        if !before.isEmpty {
            members["previousNames"] = .array(before.map { ["given": [.string(given)], "family": .string($0)] })
        }
        return .object(members)
    }

    private typealias Row = (what: String, clause: String, flag: String, people: [JSONValue], subject: JSONValue)

    private static let told: [Row] = [
        ("number and birthday", "MAT-1+", "found", [ada, other], about(number: number(0))),
        ("names birthday and a place", "MAT-6+", "found", [ada, other], about(lived: ["SK99 1AA"])),
        (
            "a place of before", "MAT-1+", "found",
            [like(ada, ["postcodes": ["SK99 2BB"], "previousPostcodes": ["SK99 1AA"]])], about(lived: ["SK99 1AA"])
        ),
        ("a place in small letters without its space", "MAT-1+", "found", [ada], about(lived: ["sk991aa"])),
        ("letters with marks", "MAT-1+", "found", [like(ada, ["given": ["Siân"]])], about("SIAN", lived: ["SK99 1AA"])),
        (
            "a family name of before that is held", "MAT-1+", "found",
            [like(ada, ["family": "Quill", "previousFamilies": ["Hartley"]])], about(lived: ["SK99 1AA"])
        ),
        (
            "a family name of before that is sent", "MAT-1+", "found", [like(ada, ["family": "Quill"])],
            about(lived: ["SK99 1AA"], before: ["Quill"])
        ),
        (
            "one of two alike told apart by the number", "MAT-9+", "found",
            [ada, like(ada, ["nhs": .string(number(1))])], about(number: number(1))
        ),
        (
            "a wrong check digit beside a place", "MAT-8+", "found", [ada],
            about(number: "9990000019", lived: ["SK99 1AA"])
        ),
        ("name and birthday alone", "MAT-6-", "open", [ada], about()),
        (
            "another number though all else agrees", "MAT-7-", "open", [ada],
            about(number: number(1), lived: ["SK99 1AA"])
        ),
        ("a wrong check digit and no place", "MAT-8-", "open", [ada], about(number: "9990000019")),
        (
            "two whom the question does not tell apart", "MAT-9-", "open",
            [ada, like(ada, ["nhs": .string(number(1))])], about(lived: ["SK99 1AA"])
        ),
        ("the other twin", "MAT-9-", "open", [like(ada, ["given": ["Ida"], "nhs": nil])], about(lived: ["SK99 1AA"])),
        (
            "the number of somebody born on another day", "MAT-1-", "open", [ada],
            about(born: "2014-09-03", number: number(0))
        ),
        ("another place", "MAT-6-", "open", [ada], about(lived: ["SK99 8ZZ"])),
        ("nobody like that", "MAT-4+", "open", [other], about(lived: ["SK99 1AA"])),
        ("nobody at all", "MAT-4+", "open", [], about(number: number(0), lived: ["SK99 1AA"], before: ["Quill"])),
    ]

    private static let hidden = like(ada, ["restricted": true])

    private static let restricted: [Row] = [
        ("hidden and asked for by number", "RES-1-", "restricted", [hidden, other], about(number: number(0))),
        ("hidden and asked for by a place", "RES-1-", "restricted", [hidden, other], about(lived: ["SK99 1AA"])),
        ("hidden and asked for by another place", "RES-3-", "restricted", [hidden, other], about(lived: ["SK99 8ZZ"])),
        (
            "alike with somebody hidden", "RES-2-", "restricted", [hidden, like(ada, ["nhs": nil])],
            about(lived: ["SK99 1AA"])
        ),
    ]

    private static let little: [Row] = [
        ("a name alone", "MAT-5-", "too-little", [ada], about(born: nil)),
        ("a name and a place", "MAT-5-", "too-little", [ada], about(born: nil, lived: ["SK99 1AA"])),
        ("a name and a number", "MAT-5-", "too-little", [ada], about(born: nil, number: number(0))),
        ("a name and a place where nobody is held", "MAT-5+", "too-little", [], about(born: nil, lived: ["SK99 1AA"])),
    ]

    static func file() throws -> VectorFile {
        VectorFile(
            "matching-outcomes",
            notes:
                "The day is 2026-11-20. `person` counts from 0. The policy agrees to every identifier of `couldHelp`.",
            flags: [
                "found": "exactly one person fits", "open": "nobody, several, or not enough agrees",
                "restricted": "a mark hides somebody who could be meant", "too-little": "nothing is searched",
            ],
            vectors: try (told + restricted + little).map { row in
                let input: JSONValue = ["people": .array(row.people), "subject": row.subject]
                return Vector(
                    row.what, row.clause, flags: [row.flag], comment: "What the name says decides; the rest is sound.",
                    input: input, expect: .accepted(try outcome(VectorPart(json: input))))
            })
    }

    /// What a vector's input comes to, by our matcher.
    static func outcome(_ input: VectorPart) throws -> [String: JSONValue] {
        let people = try #require(input["people"]?.elements).map(PersonRecord.init)
        let description = PersonDescription(try Subject(try #require(input["subject"]?.json), at: "subject"))
        let candidates = people.enumerated().map {
            Candidate(key: key(Int64($0)), record: $1, isDecoy: false)
        }
        let help = couldHelp(
            sent: description.identifiersSent,
            agreed: ["nhs-number", "date-of-birth", "previous-names", "previous-postcodes"])
        var told: [String: JSONValue] = [:]
        if !help.isEmpty { told["couldHelp"] = .array(help.map { .string($0.text) }) }
        switch Matcher(on: today).decide(description, among: candidates).outcome {
        case .match(let key): return ["outcome": "matched", "person": .integer(key.row)]
        case .tooLittle: told["outcome"] = "too-little-to-search"
        case .needMore, .noMatch, .restricted: told["outcome"] = "not-confirmed"
        }
        return told
    }
}

extension PersonRecord {
    /// A person of a vector.
    fileprivate init(_ person: VectorPart) {
        func texts(_ name: String) -> [String] { (person[name]?.elements ?? []).compactMap(\.text) }
        var held = HeldPerson(family: person["family"]?.text ?? "")
        held.given = texts("given").first ?? ""
        held.middle = Array(texts("given").dropFirst())
        held.previousFamilies = texts("previousFamilies")
        held.dateOfBirth = person["dateOfBirth"]?.text.flatMap { CalendarDay($0) }
        held.postcodes = texts("postcodes")
        held.previousPostcodes = texts("previousPostcodes")
        held.nhsNumber = person["nhs"]?.text
        self.init([held], isRestricted: person["restricted"]?.json == true)
    }
}

@Suite("Vectors of matching")
struct VectorTests {
    // clause: FCP-MAT-1+ FCP-MAT-1-
    @Test("they are what is written now, and each flag stands for one outcome")
    func matching() throws {
        try MatchingVectors.file().check()

        for vector in try VectorFile.read("matching-outcomes").vectors {
            let expect = try #require(vector["expect"])
            let flag = vector["flags"]?.elements?.first?.text
            let outcome = try MatchingVectors.outcome(try #require(vector["input"]))
            let words = ["found": "matched", "too-little": "too-little-to-search"]
            #expect(JSONValue.accepted(outcome) == expect.json, "\(vector["name"]?.text ?? "")")
            #expect(expect["outcome"]?.text == words[flag ?? ""] ?? "not-confirmed", "\(vector["name"]?.text ?? "")")
        }
    }
}
