import PolicyEngine
import Testing

@Suite("records that follow a law of their own")
struct RegimeTests {
    private static let path = "agreements/stockport-to-bradford.yaml"

    /// The sample with one agreement about police records alone, the ban on them aside.
    private func faults(regime: String, categories: String, criminal: String = "sch1-18") throws -> [String] {
        var files = try Samples.files("stockport")
        let agreement = String(decoding: files[Self.path] ?? [], as: UTF8.self)
        let head = agreement.split(separator: "\nshare:", maxSplits: 1)[0]
        let share = """
            \(regime)
            share:
              - id: police-contact
                because: Invented.
                for: [s47-enquiry]
                to: [social-worker]
                about: [parent-or-carer]
                categories: [\(categories)]
                up to: contact

            """
        files[Self.path] = Array((head + "\n" + share).replacing("data: none-shared", with: "data: \(criminal)").utf8)
        files["tests/stockport-to-bradford.yaml"] = nil
        files = files.replacing(
            "owners.yaml", "owners:\n",
            "owners:\n  - { category: police, owner: Police Liaison, deputy: Police Deputy, controller: Stockport Council }\n"
        )
        do {
            _ = try PolicySet.load(files: files)
            return []
        } catch { return error.diagnostics.map(\.message) }
    }

    @Test("stand in an agreement that names the regime, and in no other")
    func ownAgreement() throws {
        #expect(try faults(regime: "regime: part-3", categories: "police") == [])
        #expect(try faults(regime: "", categories: "police") == ["`police` follows the regime `part-3`"])
        #expect(
            try faults(regime: "regime: by-source", categories: "police") == ["`police` follows the regime `part-3`"])
    }

    @Test("share it with no ordinary category")
    func noOthers() throws {
        #expect(
            try faults(regime: "regime: part-3", categories: "police, housing")
                == ["`housing` does not follow the regime `part-3` of this agreement"])
    }

    @Test("need a law that speaks of offences")
    func criminalOffenceData() throws {
        #expect(
            try faults(regime: "regime: part-3", categories: "police", criminal: "none-shared")
                == ["`police` tells of offences, and the law for `s47-enquiry` says that none are shared"])
    }
}
