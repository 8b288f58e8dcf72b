import PersonMatching
import Testing
import WireProtocol

@testable import CaseIndex

@Suite("What an index weighs by")
struct WeighingTests {
    /// 1,100 people of whom all but 50 bear one family name.
    private func town() -> TestExtract {
        var extract = TestExtract()
        for place in 0..<1_100 {
            let given = "Given" + String(UnicodeScalar(UInt8(97 + place % 26)))
            let family = place < 50 ? "Rarename" + String(UnicodeScalar(UInt8(97 + place % 25))) : "Commonley"
            extract.add("p\(place)", given, family, born: "20\(10 + place % 10)-0\(1 + place % 9)-1\(place % 10)")
        }
        return extract
    }

    private func bits(_ family: String, _ test: TestIndex) throws -> Int? {
        let description = asked("Givena", family, born: "2010-01-10", postcode: nil)
        let explanation = try test.index.read { try $0.find(description).explanation }
        return explanation.waterfall?.parts.first { $0.name == "family" }?.bits
    }

    @Test("a name that most people of the index bear says less than one that few bear, from the load on")
    func names() throws {
        let test = try TestIndex()
        try test.load(town())

        let common = try #require(try bits("Commonley", test))
        let rare = try #require(try bits("Rarenamea", test))

        #expect(common < 1_000)
        #expect(rare > common + 4_000)
    }

    @Test("a load in the place of another counts anew, and an index opened again counts as before")
    func again() throws {
        let test = try TestIndex()
        try test.load(town())
        let before = try bits("Commonley", test)
        let opened = try CaseIndex.open(path: test.root + "/index.sqlite")
        let description = asked("Givena", "Commonley", born: "2010-01-10", postcode: nil)
        let kept = try opened.read { try $0.find(description).explanation.waterfall?.parts }
        var later = TestExtract(extractedAt: "2026-11-20T03:10:00Z")
        for place in 0..<1_100 {
            later.add("p\(place)", "Givena", place == 0 ? "Commonley" : "Othername", born: "2010-01-10")
        }
        try test.load(later)

        #expect(kept?.first { $0.name == "family" }?.bits == before)
        #expect(try #require(try bits("Commonley", test)) > #require(before) + 4_000)
    }

    @Test("a threshold above what anybody scores finds nobody by name, and one below the ordinary counts as that")
    func threshold() throws {
        let test = try TestIndex()
        var extract = TestExtract()
        extract.add("p1", "Jon", "Hartley")
        try test.load(extract)
        let strict = try CaseIndex.open(
            path: test.root + "/index.sqlite", terms: WeighingTerms(model: .shipped, threshold: 60_000))

        #expect(try test.outcome(asked("Jon", "Hartley")).isMatch)
        #expect(try !strict.read { try $0.find(asked("Jon", "Hartley")).outcome.isMatch })
        #expect(WeighingTerms(model: .shipped, threshold: -1).threshold == Weighing.ordinaryThreshold)
    }
}
