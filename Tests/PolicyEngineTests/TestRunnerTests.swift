import PolicyEngine
import Testing

@Suite("the tests an IG officer writes")
struct TestRunnerTests {
    private let path = "tests/stockport-to-leeds.yaml"

    private func failures(_ old: String, _ new: String, in file: String? = nil) throws -> [PolicyTestOutcome] {
        let files = try Samples.files("stockport")
        let changed = files.replacing(file ?? path, old, new)
        #expect(changed != files, "nothing was changed")
        return try PolicySet.load(files: changed).runTests().failures
    }

    @Test(
        "every kind of expectation fails when the decision differs",
        arguments: [
            ("level: contact, fields", "level: flag, fields", "level: expected `flag`, decided `contact`"),
            (
                "contact, phone, email], by: [housing-contact], with", "contact, phone], by: [housing-contact], with",
                "fields: expected `[contact, involvement, organisation, phone]`, decided `[contact, email, involvement, organisation, phone]`"
            ),
            (
                "by: [housing-contact], with", "by: [housing-notices], with",
                "by: expected `[housing-notices]`, decided `[housing-contact]`"
            ),
            (
                "with: { contact: person, keep hours: 8 }", "with: { contact: person, keep hours: 1 }",
                "with keep hours: expected `1`, decided `8`"
            ),
            (
                "refused: outside-age-rule", "refused: person-not-covered",
                "refused: expected `person-not-covered`, decided `outside-age-rule`"
            ),
            (
                "level: none, refused: manager-not-named", "level: none, shown: nothing-to-show",
                "refused: expected `not refused`, decided `manager-not-named`"
            ),
            (
                "missing: [ended months ago]", "missing: [age]",
                "missing: expected `[age]`, decided `[ended-months-ago]`"
            ),
            ("hand-off minutes: 60", "hand-off minutes: 61", "hand-off minutes: expected `61`, decided `60`"),
        ] as [(String, String, String)])
    func expectations(old: String, new: String, difference: String) throws {
        let failures = try failures(old, new)

        #expect(failures.count == 1)
        #expect(failures.first?.differences.first == difference)
        #expect(failures.first?.path == path)
    }

    @Test("a broken `never` shows a question that breaks it")
    func neverIsSearched() throws {
        let failures = try failures(
            "level above: contact, categories: [substance-misuse]", "level above: flag, categories: [substance-misuse]")

        #expect(failures.count == 1)
        let found = try #require(failures.first?.differences.first)
        #expect(found.hasPrefix("on 2026-12-01 a `social-worker` of team `leeds-hough-lane` in Leeds"))
        #expect(found.hasSuffix("by `drug-and-alcohol-team-line`"))
    }

    @Test(
        "a `never` finds the one opening among all questions",
        arguments: [
            "when marked: [protected-gender-history]", "when missing: [age], categories: [school]",
            "for: [s17-assessment], when the request says: { family conversation: [not-practicable] }",
            "to: [team-manager], categories: [school], about: [sibling]",
        ])
    func openings(conditions: String) throws {
        let failures = try failures(
            "level above: none, categories: [council-tax-address]", "level above: none, \(conditions)")

        // Without an age nothing is told, so that one stays closed; the others are open.
        #expect(failures.isEmpty == conditions.contains("missing"))
    }

    @Test("a `never` that takes more decisions than it may is not decided, and that is a failure")
    func neverHasALimit() throws {
        let set = try Samples.set("stockport")

        let short = set.runTests(decisions: 20)

        #expect(set.runTests(decisions: 200_000).passed)
        #expect(!short.passed)
        #expect(short.failures.allSatisfy { $0.differences.first?.hasPrefix("not decided: too many") == true })
    }

    @Test("taking a ban away is noticed by the `never` it served")
    func removedBan() throws {
        let failures = try failures(
            "      family conversation: [held, not-safe, not-practicable]\n",
            "      family conversation: [held, pending]\n",
            in: "agreements/stockport-to-leeds.yaml")

        #expect(failures.count == 0, "the standing ban still holds")
        var files = try Samples.files("stockport")
        files = files.replacing(
            "agreements/stockport-to-leeds.yaml", "      family conversation: [held, not-safe, not-practicable]\n",
            "      family conversation: [held, pending]\n")
        files = files.replacing(
            "bans.yaml", "family conversation: [held, not-safe, not-practicable, refused-proceeding]",
            "family conversation: [held, pending]")
        let names = try PolicySet.load(files: files).runTests().failures.map(\.name)
        #expect(names.contains("No assessment gets anything before the family is told"))
    }
}
