import PolicyEngine
import Testing
import WireProtocol

@Suite("who sees what")
struct WhoSeesTests {
    private let day = Questions.day("2026-12-10")

    private func paths(_ word: Code, on day: CalendarDay? = nil) throws -> [WhoSees.Path] {
        try #require(try Samples.set("stockport").whoSees(word, on: day ?? self.day)).paths
    }

    @Test("a field leaves by the shares that tell that very field")
    func field() throws {
        let found = try paths("rent-arrears")

        #expect(found.contains { $0.receiver == "Leeds" && $0.lines[0].hasPrefix("share `housing-notices`") })
        #expect(!found.contains { $0.lines[0].hasPrefix("share `housing-contact`") })
        #expect(try paths("since").allSatisfy { !$0.lines[0].hasPrefix("share `housing-notices`") })
    }

    @Test("a category leaves by every share of it, also one of a trial, and each says whether it is open")
    func trial() throws {
        let inside = try paths("substance-misuse")
        let before = try paths("substance-misuse", on: Questions.day("2026-11-30"))

        #expect(inside.map(\.isOpen) == [true])
        #expect(before.map(\.isOpen) == [false])
        #expect(inside[0].lines[0].contains("trial `drug-and-alcohol-line`"))
        #expect(inside[0].lines.contains("only if the question says harm threshold `explained`"))
    }

    @Test("an identifier leaves with our own questions, unless it is withheld")
    func identifier() throws {
        #expect(try paths("nhs-number").map(\.receiver).allSatisfy { $0.hasPrefix("councils we ask") })
        #expect(try paths("nhs-number").count == 2)
        #expect(try paths("postcode").isEmpty)
    }

    @Test("the bans that take it away are named, those of other categories are not")
    func bans() throws {
        let found = try #require(try Samples.set("stockport").whoSees("school", on: day))

        #expect(found.bans.contains { $0.hasPrefix("`hidden-people-stay-hidden`: where somebody is marked") })
        #expect(!found.bans.contains { $0.hasPrefix("`no-address-ever`") })
    }

    @Test("every path is one that the engine opens, and there is no other")
    func complete() throws {
        let set = try Samples.set("stockport")
        for category in set.vocabulary.categories.map(\.code) {
            let named = try #require(set.whoSees(category, on: day)).paths.filter {
                $0.receiver == "Leeds" && $0.isOpen
            }
            let opened = opened(set, category)
            #expect(Set(named.map { $0.lines[0].split(separator: "`")[1] }) == Set(opened.map { $0.text[...] }))
        }
    }

    @Test("a word that is nothing of these is told so")
    func unknown() throws {
        #expect(try Samples.set("stockport").whoSees("s47-enquiry", on: day) == nil)
    }

    /// The shares that fit some question of Leeds about a category.
    private func opened(_ set: PolicySet, _ category: Code) -> Set<Code> {
        var found: Set<Code> = []
        for purpose in set.vocabulary.purposes.map(\.code) {
            for role in set.vocabulary.roles {
                for about in set.vocabulary.about.map(\.word) {
                    for team: Code in ["leeds-hough-lane", "leeds-city"] {
                        var question = Questions.enquiry("E08000007", "E08000035", about, category)
                        question.purpose = purpose
                        question.role = role
                        question.team = team
                        question.familyConversation = "held"
                        question.harmThreshold = "explained"
                        question.namedManager = "team-manager"
                        if case .permit(let permit) = set.decide(question) { found.formUnion(permit.grantedBy) }
                    }
                }
            }
        }
        return found
    }
}

@Suite("an agreement as a page")
struct AgreementPageTests {
    @Test("names every rule that bears on it, everybody who signs, and the digest of the set")
    func whole() throws {
        let set = try Samples.set("stockport")
        let agreement = try #require(set.agreements.first { $0.id == "stockport-to-leeds" })

        let page = try #require(set.page(of: "stockport-to-leeds"))

        for share in agreement.shares { #expect(page.contains("### \(share.id)\n\n\(share.because)\n")) }
        for rule in agreement.withhold + set.bans { #expect(page.contains("- `\(rule.id)`: ")) }
        #expect(page.contains("| Head of School Admissions | | | |"))
        #expect(page.contains("| Director of Public Health | | | |"))
        #expect(page.contains("| information-governance-officer | | | |"))
        #expect(page.contains("| caldicott-guardian | | | |"))
        #expect(!page.contains("| data-protection-officer |"))
        #expect(page.contains("digest `\(set.digest)`"))
    }

    @Test("tells the fields of a share as the engine tells them")
    func fields() throws {
        let set = try Samples.set("stockport")
        let page = try #require(set.page(of: "stockport-to-leeds"))

        #expect(
            page.contains(
                "- Housing, up to `detail`: involvement, organisation, contact, phone, email, eviction, "
                    + "notice-seeking-possession, rent-arrears."))
    }

    @Test("is there for agreements only")
    func unknown() throws {
        #expect(try Samples.set("stockport").page(of: "drug-and-alcohol-line") == nil)
    }
}
