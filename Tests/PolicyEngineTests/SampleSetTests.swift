import PolicyEngine
import Testing

@Suite("the sample sets")
struct SampleSetTests {
    @Test("every test of every sample set passes as written", arguments: ["stockport"])
    func testsPass(council: String) throws {
        let set = try Samples.set(council)

        let report = set.runTests()

        #expect(report.failures.map(\.description) == [])
        #expect(report.outcomes.count >= 20)
    }
}
