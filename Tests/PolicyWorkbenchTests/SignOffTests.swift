import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// Each is one attack or slip; the policies in force stay as they are.
@Suite("sign-offs")
struct SignOffTests {
    private let bench: SigningBench
    private let officer: Code
    private let housing: Code
    private let adviser: Code

    init() throws {
        bench = try SigningBench()
        try bench.activate()
        officer = try bench.holder("information-governance-officer")
        housing = try bench.holder("Head of Housing Operations")
        adviser = try bench.holder("data-protection-officer")
    }

    /// Activating fails with these words, writes nothing, and what was in force stays.
    private func refuses(
        _ change: PolicyChange, _ signOffs: [String: SignOff], _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (pins, kept) = (bench.pins, try bench.generations.kept().map(\.name))
        let fault = #expect(throws: SigningFault.self, sourceLocation: sourceLocation) {
            try bench.activate(change, signOffs)
        }
        for word in words {
            #expect(
                fault?.description.contains(word) == true, "\(fault?.description ?? "")", sourceLocation: sourceLocation
            )
        }
        #expect(fault?.problems.allSatisfy { $0.contains("\n    help: ") } == true, sourceLocation: sourceLocation)
        #expect(bench.pins == pins, sourceLocation: sourceLocation)
        #expect(try bench.generations.kept().map(\.name) == kept, sourceLocation: sourceLocation)
        #expect(try bench.live().generation.state.pins == pins, sourceLocation: sourceLocation)
    }

    @Test("by everybody who is needed put a change in force, in a generation of its own")
    func whole() throws {
        try bench.widenHousing()

        let generation = try bench.activate()

        #expect(generation.number == 2)
        #expect(Set(generation.signOffs.values.map(\.person)) == [InventedOffice.author, officer, housing, adviser])
        #expect(try bench.live().current.digest == PolicySet.load(files: bench.files).digest)
    }

    @Test("one that is missing fails the change, whichever it is, and is named with the reason and the holder")
    func missing() throws {
        try bench.widenHousing()
        let change = try bench.change()
        let all = try bench.signOffs(change)
        #expect(all.count == 4)

        for name in all.keys { try refuses(change, all.filter { $0.key != name }, "missing") }
        try refuses(
            change, all.filter { $0.value.person != housing },
            "Head of Housing Operations is missing: more is told of `housing`", "`\(housing)` holds it")
    }

    @Test("of another change count for nothing")
    func otherChange() throws {
        try bench.widenHousing()
        let signed = try bench.signOffs(try bench.change())
        try bench.narrow()

        try refuses(try bench.change(), signed, "it is over another change", "is missing")
    }

    @Test("made under another register count for nothing")
    func otherRegister() throws {
        try bench.narrow()
        let change = try bench.change()
        var all = try bench.signOffs(change)
        let name = "information-governance-officer.json"
        let text = String(decoding: try #require(all[name]).octets, as: UTF8.self)
        let other = text.replacing(change.signedUnder.description, with: PolicyPin(of: [1]).description)
        all[name] = try SignOff(octets: Array(other.utf8), path: name).signed(by: try bench.key(officer))

        try refuses(change, all, "it was made under another register of signers", "is missing")
    }

    @Test("altered in any word, or signed by another key, are none")
    func altered() throws {
        try bench.narrow()
        let change = try bench.change()
        var all = try bench.signOffs(change)
        let name = "information-governance-officer.json"
        let text = String(decoding: try #require(all[name]).octets, as: UTF8.self)
        let later = text.replacing("\"day\": \"2026-12-10\"", with: "\"day\": \"2026-12-09\"")
        #expect(later != text)
        all[name] = try SignOff(octets: Array(later.utf8), path: name)
        try refuses(change, all, "the signature is not one of `\(officer)`")
        all[name] = try SignOff(
            change, .signs, post: "information-governance-officer", person: officer, day: bench.today
        ).signed(by: try bench.key(housing))

        try refuses(change, all, "the signature is not one of `\(officer)`")
    }

    @Test("of a key whose days are over count no longer, though it signed in time; nor do those of another day")
    func expired() throws {
        try bench.narrow()
        let change = try bench.change()
        let all = try bench.signOffs(change)
        bench.today = SigningBench.day("2027-12-01")
        try refuses(change, all, "the key of `\(officer)` is valid no longer", "which is not between")
        bench.today = SigningBench.day("2026-12-09")

        try refuses(change, all, "which is not between")
    }

    @Test("a deputy signs while the register has the holder away, and at no other time; the holder then does not")
    func deputies() throws {
        let deputy = try bench.holder("Housing Data Manager")
        try bench.widenHousing()
        let change = try bench.change()
        var all = try bench.signOffs(change).filter { $0.value.person != housing }
        all["deputy.json"] = try SignOff(
            change, .signs, post: "Housing Data Manager", standingInFor: "Head of Housing Operations", person: deputy,
            day: bench.today
        ).signed(by: try bench.key(deputy))
        try refuses(change, all, "`\(deputy)` cannot sign as Housing Data Manager", "is missing")
        #expect(throws: SigningFault.self) { try bench.signing(change, by: deputy) }

        let draft = bench.files
        bench.files = try #require(try bench.generations.pinned(bench.pins)).policyFiles
        try away(housing)
        try bench.activate()
        bench.files = draft
        let next = try bench.change()
        let signed = try bench.signOffs(next)

        #expect(signed.values.contains { $0.person == deputy && $0.standingInFor == "Head of Housing Operations" })
        #expect(!signed.values.contains { $0.person == housing })
        #expect(throws: SigningFault.self) { try bench.signing(next, by: housing) }
        try bench.activate(next, signed)
    }

    private func away(_ person: Code) throws {
        try bench.editRegister(
            "  - person: \(person)\n",
            "  - person: \(person)\n    away: [{ from: \"2026-12-01\", until: \"2027-01-31\" }]\n")
    }

    @Test("an owner of two categories who is away is stood in for by both deputies, each for their own")
    func bothDeputies() throws {
        let before = bench.files
        try away(housing)
        try bench.activate()
        bench.files = before
        try bench.widenHousing()
        try bench.edit(
            SigningBench.agreement,
            "about: [parent-or-carer, household-adult]\n    categories: [anti-social-behaviour]",
            "about: [parent-or-carer, household-adult, other-adult]\n    categories: [anti-social-behaviour]")
        let change = try bench.change()
        let all = try bench.signOffs(change)
        let standIns = all.filter { $0.value.standingInFor == "Head of Housing Operations" }
        #expect(Set(standIns.values.compactMap(\.post)) == ["Housing Data Manager", "Community Safety Manager"])

        for name in standIns.keys {
            try refuses(change, all.filter { $0.key != name }, "Head of Housing Operations is missing")
        }
        try bench.activate(change, all)
    }

    @Test("an absence is recorded by the deputy with the others; two at once are not recorded by two deputies")
    func absences() throws {
        try bench.editRegister(
            "\"information-governance-officer\", held by: \(officer) }",
            "\"information-governance-officer\", held by: \(officer), deputy: duty-manager }")
        let riskOwner = try bench.holder("senior-information-risk-owner")
        try bench.editRegister(
            "held by: \(riskOwner) }", "held by: \(riskOwner), deputy: deputy-duty-manager }")
        try bench.activate()
        let register = bench.register
        try away(officer)
        try away(riskOwner)
        let both = try bench.change()
        #expect(throws: SigningFault.self) { try bench.signing(both, by: "duty-manager") }
        bench.register = register
        try away(officer)

        let generation = try bench.activate()

        #expect(generation.signOffs.values.contains { $0.person == "duty-manager" && $0.part == .signs })
        #expect(generation.signOffs.values.contains { $0.person == riskOwner })
    }

    @Test("nobody signs what they drafted")
    func ownDraft() throws {
        try bench.narrow()
        let change = try bench.activation.change(to: try bench.state(), author: officer, because: "Why.")
        #expect(throws: SigningFault.self) { try bench.signing(change, by: officer) }
        let drafted = try bench.signer(officer).drafting(change)
        let signed = try SignOff(
            change, .signs, post: "information-governance-officer", person: officer, day: bench.today
        ).signed(by: try bench.key(officer))

        try refuses(change, ["author.json": drafted, "officer.json": signed], "nobody signs what they drafted")
        try refuses(change, ["officer.json": signed], "the author's own signature is missing")
    }

    @Test("one person in two posts signs once: where two people are needed, two sign")
    func twoPosts() throws {
        let title = "\"Head of Housing Operations\", held by: \(housing)"
        try bench.editRegister(title, "\"Head of Housing Operations\", held by: \(officer)")
        try bench.activate()
        try bench.widenHousing()
        let change = try bench.change()
        var all = try bench.signOffs(change)
        try refuses(change, all, "Head of Housing Operations is missing")
        all["housing.json"] = try SignOff(
            change, .signs, post: "Head of Housing Operations", person: officer, day: bench.today
        ).signed(by: try bench.key(officer))

        try refuses(change, all, "nobody signs twice for one change")
    }

    @Test("an adviser approves nothing, not in another post either")
    func adviserSigns() throws {
        let title = "\"Head of Housing Operations\", held by: \(housing)"
        try bench.editRegister(title, "\"Head of Housing Operations\", held by: \(adviser)")
        try bench.activate()
        try bench.widenHousing()
        let change = try bench.change()
        var all = ["author.json": try bench.signer(InventedOffice.author).drafting(change)]
        all["officer.json"] = try bench.signing(change, by: officer)
        #expect(throws: SigningFault.self) { try bench.signing(change, by: adviser) }
        all["housing.json"] = try SignOff(
            change, .signs, post: "Head of Housing Operations", person: adviser, day: bench.today
        ).signed(by: try bench.key(adviser))

        try refuses(change, all, "`\(adviser)` advises on changes, and must not approve any")
    }

    @Test("advice is on record in the adviser's words, and need not be yes")
    func advice() throws {
        try bench.widenHousing()
        let change = try bench.change()
        var all = try bench.signOffs(change).filter { $0.value.person != adviser }
        let said = try bench.signer(adviser).advising(
            "Not before the impact assessment is reviewed.", on: change, from: try bench.inForce(),
            to: try bench.state())
        all[said.fileName] = said

        let generation = try bench.activate(change, all)

        #expect(generation.signOffs.values.compactMap(\.advice) == ["Not before the impact assessment is reviewed."])
    }

    @Test("a set that was altered after signing is another set")
    func alteredSet() throws {
        try bench.narrow()
        let change = try bench.change()
        let all = try bench.signOffs(change)
        try bench.widenHousing()

        try refuses(change, all, "this is not the change that was signed", "bundle it anew")
    }

    @Test("a change that says of itself what is not so is refused, though everybody signed it")
    func lyingChange() throws {
        try bench.widenHousing()
        let text = String(decoding: try bench.change().octets, as: UTF8.self)
        let lie = text.replacing("\"widens\": true", with: "\"widens\": false")
        #expect(lie != text)
        let change = try PolicyChange(octets: Array(lie.utf8), path: "change.json")

        try refuses(change, try bench.signOffs(change), "what the change says of itself is not what comes out")
    }

    @Test("comments alone need nobody: there is no change")
    func comments() throws {
        bench.files["bans.yaml"] = try #require(bench.files["bans.yaml"]) + Array("# Reviewed.\n".utf8)

        let fault = #expect(throws: SigningFault.self) { try bench.change() }

        #expect(fault?.description.contains("in force already, as generation 1") == true)
    }

    @Test("a set whose tests fail, or whose claims are not proved, is not put before anybody")
    func failing() throws {
        let bench = try SigningBench(withTests: true)
        try bench.edit(
            "tests/stockport-to-leeds.yaml", "level: none, refused: policy-expired", "level: none, refused: suspended")

        let fault = #expect(throws: SigningFault.self) { try bench.change() }

        #expect(fault?.description.contains("a test fails") == true)
    }

    @Test("nothing in them steers a screen")
    func plain() throws {
        try bench.narrow()
        let change = try bench.change()
        let text = String(decoding: try bench.signing(change, by: officer).octets, as: UTF8.self)
        let steering = text.replacing("\"information-governance-officer\"", with: "\"\\u001b[2Jofficer\"")
        #expect(steering != text)

        #expect(throws: SigningFault.self) { try SignOff(octets: Array(steering.utf8), path: "x") }
        #expect(throws: SigningFault.self) {
            try bench.activation.change(to: try bench.state(), author: "policy-author", because: "Why.\nAnd so.")
        }
    }

    @Test("are canonical: what is written is read back, and one octet more is none")
    func files() throws {
        try bench.narrow()
        let change = try bench.change()
        let signOff = try bench.signing(change, by: officer)

        #expect(try SignOff(octets: signOff.octets, path: "x") == signOff)
        #expect(try PolicyChange(octets: change.octets, path: "x") == change)
        for octets in [Array(signOff.octets.dropLast(2)), signOff.octets + [0x7D]] {
            #expect(throws: SigningFault.self) { try SignOff(octets: octets, path: "x") }
        }
    }
}
