import PolicyEngine
package import WireProtocol

/// One decision as one line of JSON: what `fcg policy replay --export` writes and `--decisions` reads.
extension RecordedDecision {
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "holder": .string(question.holder.code), "requester": .string(question.requester.code),
            "day": .string(question.day.description), "policySet": .string(policySet),
            "law": .array(law.map { .string($0.text) }),
        ]
        for (name, word) in words { members[name] = word.map { .string($0.text) } }
        members["age"] = question.age.map { .integer(Int64($0)) }
        switch outcome {
        case .refused(let reason): members["refused"] = .string(reason.text)
        case .permitted(let level, let shown):
            members["permitted"] = .string(level.text)
            members["shown"] = shown.map { .string($0.text) }
        }
        members["held"] = rows.map(Self.held)
        return .object(members)
    }

    private var words: [(String, Code?)] {
        [
            ("team", question.team), ("role", question.role), ("purpose", question.purpose), ("about", question.about),
            ("category", question.category), ("upTo", question.upTo), ("urgency", question.urgency),
            ("familyConversation", question.familyConversation), ("harmThreshold", question.harmThreshold),
            ("namedManager", question.namedManager),
        ]
    }

    private static func held(_ rows: [RecordFacts]) -> JSONValue {
        var members: [String: JSONValue] = ["rows": .string(RecordedFacts.text(rows))]
        members["age"] = rows.first?.age.map { .integer(Int64($0)) }
        let marks = rows.lazy.compactMap(\.marks).first
        members["marks"] = marks.map { .array($0.sorted().map { .string($0.text) }) }
        return .object(members)
    }

    /// Reads such a line; anything else in it is refused.
    package init(_ json: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(json, at: "")
        func code(_ name: String) throws(SchemaFault) -> Code { try reader.parsed(name, as: "a word", Code.init) }
        func codeIfPresent(_ name: String) throws(SchemaFault) -> Code? {
            try reader.parsedIfPresent(name, as: "a word", Code.init)
        }
        let day = try reader.parsed("day", as: "a day", CalendarDay.init)
        question = PolicyQuestion(
            holder: try reader.parsed("holder", as: "a GSS code", AuthorityID.init),
            requester: try reader.parsed("requester", as: "a GSS code", AuthorityID.init), team: try code("team"),
            purpose: try code("purpose"), role: try code("role"), about: try code("about"),
            category: try code("category"), upTo: try code("upTo"),
            familyConversation: try codeIfPresent("familyConversation"),
            harmThreshold: try codeIfPresent("harmThreshold"), namedManager: try codeIfPresent("namedManager"),
            urgency: try code("urgency"), age: try reader.integerIfPresent("age").map(Int.init), day: day)
        law = try reader.list("law", 3...64, Self.word)
        policySet = try reader.text("policySet")
        if let reason = try codeIfPresent("refused") {
            outcome = .refused(reason)
        } else {
            outcome = .permitted(upTo: try code("permitted"), shown: try codeIfPresent("shown"))
        }
        rows = try Self.rows(reader.takeIfPresent("held"), on: day)
        try reader.finish()
    }

    private static func rows(_ held: JSONValue?, on day: CalendarDay) throws(SchemaFault) -> [RecordFacts]? {
        guard let held else { return nil }
        var reader = try ObjectReader(held, at: "held")
        let facts = RecordedFacts(
            age: try reader.integerIfPresent("age").map(Int.init),
            marks: try reader.listIfPresent("marks", 0...64, word).map(Set.init))
        guard case .string(let text) = try reader.take("rows"), let rows = facts.rows(text, on: day) else {
            throw SchemaFault("held.rows", "is not a list of involvements")
        }
        try reader.finish()
        return rows
    }

    private static func word(_ value: JSONValue, _ place: String) throws(SchemaFault) -> Code {
        guard case .string(let text) = value, let code = Code(text) else { throw SchemaFault(place, "is not a word") }
        return code
    }
}
