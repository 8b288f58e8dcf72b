import Testing

@testable import ConformanceKit

@Suite("Cases and their clauses")
struct CaseTests {
    @Test("every case has a name of its own, and cites clauses in their form")
    func names() {
        let names = Cases.all.map(\.id)

        #expect(Set(names).count == names.count)
        for one in Cases.all {
            #expect(!one.citations.isEmpty && one.citations.allSatisfy(\.isWellFormed), "\(one.id)")
        }
    }
}
