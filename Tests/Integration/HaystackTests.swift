import Testing

@Suite("Looking through logs")
struct HaystackTests {
    @Test("what stands in a text is found, at its beginning, its end and across what is not ASCII")
    func finds() {
        let haystack = Haystack("Kezia was seen at 12 Ölmühle Row, 999 000 0018")

        #expect(
            haystack.findings(of: ["Kezia", "Ölmühle Row", "999 000 0018", "Kezios", "Stockport"]) == [
                "999 000 0018", "Kezia", "Ölmühle Row",
            ])
        #expect(Haystack("").findings(of: ["Kezia"]).isEmpty)
    }
}
