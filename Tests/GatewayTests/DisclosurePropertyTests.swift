import Foundation
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// A policy edit drawn at random: rules taken out, levels lowered, conditions tightened, people and purposes narrowed.
private struct RandomEdit {
    let changes: [(String, String)]

    private static let pool: [(String, String)] = [
        ("up to: detail", "up to: contact"), ("up to: contact", "up to: flag"), ("up to: detail", "up to: flag"),
        ("categories: [school]", "categories: [early-years]"),
        ("categories: [childrens-social-care, adult-social-care]", "categories: [adult-social-care]"),
        ("only: [eviction, notice-seeking-possession, rent-arrears]", "only: [rent-arrears]"),
        ("involvement: [current, historic]", "involvement: [current]"),
        ("ended months ago: { to: 12 }", "ended months ago: { to: 1 }"),
        ("for: [s47-enquiry, strategy-discussion]", "for: [strategy-discussion]"),
        ("about: [parent-or-carer, household-adult]", "about: [household-adult]"),
        ("contact: person", "contact: team"), ("state: live ", "state: ended "),
        ("with: { contact: person", "with: { contact: team"),
    ]

    init(_ random: inout SeededRandom) {
        changes = RandomEdit.pool.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).map { $0 }
    }
}

@Suite("What an answer can hold, for any policy and any question")
struct DisclosurePropertyTests {
    private static let categories: [Code] = [
        "school", "childrens-social-care", "housing", "anti-social-behaviour", "adult-social-care", "early-help",
        "substance-misuse", "police", "council-tax-address",
    ]
    private static let purposes: [Code] = [
        "s47-enquiry", "s47-enquiry", "strategy-discussion", "s17-assessment", "cp-conference", "early-help",
        "missing-child", "training",
    ]

    /// An edit that leaves a set without mistakes.
    private func soundEdit(_ federation: Federation, _ random: inout SeededRandom) throws -> [(String, String)] {
        while true {
            let changes = RandomEdit(&random).changes
            try federation.writePolicies(.stockport, putting: changes)
            if (try? PolicyFolder.load(federation.path(.stockport, "policies"))) != nil { return changes }
        }
    }

    /// A question nobody chose.
    private func question(_ federation: Federation, _ random: inout SeededRandom) throws -> FamilyQuery {
        let people = Array(
            federation.story.people.shuffled(using: &random).prefix(Int.random(in: 1...6, using: &random)))
        let categories = Array(
            DisclosurePropertyTests.categories.shuffled(using: &random).prefix(Int.random(in: 1...6, using: &random)))
        return try federation.query(people, categories, withNumber: Bool.random(using: &random)) { query in
            query.purpose = DisclosurePropertyTests.purposes.randomElement(using: &random) ?? "s47-enquiry"
            query.upTo = (["flag", "contact", "detail"] as [Code]).randomElement(using: &random) ?? "flag"
            query.namedManager = Bool.random(using: &random) ? "team-manager" : nil
            query.harmThreshold = Bool.random(using: &random) ? "explained" : nil
            query.familyConversation = Bool.random(using: &random) ? "held" : nil
        }
    }

    /// The fields of the vocabulary that an entry really holds.
    private func fields(of shown: ShownInvolvement) -> Set<Code> {
        guard shown.shown != .nothingToShow else { return [] }
        var fields: Set<Code> = ["involvement"]
        fields.formUnion(shown.detail.keys)
        if shown.contact?.organisation != nil { fields.insert("organisation") }
        if shown.contact?.name != nil { fields.insert("contact") }
        if shown.contact?.phone != nil { fields.insert("phone") }
        if shown.contact?.email != nil { fields.insert("email") }
        return fields
    }

    /// What an entry tells beyond the fields that are permitted, and a worker where only the team may be named.
    private func excess(_ shown: ShownInvolvement, _ permitted: Set<Code>, contact: Code) -> Set<Code> {
        let beyond = fields(of: shown).subtracting(permitted)
        return contact == "team" && shown.contact?.kind == .person ? beyond.union(["worker"]) : beyond
    }

    // clause: FCP-POL-19- FCP-POL-13-
    @Test("a worker named beside a team's permit, and a field beyond it, are told from what may be shown")
    func excessIsSeen() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let answer = try await stockport.answering.answer(try federation.request([federation.story.child], ["school"]))
            .answer()
        let shown = try #require(answer.shown("s1", "school"))
        let fields = fields(of: shown)
        var (worker, team) = (shown, shown)
        worker.contact?.kind = .person
        team.contact?.kind = .team

        #expect(fields.contains("contact"))
        #expect(excess(team, fields, contact: "team") == [])
        #expect(excess(worker, fields, contact: "team") == ["worker"])
        #expect(excess(worker, fields, contact: "person") == [])
        #expect(excess(shown, fields.subtracting(["phone", "contact"]), contact: "person") == ["phone", "contact"])
    }

    // clause: FCP-POL-13+ FCP-POL-8+ FCP-MAT-11+ FCP-MAT-12+ FCP-POL-19+
    @Test(
        "a field that the policy does not permit never appears, and an answer never tells who or where anybody is",
        arguments: 1...8 as ClosedRange<UInt64>)
    func onlyPermittedFields(seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let federation = try Federation()
        let stockport = try federation.node(.stockport, putting: try soundEdit(federation, &random))
        let policies = stockport.context.policies.current

        for _ in 0..<12 {
            let query = try question(federation, &random)
            let response = await stockport.answering.answer(try federation.request(query))
            let answer = try response.answer()
            for (subject, told) in zip(query.subjects, answer.subjects) {
                for entry in told.categories {
                    let asked = query.policyQuestion(
                        about: subject, category: entry.category, day: federation.now.londonDay)
                    let permit = policies.decide(asked).permit
                    switch entry.finding {
                    case .refused: #expect(permit == nil)
                    case .shown(let shown):
                        let permit = try #require(permit)
                        #expect(excess(shown, permit.fields, contact: permit.obligations.contact) == [])
                    }
                }
            }
            try expectNobodyIsNamed(in: response, federation)
        }
    }

    /// No name, number, postcode or address of anybody the question was about, or of anybody at all.
    private func expectNobodyIsNamed(in response: ReadyResponse, _ federation: Federation) throws {
        let text = String(decoding: response.body, as: UTF8.self)
        for string in DisclosurePropertyTests.personal where text.contains(string) {
            Issue.record("an answer holds something that tells who or where somebody is")
        }
        let leaf = String(decoding: try response.receipt().leaf, as: UTF8.self)
        #expect(!DisclosurePropertyTests.personal.contains(where: leaf.contains))
    }

    /// Full names, numbers and places of everybody invented; workers, whom answers do name, are left out.
    private static let personal: Set<String> = {
        let people = Federation.families.households.flatMap(\.people) + Federation.families.story.people.map(\.person)
        return Set(
            people.flatMap { person in
                [person.fullName, person.nhsNumber, person.upn].compactMap { $0 }
                    + person.stays.flatMap { [$0.address.line, $0.address.postcode, $0.address.uprn] }
            })
    }()

    @Test("a story person's family name stands in no answer")
    func noFamilyName() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        for person in federation.story.people {
            let response = await stockport.answering.answer(
                try federation.request([person], DisclosurePropertyTests.categories, withNumber: true))
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(!text.contains(person.person.family))
            #expect(!text.contains(person.person.dateOfBirth.description))
        }
    }
}
