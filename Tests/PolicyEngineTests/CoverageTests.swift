import PolicyEngine
import Testing

@Suite("what the tests of a set touch")
struct CoverageTests {
    private let agreement = "agreements/stockport-to-leeds.yaml"
    private let tests = "tests/stockport-to-leeds.yaml"

    private func untouched(_ files: [String: [UInt8]]) throws -> [String] {
        try PolicySet.load(files: files).testCoverage().untouched.filter { $0.path.hasSuffix("leeds.yaml") }.map(\.what)
    }

    @Test("a rule by which no test is decided is named, and no other")
    func rules() throws {
        let files = try Samples.files("stockport")
        let unused = files.replacing(
            agreement, "withhold:\n",
            """
            withhold:
              - id: behaviour-of-long-ago
                because: It says little about today.
                categories: [anti-social-behaviour]
                when the record says:
                  ended months ago: { from: 13 }
                cap: none
                tell: nothing-to-show

            """)

        let before = try untouched(files)
        let after = try untouched(unused)

        #expect(!before.contains { $0.hasPrefix("share housing") })
        #expect(
            Set(after).subtracting(before) == [
                "withhold rule behaviour-of-long-ago",
                "withhold rule behaviour-of-long-ago ended 12 months ago, outside",
                "withhold rule behaviour-of-long-ago ended 13 months ago, inside",
            ])
    }

    @Test("an edge of days is touched by a test that asks on that very day")
    func days() throws {
        let files = try Samples.files("stockport")
        let moved = files.replacing(tests, "asked: \"2027-10-31\"", "asked: \"2027-10-30\"")

        #expect(try !untouched(files).contains("agreement stockport-to-leeds on 2027-10-31, the last day"))
        #expect(try untouched(moved).contains("agreement stockport-to-leeds on 2027-10-31, the last day"))
        #expect(try untouched(files).contains("agreement stockport-to-leeds on 2026-11-01, the first day"))
    }

    @Test("an edge of ages is touched by the age in the question or on record, in that category")
    func ages() throws {
        let files = try Samples.files("stockport")

        let found = try untouched(files)

        #expect(!found.contains("housing at age 15, outside"))
        #expect(found.contains("housing at age 16, inside"))
        #expect(found.contains("school at age 20, inside"))
        #expect(!found.contains { $0.hasPrefix("police at age") })
    }

    @Test("what is told begins with two counts that the lines make up")
    func description() throws {
        let coverage = try Samples.set("stockport").testCoverage()
        let lines = coverage.description.split(separator: "\n")

        #expect(lines.count == 1 + coverage.untouched.count)
        #expect(lines[0].contains("of \(coverage.rules.count) rules touched"))
        #expect(coverage.rules.count == Set(coverage.rules.map { $0.path + $0.what }).count)
    }
}
