import PolicyEngine
import Testing
import WireProtocol

@Suite("a set for programs outside")
struct CouncilPoliciesTests {
    private let path = "tests/stockport-to-leeds.yaml"

    @Test("every row is told with its place, and one that is decided otherwise with how it differs")
    func rows() throws {
        let sound = try CouncilPolicies(files: Samples.files("stockport"))
        let bent = try CouncilPolicies(
            files: Samples.files("stockport").replacing(path, "level: contact, fields", "level: flag, fields"))

        #expect(sound.authority == AuthorityID("E08000007") && sound.reference.digest.hasPrefix("sha-256:"))
        #expect(sound.runTests().count > 40 && sound.runTests().allSatisfy(\.differences.isEmpty))
        let rows = bent.runTests()
        #expect(rows.map(\.name) == sound.runTests().map(\.name))
        let failing = rows.filter { !$0.differences.isEmpty }
        #expect(failing.map(\.path) == [path] && failing.map(\.line) == [15])
        #expect(failing.first?.name == "A parent rents, and the housing officer can be rung")
        #expect(failing.first?.differences.first == "level: expected `flag`, decided `contact`")
    }

    @Test("a set with mistakes is none, and each mistake has its place")
    func mistakes() throws {
        let files = try Samples.files("stockport").replacing(path, "category: housing", "category: hosing")

        let mistakes = try #require(
            #expect(throws: CouncilPolicies.Mistakes.self) { try CouncilPolicies(files: files) })

        #expect(mistakes.list.contains { $0.description.contains("`hosing`") })
        for mistake in mistakes.list {
            #expect(mistake.path == path && mistake.line >= 15 && mistake.column > 1)
            #expect(mistake.description.hasPrefix("\(path):\(mistake.line):\(mistake.column): error: "))
        }
    }
}
