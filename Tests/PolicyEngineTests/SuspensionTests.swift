import PolicyEngine
import Testing
import WireProtocol

@Suite("suspensions")
struct SuspensionTests {
    private let set: PolicySet
    private let leeds = Questions.authority("E08000035")
    private let day = Questions.day("2026-12-10")

    init() throws { set = try Samples.set("stockport") }

    private func suspended(_ target: Suspension.Target) -> PolicySet {
        set.suspending(
            Suspensions.none.adding(Suspension(target: target, because: "Why.", by: "duty-manager", since: day)))
    }

    private func question(_ requester: String = "E08000035", _ category: Code = "school") -> PolicyQuestion {
        Questions.enquiry("E08000007", requester, category == "school" ? "child" : "parent-or-carer", category)
    }

    private func reason(_ set: PolicySet, _ question: PolicyQuestion) -> Code? {
        if case .refuse(let refusal) = set.decide(question) { refusal.reason } else { nil }
    }

    @Test("a suspended council is told so, whatever it asks, and others are answered")
    func council() throws {
        let suspended = suspended(.council(leeds))

        #expect(reason(set, question()) == nil)
        #expect(reason(suspended, question()) == "suspended")
        #expect(reason(suspended, question("E08000035", "council-tax-address")) == "suspended")
        #expect(reason(suspended, question("E08000032")) == reason(set, question("E08000032")))
    }

    @Test("a suspended category is refused to everybody, and other categories are answered")
    func category() throws {
        let suspended = suspended(.category("school"))

        #expect(reason(suspended, question()) == "suspended")
        #expect(reason(suspended, question("E08000035", "housing")) == nil)
        guard case .refuse(let refusal) = suspended.decide(question()) else { return }
        #expect(refusal.sentence == "No question about School is answered at present.")
        #expect(refusal.owner == "Head of School Admissions")
    }

    @Test("a suspended agreement answers like one whose state is `suspended`")
    func agreement() throws {
        let written = try PolicySet.load(
            files: Samples.files("stockport").replacing(
                "agreements/stockport-to-leeds.yaml", "state: live ", "state: suspended "))

        #expect(suspended(.agreement("stockport-to-leeds")).decide(question()) == written.decide(question()))
        #expect(reason(written, question()) == "suspended")
    }

    @Test("a suspended trial shares nothing more, and its agreement goes on")
    func trial() throws {
        var asked = question("E08000035", "substance-misuse")
        asked.team = "leeds-hough-lane"
        asked.harmThreshold = "explained"
        asked.namedManager = "team-manager"
        let suspended = suspended(.trial("drug-and-alcohol-line"))

        #expect(reason(set, asked) == nil)
        #expect(reason(suspended, asked) == "category-not-covered")
        #expect(reason(suspended, question()) == nil)
    }

    @Test("a suspension that cannot be read lets everything stand still")
    func everything() {
        #expect(reason(set.suspending(.everything), question()) == "suspended")
        #expect(reason(set.suspending(.everything), question("E08000035", "housing")) == "suspended")
    }

    @Test("only a live agreement answers", arguments: ["draft", "trial", "suspended", "ended"])
    func states(state: String) throws {
        let written = try PolicySet.load(
            files: Samples.files("stockport").replacing(
                "agreements/stockport-to-leeds.yaml", "state: live ", "state: \(state) "))

        #expect(reason(written, question()) == "suspended")
    }

    @Test("lifting takes two people, and stays on record")
    func lifting() throws {
        let standing = suspended(.category("school")).suspensions
        func lifting(_ posts: [Code]) -> Suspensions? {
            standing.lifting(.category("school"), Suspension.Lifting(by: posts, day: day, review: "Mended."))
        }

        #expect(lifting(["duty-manager"]) == nil)
        #expect(lifting(["duty-manager", "duty-manager"]) == nil)
        let lifted = try #require(lifting(["duty-manager", "information-governance-officer"]))
        #expect(!lifted.holds(.category("school")))
        #expect(lifted.entries.count == 1)
        #expect(lifted.lifting(.category("school"), try #require(lifted.entries[0].lifted)) == nil)
    }

    @Test("what is written is what is read, however odd the text")
    func roundTrip() throws {
        let odd = Suspension(
            target: .council(leeds), because: "keys: #1 'lost' – [perhaps]", by: "duty-manager", since: day,
            lifted: Suspension.Lifting(by: ["duty-manager", "auditor"], day: day, review: "{new keys}"))
        let written = Suspensions.none.adding(odd).adding(
            Suspension(target: .trial("drug-and-alcohol-line"), because: "One complaint.", by: "owner", since: day))

        #expect(try Suspensions.read(Array(written.text.utf8), for: set) == written)
        #expect(try Suspensions.read(Array(Suspensions.none.text.utf8), for: set) == .none)
    }

    @Test("what was lifted stays readable when what it was about is gone; what still stands must be there")
    func gone() throws {
        let target = Suspension.Target.trial("drug-and-alcohol-line")
        let standing = suspended(target).suspensions
        let lifting = Suspension.Lifting(by: ["owner", "auditor"], day: day, review: "It has ended.")
        let lifted = try #require(standing.lifting(target, lifting))
        var files = try Samples.files("stockport")
        files["trials/drug-and-alcohol-line.yaml"] = nil
        files["tests/stockport-to-leeds.yaml"] = nil
        let without = try PolicySet.load(files: files)

        #expect(try Suspensions.read(Array(lifted.text.utf8), for: without) == lifted)
        #expect(throws: PolicyFaults.self) { try Suspensions.read(Array(standing.text.utf8), for: without) }
    }

    @Test("a name with a slip, two targets and a lone lifter are mistakes with their places")
    func mistakes() throws {
        let text = """
            language: 1
            suspensions:
              - category: schol
                because: A slip.
                by: duty-manager
                since: "2026-12-10"
              - category: school
                council: E08000035
                because: Two.
                by: duty-manager
                since: "2026-12-10"
                lifted: { by: [duty-manager], day: "2026-12-11", review: Alone. }
            """

        let faults = #expect(throws: PolicyFaults.self) { try Suspensions.read(Array(text.utf8), for: set) }

        #expect(
            faults?.diagnostics.map(\.message) == [
                "unknown category `schol`", "one person cannot lift a suspension",
                "a suspension names one thing, not 2",
            ])
    }

    @Test("an agreement past its day of review is named until the day is moved")
    func reviews() {
        #expect(set.reviewsDue(on: Questions.day("2027-04-29")).isEmpty)
        #expect(set.reviewsDue(on: Questions.day("2027-04-30")).map(\.id).contains("stockport-to-leeds"))
        #expect(set.reviewsDue(on: Questions.day("2027-11-01")).isEmpty)
    }
}
