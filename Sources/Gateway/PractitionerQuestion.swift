package import WireProtocol

/// What a practitioner of ours wants to know, before our own policy has seen it.
package struct PractitionerQuestion: Sendable {
    /// Why.
    package var purpose: Code
    /// How soon.
    package var urgency: Code
    /// Our reason in law.
    package var law: LawClaim
    package var familyConversation: Code?
    package var harmThreshold: Code?
    package var namedManager: Code?
    /// Our case; only a commitment to it leaves.
    package var caseReference: Redacted<String>
    package var caseOpenedOn: CalendarDay
    /// The worker's reasons in their own words; only a commitment to them leaves.
    package var justification: Redacted<String>
    package var worker: AskingWorker
    package var subjects: [Subject]
    package var categories: [Code]
    package var upTo: Code
    /// How the councils were chosen: `named-by-worker`, `previous-address` or `all`.
    package var route: Code
    /// The councils named, for `named-by-worker`.
    package var councils: [AuthorityID]
    /// What this question is about, where it follows an earlier one.
    package var regarding: FollowUp?
}

/// The member of staff who asks, as our own council knows them.
package struct AskingWorker: Sendable {
    package var role: Code
    /// Our own id of them; holders see a pseudonym of the day.
    package var staffID: Redacted<String>
    package var name: Redacted<String>
    package var team: Code
    package var organisation: String
    package var phone: Redacted<String>
}

/// A question that follows an earlier exchange; travels as an extension of the query.
package struct FollowUp: Sendable, Equatable {
    /// The two extensions this build knows.
    package enum Kind: String, Sendable, CaseIterable {
        /// "Please ring me."
        case callBack = "call-back"
        /// "What you told me is not about my family."
        case wrongAnswer = "wrong-answer"
    }
    package let kind: Kind
    /// The earlier exchange.
    package let exchange: ExchangeID

    package init(kind: Kind, exchange: ExchangeID) {
        self.kind = kind
        self.exchange = exchange
    }

    /// The query's `ext` member.
    var ext: [String: JSONValue] { [kind.rawValue: ["exchange": .string(exchange.text)]] }

    /// Reads `ext`: at most one extension, of exactly this form.
    init?(ext: [String: JSONValue]) throws(SchemaFault) {
        guard let (name, value) = ext.first else { return nil }
        guard ext.count == 1, let kind = Kind(rawValue: name) else {
            throw SchemaFault("ext", "holds something else than one known extension")
        }
        var reader = try ObjectReader(value, at: "ext.\(name)")
        self.init(kind: kind, exchange: try reader.parsed("exchange", as: "an exchange id", ExchangeID.init))
        try reader.finish()
    }
}

extension PractitionerQuestion {
    /// Reads the form that `fcg ask` sends; its subjects are written as on the wire.
    package init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        var matter = try ObjectReader(try reader.take("case"), at: "case")
        var worker = try ObjectReader(try reader.take("worker"), at: "worker")
        self.init(
            purpose: try reader.code("purpose"), urgency: try reader.code("urgency"),
            law: try LawClaim(try reader.take("law"), at: "law"),
            familyConversation: try reader.codeIfPresent("familyConversation"),
            harmThreshold: try reader.codeIfPresent("harmThreshold"),
            namedManager: try reader.codeIfPresent("namedManager"),
            caseReference: Redacted(try matter.text("reference", atMost: 128)),
            caseOpenedOn: try matter.parsed("openedOn", as: "a date", CalendarDay.init),
            justification: Redacted(try reader.text("justification", atMost: 2_000)),
            worker: try AskingWorker(&worker), subjects: try reader.list("subjects", 1...12, Subject.init(_:at:)),
            categories: try reader.codes("categories", 1...24), upTo: try reader.code("upTo"),
            route: try reader.code("route"),
            councils: try reader.listIfPresent("councils", 1...200, PractitionerQuestion.council) ?? [],
            regarding: try PractitionerQuestion.followUp(&reader))
        try matter.finish()
        try worker.finish()
        try reader.finish()
        guard Set(subjects.map(\.ref)).count == subjects.count else {
            throw SchemaFault("subjects", "uses one `ref` twice")
        }
        guard route == "named-by-worker" || councils.isEmpty else {
            throw SchemaFault("councils", "stands only beside the route `named-by-worker`")
        }
    }

    private static func council(_ value: JSONValue, _ path: String) throws(SchemaFault) -> AuthorityID {
        guard case .string(let text) = value, let authority = AuthorityID(text) else {
            throw SchemaFault(path, "is not a GSS code")
        }
        return authority
    }

    private static func followUp(_ reader: inout ObjectReader) throws(SchemaFault) -> FollowUp? {
        guard let value = reader.takeIfPresent("regarding") else { return nil }
        guard case .object(let members) = value else { throw SchemaFault("regarding", "is not an object") }
        return try FollowUp(ext: members)
    }
}

extension AskingWorker {
    fileprivate init(_ reader: inout ObjectReader) throws(SchemaFault) {
        self.init(
            role: try reader.code("role"), staffID: Redacted(try reader.text("staff", atMost: 128)),
            name: Redacted(try reader.text("name", atMost: 256)), team: try reader.code("team"),
            organisation: try reader.text("organisation", atMost: 256),
            phone: Redacted(try reader.text("phone", atMost: 64)))
    }
}
