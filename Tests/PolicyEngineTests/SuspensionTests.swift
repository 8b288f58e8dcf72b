import PolicyEngine
import Testing
import WireProtocol

@Suite("suspensions")
struct SuspensionTests {
    private let set: PolicySet
    private let leeds = Questions.authority("E08000035")
    private let day = Questions.day("2026-12-10")

    init() throws { set = try Samples.set("stockport") }

    private func act(
        _ act: Suspension.Act, _ target: Suspension.Target, by person: Code = "duty-manager", because: String = "Why."
    ) -> Suspension {
        let signature = [UInt8](repeating: 7, count: 64)
        return Suspension(act, target, because: because, by: person, day: day, signature: signature)
    }

    private func suspended(_ target: Suspension.Target) throws -> PolicySet {
        set.suspending(try Suspensions.none.adding(act(.suspend, target)))
    }

    private func question(_ requester: String = "E08000035", _ category: Code = "school") -> PolicyQuestion {
        Questions.enquiry("E08000007", requester, category == "school" ? "child" : "parent-or-carer", category)
    }

    private func reason(_ set: PolicySet, _ question: PolicyQuestion) -> Code? {
        if case .refuse(let refusal) = set.decide(question) { refusal.reason } else { nil }
    }

    // clause: FCP-POL-23+ FCP-POL-23-
    @Test("a suspended council is told so, whatever it asks, and others are answered")
    func council() throws {
        let suspended = try suspended(.council(leeds))

        #expect(reason(set, question()) == nil)
        #expect(reason(suspended, question()) == "suspended")
        #expect(reason(suspended, question("E08000035", "council-tax-address")) == "suspended")
        #expect(reason(suspended, question("E08000032")) == reason(set, question("E08000032")))
    }

    // clause: FCP-POL-23+
    @Test("a suspended category is refused to everybody, and other categories are answered")
    func category() throws {
        let suspended = try suspended(.category("school"))

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

        #expect(try suspended(.agreement("stockport-to-leeds")).decide(question()) == written.decide(question()))
        #expect(reason(written, question()) == "suspended")
    }

    @Test("a suspended trial shares nothing more, and its agreement goes on")
    func trial() throws {
        var asked = question("E08000035", "substance-misuse")
        asked.team = "leeds-hough-lane"
        asked.harmThreshold = "explained"
        asked.namedManager = "team-manager"
        let suspended = try suspended(.trial("drug-and-alcohol-line"))

        #expect(reason(set, asked) == nil)
        #expect(reason(suspended, asked) == "category-not-covered")
        #expect(reason(suspended, question()) == nil)
    }

    @Test("a suspension that cannot be read lets everything stand still")
    func everything() {
        #expect(reason(set.suspending(.everything), question()) == "suspended")
        #expect(reason(set.suspending(.everything), question("E08000035", "housing")) == "suspended")
    }

    // clause: FCP-POL-14-
    @Test("only a live agreement answers", arguments: ["draft", "trial", "suspended", "ended"])
    func states(state: String) throws {
        let written = try PolicySet.load(
            files: Samples.files("stockport").replacing(
                "agreements/stockport-to-leeds.yaml", "state: live ", "state: \(state) "))

        #expect(reason(written, question()) == "suspended")
    }

    @Test("lifting takes two people, and every act stays on record")
    func lifting() throws {
        let school = Suspension.Target.category("school")
        let standing = try suspended(school).suspensions
        let once = try standing.adding(act(.lift, school))

        #expect(once.holds(school) && once.firstLifter(of: school) == "duty-manager")
        #expect(throws: Suspensions.Misfit.saidAlready) { try once.adding(act(.lift, school)) }
        #expect(throws: Suspensions.Misfit.standsAlready) { try once.adding(act(.suspend, school)) }
        let lifted = try once.adding(act(.lift, school, by: "auditor"))
        #expect(!lifted.holds(school))
        #expect(lifted.acts.count == 3)
        #expect(throws: Suspensions.Misfit.standsNot) { try lifted.adding(act(.lift, school)) }
        let again = try lifted.adding(act(.suspend, school))
        #expect(again.holds(school) && again.firstLifter(of: school) == nil)
    }

    @Test("only what has every act of before, in its order, goes on from there")
    func continuing() throws {
        let first = try Suspensions.none.adding(act(.suspend, .category("school")))
        let both = try first.adding(act(.suspend, .category("housing")))
        let other = try Suspensions.none.adding(act(.suspend, .category("housing")))

        #expect(both.continues(Suspensions.none.digest) && both.continues(first.digest) && both.continues(both.digest))
        #expect(!first.continues(both.digest) && !other.continues(first.digest))
        #expect(!Suspensions.everything.continues(Suspensions.everything.digest))
    }

    @Test("what is written is what is read, however odd the text")
    func roundTrip() throws {
        let odd = "keys: #1 'lost' – [perhaps] \"so\" \\ {new}"
        let written = try Suspensions.none.adding(act(.suspend, .council(leeds), because: odd))
            .adding(act(.lift, .council(leeds), by: "auditor", because: odd))
            .adding(act(.suspend, .trial("drug-and-alcohol-line"), because: "One complaint."))

        #expect(try Suspensions.read(Array(written.text.utf8), for: set) == written)
        #expect(try Suspensions.read(Array(Suspensions.none.text.utf8), for: set) == .none)
    }

    @Test("what was lifted stays readable when what it was about is gone; what still stands must be there")
    func gone() throws {
        let target = Suspension.Target.trial("drug-and-alcohol-line")
        let standing = try suspended(target).suspensions
        let lifted = try standing.adding(act(.lift, target)).adding(act(.lift, target, by: "auditor"))
        var files = try Samples.files("stockport")
        files["trials/drug-and-alcohol-line.yaml"] = nil
        files["tests/stockport-to-leeds.yaml"] = nil
        let without = try PolicySet.load(files: files)

        #expect(try Suspensions.read(Array(lifted.text.utf8), for: without) == lifted)
        #expect(throws: PolicyFaults.self) { try Suspensions.read(Array(standing.text.utf8), for: without) }
    }

    @Test("a name with a slip, two targets, two acts in one and a lone lifter are mistakes with their places")
    func mistakes() throws {
        let signature = Base64URL.encode([UInt8](repeating: 7, count: 64))
        func entry(_ head: String) -> String {
            "  - \(head)\n    because: Why.\n    by: duty-manager\n    day: \"2026-12-10\"\n    signature: \"\(signature)\"\n"
        }
        let text =
            "language: 1\nsuspensions:\n" + entry("suspend: { category: schol }")
            + entry("suspend: { category: school, council: E08000035 }") + entry("suspend: { category: housing }")
            + entry("lift: { category: housing }") + entry("lift: { category: housing }")
            + entry("lift: { category: housing }\n    suspend: { category: school }")
            + entry("suspend: { category: school }").replacing(signature, with: "AAAA")

        let faults = #expect(throws: PolicyFaults.self) { try Suspensions.read(Array(text.utf8), for: set) }

        #expect(
            faults?.diagnostics.map(\.message) == [
                "a suspension names one thing, not 2", "an act is either `suspend` or `lift`",
                "this is not a signature", "one person cannot lift a suspension", "unknown category `schol`",
            ])
    }

    @Test("an agreement past its day of review is named until the day is moved")
    func reviews() {
        #expect(set.reviewsDue(on: Questions.day("2027-04-29")).isEmpty)
        #expect(set.reviewsDue(on: Questions.day("2027-04-30")).map(\.id).contains("stockport-to-leeds"))
        #expect(set.reviewsDue(on: Questions.day("2027-11-01")).isEmpty)
    }
}
