import AuditTrail
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("Answers")
struct AnswerTests {
    private let federation: Federation
    private let stockport: TestNode
    private var story: Story { federation.story }

    init() throws {
        federation = try Federation()
        stockport = try federation.node(.stockport)
    }

    // clause: FCP-ANS-1+ FCP-POL-2+ FCP-MAT-1+ FCP-POL-6+ FCP-ANS-9+
    @Test("a known family is found, and each service names whom to ring")
    func roundTrip() async throws {
        let request = try federation.request(
            [story.child, story.mother, story.mothersPartner], ["school", "childrens-social-care", "housing"])

        let answer = try await stockport.answering.answer(request).answer()

        #expect(answer.subjects.map(\.outcome) == [.matched, .matched, .matched])
        #expect(answer.shown("s1", "school")?.shown == .historic)
        #expect(answer.shown("s1", "school")?.contact?.kind == .team)
        #expect(answer.shown("s1", "childrens-social-care")?.contact?.phone != nil)
        #expect(answer.shown("s3", "housing")?.shown == .current)
        #expect(answer.outcome == .answeredPartly)
    }

    // clause: FCP-AUD-1+ FCP-AUD-3+ FCP-AUD-11+ FCP-ANS-30+ FCP-ERR-15+ FCP-ANS-2+
    @Test("one attempt makes one leaf, whose digests are those of the request and of the answer sent")
    func leafBindsBoth() async throws {
        let request = try federation.request([story.child])

        let response = await stockport.answering.answer(request)

        let leaves = try stockport.leaves()
        let leaf = try response.leaf()
        #expect(leaves.map(\.leaf) == [try response.receipt().leaf])
        #expect(leaf.answerDigest == EvidenceDigest.body(response.body))
        #expect(leaf.counterpart == SyntheticCouncil.leeds.authority)
        #expect(try response.receipt().origin == "gateway.stockport.example/audit/2026")
        #expect(try response.receipt().index == leaves.first?.index)
        #expect(leaf.time == federation.now)
    }

    // clause: FCP-ANS-3+ FCP-ANS-4+ FCP-MAT-12+
    @Test("the answer speaks of every person and every service asked about, in the order asked, and of nothing else")
    func totalAnswer() async throws {
        let people = story.people
        let categories: [Code] = ["housing", "school", "substance-misuse", "police", "no-such-service"]
        let request = try federation.request(Array(people.prefix(12)), categories)

        let answer = try await stockport.answering.answer(request).answer()

        #expect(answer.subjects.map(\.ref) == (1...12).map { "s\($0)" })
        for subject in answer.subjects {
            let firsts = subject.categories.map(\.category).reduce(into: [Code]()) { seen, category in
                if seen.last != category { seen.append(category) }
            }
            #expect(firsts == categories)
        }
    }

    // clause: FCP-ANS-1+ FCP-POL-1+ FCP-POL-4+ FCP-POL-5+ FCP-MAT-10+ FCP-AUD-1+
    @Test("a refusal is a signed, recorded answer with the reason, the rule and whom to ask")
    func refusal() async throws {
        let request = try federation.request([story.mothersPartner], ["substance-misuse", "police"])

        let response = await stockport.answering.answer(request)

        let answer = try response.answer()
        #expect(answer.outcome == .refused)
        #expect(answer.refusal("s1", "substance-misuse")?.reason == "category-not-covered")
        #expect(answer.refusal("s1", "substance-misuse")?.owner == "Director of Public Health")
        #expect(answer.refusal("s1", "police")?.reason == "category-not-covered")
        #expect(answer.refusal("s1", "police")?.rule == "law-enforcement-records-need-their-own-agreement")
        #expect(answer.subjects.map(\.outcome) == [.notConfirmed])
        #expect(answer.subjects[0].couldHelp.isEmpty)
        #expect(try stockport.leaves(.answered).count == 1)
    }

    // clause: FCP-POL-6- FCP-POL-4+
    @Test(
        "a word that is not in the vocabulary is refused and never taken for another",
        arguments: [
            "purpose", "category", "role", "about",
        ])
    func unknownWord(place: String) async throws {
        let query = try federation.query([story.child]) { query in
            switch place {
            case "purpose": query.purpose = "curiosity"
            case "category": query.categories = ["schools"]
            case "role": query.worker.role = "private-detective"
            default: query.subjects[0].about = "neighbour"
            }
        }

        let answer = try await stockport.answering.answer(try federation.request(query)).answer()

        #expect(answer.outcome == .refused)
        #expect(answer.refusal("s1", query.categories[0])?.reason == "vocabulary-unknown")
    }

    // clause: FCP-MAT-1- FCP-MAT-4+ FCP-MAT-9-
    @Test("two people who look alike are not confirmed, and what could help is a function of the question alone")
    func ambiguous() async throws {
        let without = try federation.request([story.namesake])
        let with = try federation.request([story.namesake], withNumber: true)

        let first = try await stockport.answering.answer(without).answer()
        let second = try await stockport.answering.answer(with).answer()

        #expect(first.subjects.map(\.outcome) == [.notConfirmed])
        #expect(first.subjects[0].couldHelp.contains("nhs-number"))
        #expect(second.subjects.map(\.outcome) == [.matched])
        #expect(second.subjects[0].couldHelp.isEmpty)
    }

    // clause: FCP-MAT-5+
    @Test("nobody is searched for with less than a date of birth and two more facts")
    func tooLittle() async throws {
        let request = try federation.request([story.roughlyKnownAdult], ["housing"])

        let answer = try await stockport.answering.answer(request).answer()

        #expect(answer.subjects.map(\.outcome) == [.tooLittleToSearch])
        #expect(answer.shown("s1", "housing")?.shown == .nothingToShow)
    }

    // clause: FCP-POL-3+
    @Test("a node without any loaded source says unavailable, never nothing known")
    func unavailable() async throws {
        let bradford = try federation.node(.bradford, isEmpty: true)
        let query = try federation.query([story.child]) { $0.to = SyntheticCouncil.bradford.authority }

        let answer = try await bradford.answering.answer(
            try federation.request(query) { $0.holder = .bradford }
        ).answer()

        #expect(answer.outcome == .unavailable)
        #expect(answer.shown("s1", "school")?.sources.isEmpty == true)
    }

    // clause: FCP-ANS-10+ FCP-POL-12+
    @Test("every answer offers the duty desk of the directory and a call back, found or not")
    func standing() async throws {
        let found = try await stockport.answering.answer(try federation.request([story.child])).answer()
        let unknown = try await stockport.answering.answer(try federation.request([story.unknownChild])).answer()

        #expect(found.standing.dutyDesk.phone == SyntheticCouncil.stockport.dutyDesk)
        #expect(found.standing == unknown.standing)
        #expect(found.handling == unknown.handling)
    }

    @Test("the longest names a question can carry are recorded and answered like any other")
    func longNames() async throws {
        let long = String(repeating: "Maximilian", count: 20)
        let query = try federation.query([story.child]) { query in
            query.subjects[0].name = Redacted(PersonName(given: [long, long, long, long, long, long], family: long))
        }

        let answer = try await stockport.answering.answer(try federation.request(query)).answer()

        #expect(answer.subjects.map(\.outcome) == [.notConfirmed])
    }

    // clause: FCP-AUD-11+ FCP-AUD-1+
    @Test("a public reader of the log verifies it whole after a mixed day")
    func verifies() async throws {
        for person in story.people {
            _ = await stockport.answering.answer(try federation.request([person], ["school", "housing", "police"]))
        }
        _ = try stockport.context.audit.checkpoint(.exchange, at: federation.now)
        let configuration = try federation.auditConfiguration(.stockport)
        let keys = try LogName.allCases.map { try configuration.verifierKey($0, year: 2_026) }

        let results = try AuditVerifier.verify(folder: configuration.folder, verifierKeys: keys)

        #expect(results.compactMap(\.firstFault) == [])
        #expect(results.first { $0.log == .exchange }?.size == Int64(story.people.count))
    }
}
