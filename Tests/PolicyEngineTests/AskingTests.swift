import PolicyEngine
import Testing
import WireProtocol

@Suite("our own questions")
struct AskingTests {
    private let everything: Set<Code> = [
        "name", "date-of-birth", "sex", "previous-names", "nhs-number", "previous-postcodes",
    ]

    private func question(_ purpose: Code, _ route: Code, marks: Set<Code>? = []) -> AskingQuestion {
        AskingQuestion(purpose: purpose, about: "child", route: route, marks: marks)
    }

    // clause: FCP-QRY-26-
    @Test("the current postcode never leaves")
    func postcodeStays() throws {
        let decision = try Samples.set("leeds").decide(asking: question("s47-enquiry", "named-by-worker"))

        #expect(
            decision
                == .send(identifiers: everything, by: ["councils-that-probably-know-them"], withheld: ["postcode"]))
    }

    // clause: FCP-QRY-29-
    @Test("a child marked refuge in our own index is asked about by telephone")
    func refugeStops() throws {
        let marked = question("s47-enquiry", "named-by-worker", marks: ["refuge-or-confidential-address"])

        let decision = try Samples.set("leeds").decide(asking: marked)

        #expect(
            decision
                == .stop(
                    rule: "hidden-people-are-asked-about-by-phone",
                    sentence: "Even to ask would tell another council which area a hidden family has come to. "
                        + "Ring the other council's duty desk instead."))
    }

    // clause: FCP-QRY-29-
    @Test(
        "marks that are unknown, or in unknown words, stop a question too",
        arguments: [nil, ["no-such-mark"] as Set<Code>])
    func unknownMarksStop(marks: Set<Code>?) throws {
        let decision = try Samples.set("leeds").decide(asking: question("s47-enquiry", "named-by-worker", marks: marks))

        guard case .stop(let rule, _) = decision else {
            Issue.record("sent")
            return
        }
        #expect(rule == "hidden-people-are-asked-about-by-phone")
    }

    @Test("a transfer does not name the family to every council")
    func transferToAllStops() throws {
        let decision = try Samples.set("leeds").decide(asking: question("transfer-in", "all"))

        guard case .stop(let rule, let sentence) = decision else {
            Issue.record("sent")
            return
        }
        #expect(rule == "a-transfer-knows-where-the-family-came-from")
        #expect(sentence.hasPrefix("A family that has moved here can say where it lived before"))
    }

    @Test("every council may be asked only with a manager, and then with less")
    func everyCouncilNeedsManager() throws {
        let set = try Samples.set("stockport")
        var asked = question("s47-enquiry", "all")

        guard case .stop(let rule, _) = set.decide(asking: asked) else {
            Issue.record("sent")
            return
        }
        #expect(rule == nil)
        asked.namedManager = "team-manager"
        #expect(
            set.decide(asking: asked)
                == .send(
                    identifiers: ["name", "date-of-birth", "sex", "nhs-number"], by: ["every-council"],
                    withheld: ["previous-names", "postcode", "previous-postcodes"]))
    }

    @Test("an unknown word stops a question")
    func unknownWordStops() throws {
        let decision = try Samples.set("leeds").decide(asking: question("research", "named-by-worker"))

        #expect(
            decision
                == .stop(
                    rule: nil,
                    sentence:
                        "Our policies do not know the word `research`. Ring the other council's duty desk instead."))
    }
}
