import PolicyEngine
import Testing

@Suite("two councils' sides")
struct BetweenTests {
    private let day = Questions.day("2026-12-10")
    private let agreement = "agreements/stockport-to-leeds.yaml"

    private func misfits(_ change: ([String: [UInt8]]) -> [String: [UInt8]]) throws -> Set<String> {
        let leeds = try Samples.set("leeds")
        let stockport = try PolicySet.load(files: change(try Samples.files("stockport")))
        return Set(stockport.between(leeds, on: day).misfits)
    }

    private func new(_ path: String, _ old: String, _ new: String) throws -> Set<String> {
        try misfits { $0.replacing(path, old, new) }.subtracting(misfits { $0 })
    }

    @Test("stand next to each other, category by category")
    func rows() throws {
        let found = try Samples.set("stockport").between(try Samples.set("leeds"), on: day)
        let school = try #require(found.rows.first { $0.category == "School" })

        #expect(school.sides.map(\.direction) == ["Stockport tells Leeds", "Leeds tells Stockport"])
        #expect(
            school.sides[0].told == [
                "`contact` for s47-enquiry, strategy-discussion, cp-conference",
                "`detail` for s17-assessment, transfer-in",
            ])
        #expect(!found.rows.contains { $0.category == "Police" })
    }

    @Test("an identifier that is sent and not agreed does not fit")
    func identifiers() throws {
        #expect(
            try new(agreement, "previous-names, nhs-number,", "previous-names,") == [
                "Leeds sends `nhs-number` in its questions, which `stockport-to-leeds` does not let a question carry."
            ])
    }

    @Test("an agreement that does not answer is told with its reason")
    func silent() throws {
        let found = try new(agreement, "state: live ", "state: draft ")

        #expect(
            found == ["`stockport-to-leeds` does not answer Leeds on 2026-12-10: it is in the state `draft`."])
    }

    @Test("other days and other controllers do not fit")
    func daysAndControllers() throws {
        #expect(
            try new(agreement, "until: \"2027-10-31\"", "until: \"2027-09-30\"") == [
                "The days differ: `stockport-to-leeds` holds from 2026-11-01 to 2027-09-30, "
                    + "`leeds-to-stockport` from 2026-11-01 to 2027-10-31."
            ])
        #expect(try new(agreement, "controllers: each-for-itself", "controllers: joint").count == 1)
    }

    @Test("a purpose that one asks for and the other never answers is named, and the other way round")
    func purposes() throws {
        let found = try misfits { files in
            files.replacing("asking.yaml", "transfer-in]", "transfer-in, initial-contact]")
        }

        #expect(found.contains("Stockport may ask Leeds for `initial-contact`, for which Leeds tells it nothing."))
    }

    @Test("a word that only one vocabulary has does not fit")
    func vocabulary() throws {
        #expect(
            try new("vocabulary.yaml", "roles: [social-worker,", "roles: [student, social-worker,") == [
                "Only Stockport has the role `student`."
            ])
    }
}
