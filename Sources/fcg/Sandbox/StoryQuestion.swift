import SyntheticFamilies
import WireProtocol

/// One question of the story, as the Leeds worker writes it.
struct StoryQuestion {
    let worker: SyntheticContact
    /// Whom she asks about, as her question carries them.
    let subjects: [Subject]
    let categories: [String]
    let councils: [SyntheticCouncil]
    let day: CalendarDay

    var json: JSONValue {
        [
            "purpose": "s47-enquiry", "urgency": "same-day",
            "law": ["article6": "6-1-e", "under": ["ca1989-s47"], "article9": "9-2-g", "schedule1": "sch1-18"],
            "case": ["reference": "LCS-000000", "openedOn": .string(day.adding(days: -1).description)],
            "justification": "Bruising seen at school; the family moved here and nobody knows them yet.",
            "worker": [
                "role": "social-worker", "staff": .string(worker.email), "name": .string(worker.name),
                "team": "leeds-city", "organisation": "Leeds City Council", "phone": .string(worker.phone),
            ],
            "subjects": .array(subjects.map(\.json)),
            "categories": .array(categories.map(JSONValue.string)), "upTo": "contact",
            "route": "named-by-worker", "councils": .array(councils.map { .string($0.authority.code) }),
        ]
    }
}

/// What came back to the worker, for the story's checks.
struct StoryAnswer {
    let reply: JSONValue

    var states: [String] { (reply["councils"]?.elements ?? []).compactMap { $0["state"]?.text } }

    func council(_ council: SyntheticCouncil) -> JSONValue? {
        reply["councils"]?.elements?.first { $0["authority"]?.text == council.authority.code }
    }

    func subject(_ ref: String, at council: SyntheticCouncil) -> JSONValue? {
        self.council(council)?["answer"]?["subjects"]?.elements?.first { $0["ref"]?.text == ref }
    }

    func outcome(_ ref: String, at council: SyntheticCouncil) -> String? { subject(ref, at: council)?["outcome"]?.text }

    func couldHelp(_ ref: String, at council: SyntheticCouncil) -> [String] {
        (subject(ref, at: council)?["couldHelp"]?.elements ?? []).compactMap(\.text)
    }

    func category(_ name: String, of ref: String, at council: SyntheticCouncil) -> JSONValue? {
        subject(ref, at: council)?["categories"]?.elements?.first { $0["category"]?.text == name }
    }

    func phones(at council: SyntheticCouncil) -> [String] {
        (self.council(council)?["answer"]?["subjects"]?.elements ?? [])
            .flatMap { $0["categories"]?.elements ?? [] }.compactMap { $0["contact"]?["phone"]?.text }
    }

    /// The tasks of a kind that the exchange with a council raised.
    func tasks(_ kind: String, at council: SyntheticCouncil, among tasks: [JSONValue]) -> [JSONValue] {
        guard let exchange = self.council(council)?["exchange"]?.text else { return [] }
        return tasks.filter { $0["kind"]?.text == kind && $0["exchange"]?.text == exchange }
    }

    /// The answer without what differs between any two exchanges.
    func wire(at council: SyntheticCouncil) -> JSONValue? {
        guard case .object(var members)? = self.council(council)?["answer"] else { return nil }
        members["inReplyTo"] = nil
        members["queryDigest"] = nil
        return .object(members)
    }
}
