import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Whether two descriptions are of one person")
struct SoughtPersonTests {
    private func words(
        _ family: String, _ given: [String] = [], born: String? = nil, nhs: String? = nil
    ) -> PersonWords {
        PersonWords(family: family, given: given, born: born.flatMap(CalendarDay.init), nhs: nhs)
    }

    @Test("an NHS number decides alone; without one, all that both have must agree")
    func same() {
        let ada = words("Okafor-Brennan", ["Ada", "Ruth"], born: "2014-03-02", nhs: "9990000018")

        #expect(ada.isSame(as: words("Somebody", nhs: "9990000018")))
        #expect(!ada.isSame(as: words("Okafor-Brennan", ["Ada"], born: "2014-03-02", nhs: "9990000026")))
        #expect(ada.isSame(as: words("okafor brennan", ["ADA"], born: "2014-03-02")))
        #expect(ada.isSame(as: words("Okafor-Brennan", ["Ada Ruth"])))
        #expect(!ada.isSame(as: words("Okafor", ["Ada"], born: "2014-03-02")))
        #expect(!ada.isSame(as: words("Okafor-Brennan", ["Ben"], born: "2014-03-02")))
        #expect(!ada.isSame(as: words("Okafor-Brennan", ["Ada"], born: "2014-03-03")))
    }

    @Test("two names that are one person's are one, however they are written")
    func plainNames() {
        #expect(PlainName("R. Dunne") == PlainName("r  dunne"))
        #expect(PlainName("R. Dunne") != PlainName("R. Dunn"))
        #expect(PlainName("worker-17") != PlainName("worker-18"))
    }
}
