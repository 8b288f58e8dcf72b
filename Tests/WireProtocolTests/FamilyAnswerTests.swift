import Testing
import WireProtocol

@Suite("fcg.answer/1")
struct FamilyAnswerTests {
    static let schema = MessageSchema.answer
    /// An empty list of sources says that none is loaded; padding is empty where the block is full.
    static let mayBeEmpty: Set<String> = [
        "pad", "subjects[0].categories[0].sources", "subjects[1].categories[0].sources",
    ]

    // clause: FCP-ANS-24+
    @Test("a complete answer is read, written and read again without loss")
    func roundTrip() throws {
        let answer = try FamilyAnswer(Examples.answerJSON)
        let octets = answer.encoded()

        #expect(try FamilyAnswer(try StrictJSON.parse(octets, limits: .answer)) == answer)
        #expect(try StrictJSON.parse(octets).without("pad") == Examples.answerJSON.without("pad"))
    }

    @Test("every member lands where it belongs")
    func members() throws {
        let answer = try FamilyAnswer(Examples.answerJSON)
        let child = try #require(answer.subjects.first)

        #expect(
            answer.outcome == .answeredPartly
                && answer.handling == Handling(use: "this case only", onward: "case-file", keepHours: 8))
        #expect(answer.subjects.map(\.outcome) == [.matched, .notConfirmed])
        #expect(answer.subjects.map(\.couldHelp) == [[], ["nhs-number", "previous-names"]])
        #expect(child.categories.map(\.category) == ["school", "housing"])
        #expect(
            child.categories.last?.finding
                == .refused(
                    CategoryRefusal(
                        reason: "person-not-covered", rule: "housing-contact", owner: "Head of Housing Operations")))
        guard case .shown(let school)? = child.categories.first?.finding else {
            Issue.record("the school is not shown")
            return
        }
        #expect(school.shown == .current && school.level == "detail" && school.detail == ["since": "2023-09-04"])
        #expect(school.contact?.kind == .team && school.contact?.phone == "0161 496 0199")
        #expect(school.sources.first?.area.map(\.code) == ["E08000007"])
    }

    // clause: FCP-ANS-24-
    @Test(
        "a member that is missing is refused at its place, unless it may be",
        arguments: schema.places.filter(\.isMember))
    func missing(path: JSONPath) {
        let fault = Self.schema.fault(path, nil)

        let refusal = "subjects[0].categories[1].refused"
        let place = path.text == refusal ? "subjects[0].categories[1].shown" : path.text
        #expect(fault == (Self.schema.isOptional(path) ? nil : SchemaFault(place, "is missing")))
    }

    @Test("null is refused at its place, whether the member is optional or not", arguments: schema.places)
    func null(path: JSONPath) {
        #expect(Self.schema.fault(path, .null)?.path == path.text)
    }

    @Test("a value of another kind is refused at its place", arguments: schema.places)
    func otherKind(path: JSONPath) {
        #expect(Self.schema.fault(path, true)?.path == path.text)
    }

    @Test(
        "an empty value is refused at its place", arguments: Examples.answerJSON.emptied(except: mayBeEmpty, in: schema)
    )
    func empty(variant: EmptiedPlace) {
        let fault = Self.schema.fault(variant.path, variant.value)

        #expect(fault?.path.hasPrefix(variant.path.text) == true)
    }

    // clause: FCP-ANS-24- FCP-MAT-11-
    @Test("an unknown member is refused in every object, and its name is not repeated", arguments: schema.objects)
    func unknown(path: JSONPath) {
        let fault = Self.schema.fault(path.appending(.member("candidates")), 3)

        #expect(fault == SchemaFault(path.steps.isEmpty ? "message" : path.text, "has an unknown member"))
    }

    @Test(
        "detail holds words with texts, neither empty",
        arguments: [["since": ""], ["Since": "x"], ["since": 3], ["since": .null]] as [JSONValue])
    func detail(value: JSONValue) {
        let path = JSONPath(steps: [
            .member("subjects"), .element(0), .member("categories"), .element(0), .member("detail"),
        ])

        #expect(Self.schema.fault(path, value)?.path == "subjects[0].categories[0].detail")
    }

    // clause: FCP-ANS-8+ FCP-ANS-8- FCP-POL-8-
    @Test("nothing-to-show comes with nothing shown", arguments: ["level", "contact", "detail"])
    func nothingToShow(member: String) throws {
        let value = try #require(
            Examples.answerJSON.places().first { $0.path.text == "subjects[0].categories[0].\(member)" }?.value)
        let path = JSONPath(steps: [
            .member("subjects"), .element(1), .member("categories"), .element(0), .member(member),
        ])

        #expect(Self.schema.fault(path, value)?.path == "subjects[1].categories[0].shown")
    }

    // clause: FCP-ANS-4-
    @Test("an entry is refused or shown, never both")
    func refusedAndShown() {
        let entry = JSONPath(steps: [.member("subjects"), .element(0), .member("categories"), .element(1)])

        let fault = Self.schema.fault(entry.appending(.member("shown")), "current")

        #expect(fault == SchemaFault("subjects[0].categories[1]", "has an unknown member"))
    }

    // clause: FCP-ANS-24-
    @Test(
        "words outside the protocol are refused at their place",
        arguments: [
            ("outcome", "partly"), ("outcome", "Answered"), ("type", "fcg.answer/2"), ("queryDigest", "AAEC"),
            ("pad", "0 0"), ("inReplyTo", "x"),
        ] as [(String, JSONValue)])
    func malformed(name: String, value: JSONValue) {
        #expect(Self.schema.fault(JSONPath(steps: [.member(name)]), value)?.path == name)
    }

    @Test("the words on the wire are exactly these")
    func words() {
        #expect(QuestionOutcome.allCases.map(\.rawValue) == ["answered", "answered-partly", "refused", "unavailable"])
        #expect(SubjectOutcome.allCases.map(\.rawValue) == ["matched", "not-confirmed", "too-little-to-search"])
        #expect(Shown.allCases.map(\.rawValue) == ["current", "historic", "nothing-to-show"])
    }
}
