import TestSupport
import Testing
import WireProtocol

@testable import PolicyEngine

/// `policy-decisions`: what Stockport's sample policies say of a question alone, before anybody's record is opened.
enum PolicyVectors {
    private typealias Change = @Sendable (inout PlainQuestion) -> Void

    /// Leeds asks about a child's school in an enquiry under s.47, on 21 November 2026.
    private static func question(_ change: Change) -> PlainQuestion {
        var question = PlainQuestion(
            purpose: "s47-enquiry", role: "social-worker", about: "child", category: "school", upTo: "contact",
            says: ["urgency": "same-day"], age: 9, day: "2026-11-21", team: "leeds-city")
        change(&question)
        return question
    }

    private static func parent(_ question: inout PlainQuestion, _ category: String) {
        (question.about, question.category, question.age) = ("parent-or-carer", category, 34)
    }

    private static let words: [(String, String, Change)] = [
        ("an unknown purpose", "POL-6-", { $0.purpose = "curiosity" }),
        ("a purpose in another case", "POL-6-", { $0.purpose = "s47-Enquiry" }),
        ("a purpose that is never one", "POL-6-", { $0.purpose = "debt-recovery" }),
        ("an unknown role", "POL-6-", { $0.role = "private-detective" }),
        ("an unknown category", "POL-6-", { $0.category = "schools" }),
        ("an unknown relation", "POL-6-", { $0.about = "neighbour" }),
        ("an unknown level", "POL-6-", { $0.upTo = "everything" }),
        ("an unknown thing said", "POL-6-", { $0.says["harm threshold"] = "felt" }),
    ]

    private static let agreements: [(String, String, Change)] = [
        ("a council without an agreement", "POL-4+", { $0.requester = "E08000003" }),
        ("the day before the first", "POL-14-", { $0.day = "2026-10-31" }),
        ("the first day", "POL-14+", { $0.day = "2026-11-01" }),
        ("the last day", "POL-14+", { $0.day = "2027-10-31" }),
        ("the day after the last", "POL-14-", { $0.day = "2027-11-01" }),
    ]

    private static let bans: [(String, String, Change)] = [
        ("early help", "POL-9-", { $0.purpose = "early-help" }),
        ("practice", "POL-9-", { $0.purpose = "training" }),
        ("a missing child", "POL-9-", { $0.purpose = "missing-child" }),
        ("the police", "POL-9-", { parent(&$0, "police") }),
        ("an address", "POL-9-", { parent(&$0, "council-tax-address") }),
        ("an assessment and nothing said of the family", "POL-18-", { $0.purpose = "s17-assessment" }),
        (
            "an assessment and the family not yet told", "POL-9-",
            {
                $0.purpose = "s17-assessment"
                $0.says["family conversation"] = "pending"
            }
        ),
        (
            "an assessment and the family told", "POL-18+",
            {
                $0.purpose = "s17-assessment"
                $0.says["family conversation"] = "held"
            }
        ),
        ("a sensitive service and no harm explained", "POL-18-", { parent(&$0, "substance-misuse") }),
    ]

    private static let shares: [(String, String, Change)] = [
        ("a school in an enquiry", "POL-13+", { _ in }),
        ("less asked for than shared", "POL-13-", { $0.upTo = "flag" }),
        ("more asked for than shared", "POL-13+", { $0.upTo = "detail" }),
        ("a purpose no share is for", "POL-4+", { $0.purpose = "immediate-danger" }),
        ("a role no share is for", "POL-4+", { $0.role = "service-manager" }),
        ("a category no share is of", "POL-4+", { $0.category = "young-carers" }),
        ("somebody no share is about", "POL-4+", { parent(&$0, "school") }),
        ("no manager named", "POL-18-", { parent(&$0, "anti-social-behaviour") }),
        (
            "a manager named", "POL-18+",
            {
                parent(&$0, "anti-social-behaviour")
                $0.says["named manager"] = "team-manager"
            }
        ),
        (
            "two shares together", "POL-13+",
            {
                parent(&$0, "housing")
                $0.upTo = "detail"
            }
        ),
        ("the youngest age", "POL-17+", { $0.age = 4 }), ("a year too young", "POL-17-", { $0.age = 3 }),
        ("the oldest age", "POL-17+", { $0.age = 20 }), ("a year too old", "POL-17-", { $0.age = 21 }),
        ("an age nobody knows", "POL-17+", { $0.age = nil }),
    ]

    private static func trial(_ question: inout PlainQuestion, day: String) {
        parent(&question, "substance-misuse")
        question.says["harm threshold"] = "explained"
        question.says["named manager"] = "team-manager"
        (question.team, question.day) = ("leeds-hough-lane", day)
    }

    private static let trials: [(String, String, Change)] = [
        ("the day before a trial", "POL-22-", { trial(&$0, day: "2026-11-30") }),
        ("the first day of a trial", "POL-22+", { trial(&$0, day: "2026-12-01") }),
        ("the last day of a trial", "POL-22+", { trial(&$0, day: "2027-02-28") }),
        ("the day after a trial", "POL-22-", { trial(&$0, day: "2027-03-01") }),
        (
            "a trial and another team", "POL-22-",
            {
                trial(&$0, day: "2026-12-01")
                $0.team = "leeds-city"
            }
        ),
    ]

    private static let orders: [(String, String, Change)] = [
        (
            "an unknown word and no agreement", "POL-15-",
            {
                $0.requester = "E08000003"
                $0.purpose = "curiosity"
            }
        ),
        (
            "an agreement that ended and a ban", "POL-15-",
            {
                $0.day = "2027-11-01"
                $0.purpose = "early-help"
            }
        ),
        (
            "a ban and a role no share is for", "POL-15-",
            {
                $0.purpose = "missing-child"
                $0.role = "service-manager"
            }
        ),
        (
            "a role no share is for and an age that does not fit", "POL-15-",
            {
                $0.role = "service-manager"
                $0.age = 21
            }
        ),
    ]

    static func file() throws -> VectorFile {
        let draft = PolicyDraft(try Samples.files("stockport"))
        let policies = draft.json.filter { !$0.key.hasPrefix("tests/") && $0.key != "asking.yaml" }
        let set = try Samples.set("stockport")
        let groups = [
            ("word", words), ("agreement", agreements), ("ban", bans), ("share", shares), ("trial", trials),
            ("order", orders),
        ]
        return VectorFile(
            "policy-decisions",
            notes:
                "`shared.policies` are sample policies of a holder, E08000007, each file as JSON. Of one category about one person "
                + "the question alone decides: the reason of a refusal, or the most that the record may still tell.",
            flags: [
                "word": "the vocabulary has it or not", "agreement": "whether one answers on the day",
                "ban": "what outweighs every share", "share": "how far a share comes",
                "trial": "days and teams of a trial",
                "order": "two faults, of which one is told",
            ], shared: ["policies": .object(policies)],
            vectors: try groups.flatMap { flag, rows in
                try rows.map { what, clause, change in
                    let question = question(change)
                    return Vector(
                        what, clause, flags: [flag],
                        comment: "The name says in what the question differs from the usual one.",
                        input: ["question": question.json],
                        expect: .accepted(told(set.decide(try TwoHalvesTests.engineQuestion(question)))))
                }
            })
    }

    static func told(_ decision: StageOneDecision) -> [String: JSONValue] {
        switch decision {
        case .refuse(let refusal): ["decision": "refused", "reason": .string(refusal.reason.text)]
        case .permit(let permit):
            [
                "decision": "permitted", "level": .string(permit.level.text),
                "fields": .array(permit.fields.map(\.text).sorted().map(JSONValue.string)),
                "by": .array(permit.grantedBy.map { .string($0.text) }),
            ]
        }
    }
}

extension PlainQuestion {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "holder": .string(holder), "requester": .string(requester), "team": .string(team),
            "purpose": .string(purpose), "role": .string(role), "about": .string(about),
            "category": .string(category), "upTo": .string(upTo), "day": .string(day),
            "says": .object(says.mapValues(JSONValue.string)),
        ]
        members["age"] = age.map { .integer(Int64($0)) }
        return .object(members)
    }

    fileprivate init(vector: VectorPart) throws {
        func text(_ name: String) throws -> String { try #require(vector[name]?.text) }
        guard case .object(let says)? = vector["says"]?.json else { throw SchemaFault("says", "is not an object") }
        self.init(
            holder: try text("holder"), requester: try text("requester"), purpose: try text("purpose"),
            role: try text("role"), about: try text("about"), category: try text("category"),
            upTo: try text("upTo"), says: says.compactMapValues { VectorPart(json: $0).text },
            age: vector["age"]?.number.map { Int($0) }, day: try text("day"), team: try text("team"))
    }
}

@Suite("Vectors of policy decisions")
struct VectorTests {
    // clause: FCP-POL-6+ FCP-POL-15+
    @Test("they are what is written now, and the policies say of each question what stands there")
    func decisions() throws {
        try PolicyVectors.file().check()

        let set = try Samples.set("stockport")
        for vector in try VectorFile.read("policy-decisions").vectors {
            let question = try PlainQuestion(vector: try #require(vector["input"]?["question"]))
            let told = PolicyVectors.told(set.decide(try TwoHalvesTests.engineQuestion(question)))
            #expect(JSONValue.accepted(told) == vector["expect"]?.json, "\(vector["name"]?.text ?? "")")
        }
    }
}
