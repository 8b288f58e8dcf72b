import Testing
import WireProtocol

@Suite("fcg.query/1")
struct FamilyQueryTests {
    static let schema = MessageSchema.query

    // clause: FCP-QRY-1+ FCP-QRY-3+ FCP-QRY-4+ FCP-QRY-5+ FCP-QRY-6+ FCP-QRY-8+ FCP-QRY-9+ FCP-QRY-10+ FCP-QRY-11+
    // clause: FCP-QRY-12+ FCP-QRY-14+ FCP-QRY-15+ FCP-IDN-1+ FCP-VER-7+
    @Test("a complete question is read, written and read again without loss")
    func roundTrip() throws {
        let octets = try FamilyQuery(Examples.queryJSON).encoded()
        let again = try FamilyQuery(try StrictJSON.parse(octets))

        #expect(again.encoded() == octets)
        #expect(try StrictJSON.parse(octets).without("pad") == Examples.queryJSON.without("pad"))
    }

    @Test("every member lands where it belongs")
    func members() throws {
        let query = try FamilyQuery(Examples.queryJSON)
        let child = try #require(query.subjects.first)

        #expect(query.from.code == "E08000035" && query.to.code == "E08000007")
        #expect(query.issued.text == "2026-11-20T10:36:00Z" && query.expires.text == "2026-11-20T10:41:00Z")
        #expect(query.purpose == "s47-enquiry" && query.upTo == "contact" && query.urgency == "same-day")
        #expect(query.familyConversation == "not-safe" && query.harmThreshold == "explained")
        #expect(
            query.law == LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"))
        #expect(query.worker.name.reveal() == "Avery Exampleby" && query.worker.staff.reveal() == "p-7f3a")
        #expect(child.name.reveal() == PersonName(given: ["Robyn", "Keziah"], family: "Exampleby"))
        #expect(child.previousNames?.reveal() == [PersonName(given: ["Robyn"], family: "Priorname")])
        #expect(child.sex?.reveal() == .female && child.nhsNumber?.reveal() == "9990000018")
        #expect(child.previousPostcodes?.reveal() == ["ZZ9 8ZZ"] && child.postcode?.reveal() == "ZZ9 9ZZ")
        #expect(query.salt == Array(0..<32) && query.justification == Examples.commitment)
    }

    // clause: FCP-QRY-5-
    @Test(
        "a member that is missing is refused at its place, unless it may be",
        arguments: schema.places.filter(\.isMember))
    func missing(path: JSONPath) {
        let fault = Self.schema.fault(path, nil)

        #expect(fault == (Self.schema.isOptional(path) ? nil : SchemaFault(path.text, "is missing")))
    }

    // clause: FCP-QRY-6-
    @Test("null is refused at its place, whether the member is optional or not", arguments: schema.places)
    func null(path: JSONPath) {
        #expect(Self.schema.fault(path, .null)?.path == path.text)
    }

    @Test("a value of another kind is refused at its place", arguments: schema.places)
    func otherKind(path: JSONPath) {
        #expect(Self.schema.fault(path, true)?.path == path.text)
    }

    // clause: FCP-QRY-6-
    @Test("an empty value is refused at its place", arguments: Examples.queryJSON.emptied(except: ["pad"], in: schema))
    func empty(variant: EmptiedPlace) {
        let fault = Self.schema.fault(variant.path, variant.value)

        #expect(fault?.path.hasPrefix(variant.path.text) == true)
    }

    // clause: FCP-QRY-4- FCP-ERR-3-
    @Test("an unknown member is refused in every object, and its name is not repeated", arguments: schema.objects)
    func unknown(path: JSONPath) {
        let fault = Self.schema.fault(path.appending(.member("Keziah")), "surprise")

        #expect(fault == SchemaFault(path.steps.isEmpty ? "message" : path.text, "has an unknown member"))
    }

    // clause: FCP-QRY-8- FCP-QRY-9- FCP-QRY-14- FCP-VER-7- FCP-IDN-1-
    @Test(
        "a value outside its form is refused at its place",
        arguments: [
            ("type", "fcg.query/2"), ("type", "FCG.QUERY/1"), ("id", "short"), ("from", "Leeds"), ("to", "E08000007 "),
            ("issued", "2026-11-20 10:36:00Z"), ("salt", "AAECAw"), ("pad", "0001"), ("purpose", "S47-Enquiry"),
            ("purpose", ["s47-enquiry"]), ("categories", ["school", "school"]), ("categories", ["*"]),
            ("expires", "2026-11-20T10:46:01Z"), ("expires", "2026-11-20T10:35:59Z"), ("ext", ["Bad": 1]),
            ("ext", ["9x": 1]), ("justification", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9"),
            ("agreement", .string(String(repeating: "a", count: 129))),
        ] as [(String, JSONValue)])
    func malformed(name: String, value: JSONValue) {
        let fault = Self.schema.fault(JSONPath(steps: [.member(name)]), value)

        #expect(fault?.path.hasPrefix(name) == true)
    }

    // clause: FCP-QRY-35+ FCP-QRY-35-
    @Test(
        "a word has one form; what only looks like one is none, wherever words stand",
        arguments: [
            ("s47-enquiry", true), ("s", true), ("s47-Enquiry", true), (String(repeating: "s", count: 64), true),
            ("S47-enquiry", false), ("-s47", false), ("s47_enquiry", false), ("s47 enquiry", false),
            ("\u{455}47-enquiry", false), ("s47\u{2010}enquiry", false), ("s\u{301}47", false),
            (String(repeating: "s", count: 65), false),
        ])
    func words(text: String, isWord: Bool) {
        let places = [
            [.member("purpose")], [.member("urgency")], [.member("categories"), .element(0)],
            [.member("worker"), .member("role")], [.member("subjects"), .element(0), .member("about")],
        ].map { JSONPath(steps: $0) }

        for place in places {
            #expect((Self.schema.fault(place, .string(text)) == nil) == isWord)
        }
    }

    // clause: FCP-TIM-6+ FCP-TIM-6-
    @Test("ten minutes is the longest a question may be tried again")
    func longestLife() {
        #expect(Self.schema.fault(JSONPath(steps: [.member("expires")]), "2026-11-20T10:46:00Z") == nil)
        #expect(Self.schema.fault(JSONPath(steps: [.member("expires")]), "2026-11-20T10:36:00Z") == nil)
    }

    @Test(
        "a subject's identifiers have one form each",
        arguments: [
            ("dateOfBirth", "0000-00-00"), ("dateOfBirth", "12/05/2012"), ("sex", "female"), ("sex", "f"),
            ("ref", "S1"), ("about", "Child"), ("postcode", "ZZ99 99ZZ 99ZZ 99ZZ"),
        ] as [(String, JSONValue)])
    func subjectForms(name: String, value: JSONValue) {
        let path = JSONPath(steps: [.member("subjects"), .element(0), .member(name)])

        #expect(Self.schema.fault(path, value)?.path == "subjects[0].\(name)")
    }

    // clause: FCP-QRY-15-
    @Test(
        "the NHS number is ten digits; a wrong check digit is carried, not judged",
        arguments: [("9990000019", true), ("999 000 0018", false), ("999000001", false)])
    func nhsNumber(text: String, isCarried: Bool) {
        let path = JSONPath(steps: [.member("subjects"), .element(0), .member("ids"), .member("nhs")])

        #expect((Self.schema.fault(path, .string(text)) == nil) == isCarried)
    }

    // clause: FCP-QRY-10+ FCP-QRY-10- FCP-QRY-11- FCP-QRY-12+ FCP-QRY-12-
    @Test("one to twelve people, one to twenty-four services, no name twice")
    func counts() {
        func subjects(_ refs: [String]) -> JSONValue {
            .array(
                refs.map {
                    ["ref": .string($0), "about": "child", "name": ["given": ["Robyn"], "family": "Exampleby"]]
                })
        }
        func codes(_ count: Int) -> JSONValue { .array((0..<count).map { .string("c\($0)") }) }
        let people = JSONPath(steps: [.member("subjects")])
        let services = JSONPath(steps: [.member("categories")])

        #expect(Self.schema.fault(people, subjects((1...12).map { "s\($0)" })) == nil)
        #expect(Self.schema.fault(people, subjects((1...13).map { "s\($0)" }))?.path == "subjects")
        #expect(Self.schema.fault(people, subjects(["s1", "s1"])) == SchemaFault("subjects", "uses one `ref` twice"))
        #expect(Self.schema.fault(services, codes(24)) == nil)
        #expect(Self.schema.fault(services, codes(25))?.path == "categories")
    }

    // clause: FCP-ERR-3+ FCP-ERR-3-
    @Test("a fault names the schema's words, never the sender's")
    func faultHoldsNoInput() {
        let path = JSONPath(steps: [.member("subjects"), .element(0), .member("sex")])

        #expect(Self.schema.fault(path, "Keziah")?.description == "`subjects[0].sex` is not F, M or U")
    }
}
