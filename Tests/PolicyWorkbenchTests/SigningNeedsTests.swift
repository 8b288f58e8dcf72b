import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("whose signature a change needs")
struct SigningNeedsTests {
    private let bench: SigningBench

    init() throws {
        bench = try SigningBench()
        try bench.activate()
    }

    private func posts() throws -> Set<String> { Set(try bench.needs().signatures.map(\.post)) }
    private let officer = "information-governance-officer"
    private let riskOwner = "senior-information-risk-owner"

    @Test("the first policies: the owners of all that is shared, and every post")
    func first() throws {
        let needs = try SigningNeeds(from: nil, to: try bench.state())

        #expect(
            Set(needs.signatures.map(\.post)) == [
                officer, riskOwner, "caldicott-guardian", "Head of School Admissions", "Head of Housing Operations",
                "Director of Adult Social Care", "Director of Children's Services", "Director of Public Health",
            ])
        #expect(needs.advice.map(\.post) == ["data-protection-officer"])
        #expect(needs.isWidening)
    }

    @Test("what only narrows: the IG officer alone, and nobody's advice")
    func narrowing() throws {
        try bench.narrow()

        let needs = try bench.needs()

        #expect(needs.signatures.map(\.post) == [officer])
        #expect(needs.advice.isEmpty)
        #expect(!needs.isWidening)
    }

    @Test("what widens: the owner of the category too, the deputy by name, and the adviser's advice")
    func widening() throws {
        try bench.widenHousing()

        let needs = try bench.needs()

        #expect(needs.signatures.map(\.post) == [officer, "Head of Housing Operations"])
        #expect(needs.signatures.last?.deputy == "Housing Data Manager")
        #expect(needs.signatures.last?.why == ["more is told of `housing`"])
        #expect(needs.advice.map(\.post) == ["data-protection-officer"])
    }

    @Test("an obligation that becomes looser widens; one that becomes stricter does not")
    func obligations() throws {
        try bench.edit(SigningBench.agreement, "keep hours: 8", "keep hours: 24")
        #expect(try bench.needs().isWidening)
        #expect(try posts().count > 1)
        try bench.edit(SigningBench.agreement, "keep hours: 24", "keep hours: 1")

        #expect(try posts() == [officer])
    }

    @Test("a guardian named beside the owner signs what widens there")
    func alsoSigns() throws {
        try bench.edit(
            SigningBench.agreement,
            "about: [child, sibling, parent-or-carer]\n    categories: [childrens-social-care, adult-social-care]",
            "about: [child, sibling, parent-or-carer, other-adult]\n    categories: [childrens-social-care, adult-social-care]"
        )

        #expect(
            try posts() == [
                officer, "Director of Adult Social Care", "Director of Children's Services", "caldicott-guardian",
            ])
    }

    @Test("bans and vocabulary: who signs for them, whichever way they go")
    func files() throws {
        let before = (bench.files["bans.yaml"], bench.files["vocabulary.yaml"])
        try bench.edit("bans.yaml", "because: ", "because: Indeed, ")
        #expect(try posts() == [officer, riskOwner])
        bench.files["bans.yaml"] = before.0
        try bench.edit("vocabulary.yaml", "name: Housing", "name: Homes")

        #expect(try posts().contains(riskOwner))
    }

    @Test(
        "our own questions: who signs bans where they give away more; nobody besides where they give away less or the same"
    )
    func asking() throws {
        let before = bench.files["asking.yaml"]
        try bench.edit("asking.yaml", "because: ", "because: Indeed, ")
        #expect(try posts() == [officer])

        bench.files["asking.yaml"] = before
        try bench.edit(
            "asking.yaml", "identifiers: [name, date-of-birth, sex, nhs-number]",
            "identifiers: [name, date-of-birth, sex, previous-names, nhs-number]")
        let more = try bench.needs()
        #expect(more.signatures.map(\.post) == [officer, riskOwner])
        #expect(more.isWidening)
        #expect(more.advice.map(\.post) == ["data-protection-officer"])
        #expect(more.sentences.contains { $0.hasPrefix("New: our questions to councils on the route `all`") })

        bench.files["asking.yaml"] = before
        try bench.edit(
            "asking.yaml", "identifiers: [name, date-of-birth, sex, nhs-number]",
            "identifiers: [name, date-of-birth, sex]")
        let less = try bench.needs()
        #expect(less.signatures.map(\.post) == [officer])
        #expect(!less.isWidening)
        #expect(less.sentences.contains { $0.hasPrefix("No longer: our questions") })
    }

    @Test("another owner: the old one and the new one")
    func owners() throws {
        try bench.edit("owners.yaml", "owner: Head of School Admissions", "owner: Head of Access")

        #expect(try posts() == [officer, riskOwner, "Head of School Admissions", "Head of Access"])
        #expect(try bench.needs().sentences.first?.hasPrefix("Owner of `school`: Head of Access, deputy") == true)
    }

    @Test("a post that the change itself strikes out still signs")
    func struckOut() throws {
        try bench.edit(
            "owners.yaml", "signs: [bans, owners, vocabulary] }",
            "signs: [bans] }\n  - { post: chief-executive, signs: [owners, vocabulary] }")

        #expect(try posts() == [officer, riskOwner, "chief-executive"])
    }

    @Test("a limit that is eased, or an identifier more, widens; one that is tightened does not")
    func terms() throws {
        let limit = "{ each: worker, at most: 60, per: day, then: tell-manager }"
        try #require(String(decoding: bench.files[SigningBench.agreement] ?? [], as: UTF8.self).contains(limit))
        try bench.edit(SigningBench.agreement, limit, "{ each: worker, at most: 10, per: day, then: tell-manager }")
        #expect(try posts() == [officer])
        try bench.edit(SigningBench.agreement, "at most: 10, per: day", "at most: 80, per: day")

        #expect(try posts().contains("Head of Housing Operations"))
        #expect(try bench.needs().isWidening)
    }

    @Test("a trial that touches a sensitive service: who signs every trial with a gate")
    func gates() throws {
        try bench.edit("trials/drug-and-alcohol-line.yaml", "question: ", "question: Indeed, ")

        #expect(try posts() == [officer, "caldicott-guardian"])
    }

    @Test("another register: who signs for owners, besides the officer")
    func register() throws {
        try bench.editRegister(
            "\"Head of School Admissions\", held by: person-1", "\"Head of School Admissions\", held by: person-2")

        #expect(try posts() == [officer, riskOwner])
        #expect(
            try bench.needs().sentences == [
                "Head of School Admissions: held by `person-2`; it was: held by `person-1`."
            ])
    }

    @Test("a set that names nobody for a thing to sign is not signed at all")
    func unnamed() throws {
        try bench.edit("owners.yaml", "signs: [every-change]", "signs: [bans]")

        let fault = #expect(throws: SigningFault.self) { try bench.needs() }

        #expect(fault?.description.contains("names no post that signs `every-change`") == true)
    }

    @Test("who advises is never called to sign")
    func adviser() throws {
        try bench.edit(
            "owners.yaml", "also signs: [caldicott-guardian, senior-information-risk-owner]",
            "also signs: [data-protection-officer]")
        try bench.edit("trials/drug-and-alcohol-line.yaml", "up to: contact", "up to: flag")

        let fault = #expect(throws: SigningFault.self) {
            try SigningNeeds(from: nil, to: try bench.state())
        }

        #expect(fault?.description.contains("`data-protection-officer` advises and cannot sign") == true)
    }

    @Test("whoever once signed stays in the register")
    func gone() throws {
        try bench.editRegister("  - person: person-9\n", "  - person: person-99\n")
        try bench.editRegister("held by: person-9 }", "held by: person-99 }")

        let fault = #expect(throws: SigningFault.self) { try bench.needs() }

        #expect(fault?.description.contains("an entry of `person-9` is gone") == true)
    }

    @Test("what the analyser cannot decide, nobody can sign")
    func overBudget() throws {
        try bench.widenHousing()

        let fault = #expect(throws: SigningFault.self) {
            try SigningNeeds(from: try bench.inForce(), to: try bench.state(), within: WorkBudget(steps: 1))
        }

        #expect(fault?.description.contains("not decided: the work budget is used up") == true)
    }

    @Test("the sets of two councils cannot be compared, so nothing is signed")
    func undecided() throws {
        let leeds = try PolicySet.load(files: try PolicyFolder.read(ScratchFolder.samples + "/leeds"))
        let register = try SignersRegister.read(
            Array(String(decoding: bench.register, as: UTF8.self).replacing("E08000007", with: "E08000035").utf8))

        let fault = #expect(throws: SigningFault.self) {
            try SigningNeeds(from: try bench.state(), to: PolicyState(set: leeds, register: register))
        }

        #expect(fault?.description.contains("not decided") == true)
    }
}
