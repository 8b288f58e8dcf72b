import WireProtocol

/// Section F, as far as a question can try to get round policy: its schema, and words nobody agreed on.
enum QueryCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.policy)
        unknown(&list)
        forms(&list)
        counts(&list)
        extensions(&list)
        outcomes(&list)
        return list.all
    }

    private static func unknown(_ list: inout CaseList) {
        list.refused("FCP-QRY-4-", "member", "an unknown member", .schema, attacks: [65]) {
            $0.text = Edits.member("\"x\":1")
        }
        list.refused("FCP-QRY-4-", "proto", "a member `__proto__`", .schema, attacks: [65]) {
            $0.text = Edits.member("\"__proto__\":{\"upTo\":\"everything\"}")
        }
        list.refused("FCP-QRY-4-", "member-case", "a known member in another case", .schema, attacks: [65]) {
            $0.text = Edits.member("\"Purpose\":\"s47-enquiry\"")
        }
        list.refused("FCP-QRY-4-", "member-of-person", "an unknown member of a person", .schema, attacks: [65]) {
            draft in
            draft.text = { Edits.firstSubject(of: $0) { $0["mood"] = "low" } }
        }
        list.refused("FCP-QRY-6-", "null", "null for a word", .schema, attacks: [82]) {
            $0.members["upTo"] = .some(.null)
        }
        list.refused("FCP-QRY-6-", "all-null", "null for every word", .schema, attacks: [82]) { draft in
            for name in ["purpose", "urgency", "upTo", "categories", "subjects", "law"] {
                draft.members[name] = .some(.null)
            }
        }
        list.refused("FCP-QRY-6-", "empty-option", "an empty text for an optional member", .schema) {
            $0.members["agreement"] = ""
        }
        for name in ["purpose", "law", "case", "justification", "worker", "salt", "issued"] {
            list.refused("FCP-QRY-5-", "no-\(name)", "a question without `\(name)`", .schema) {
                $0.members.updateValue(nil, forKey: name)
            }
        }
    }

    private static func forms(_ list: inout CaseList) {
        list.refused("FCP-QRY-5-", "number-for-word", "a number for a word", .schema, attacks: [63]) {
            $0.members["purpose"] = 47
        }
        list.refused("FCP-QRY-5-", "list-for-word", "a list for a word", .schema, attacks: [63]) {
            $0.members["purpose"] = ["s47-enquiry"]
        }
        list.refused("FCP-QRY-5-", "space-behind", "a purpose with a space behind it", .schema, attacks: [63]) {
            $0.members["purpose"] = "s47-enquiry "
        }
        list.refused("FCP-QRY-5-", "look-alike", "a purpose with a look-alike letter", .schema, attacks: [63]) {
            $0.members["purpose"] = "s47-enqu\u{456}ry"
        }
        list.refused("FCP-QRY-5-", "wildcard", "a wildcard for the services", .schema, attacks: [65]) {
            $0.members["categories"] = ["*"]
        }
        list.refused("FCP-QRY-5-", "path", "a path for a service", .schema, attacks: [65]) {
            $0.members["categories"] = ["school.address"]
        }
        list.refused("FCP-QRY-8-", "short-id", "an id of 21 characters", .schema) {
            $0.members["id"] = .string(String(repeating: "a", count: 21))
        }
        list.refused("FCP-QRY-8-", "long-id", "an id of 37 characters", .schema) {
            $0.members["id"] = .string(String(repeating: "a", count: 37))
        }
        list.refused("FCP-QRY-8-", "id-path", "an id with dots and slashes", .schema) {
            $0.members["id"] = "../../../etc/passwd-aaaa"
        }
        list.refused("FCP-QRY-9-", "short-salt", "a salt of 31 octets", .schema) {
            $0.members["salt"] = .string(Base64URL.encode([UInt8](repeating: 1, count: 31)))
        }
        list.refused("FCP-QRY-9-", "padded-salt", "a salt in padded base64", .schema) {
            $0.members["salt"] = .string(Base64.encode([UInt8](repeating: 1, count: 32)))
        }
        let dates = [
            ("zero", "0000-00-00"), ("february-30", "2016-02-30"), ("short", "2016-2-3"), ("words", "May 2016"),
        ]
        for (name, date) in dates {
            list.refused("FCP-QRY-14-", "date-\(name)", "the date of birth `\(date)`", .schema, attacks: [69]) {
                draft in
                draft.text = { Edits.firstSubject(of: $0) { $0["dateOfBirth"] = .string(date) } }
            }
        }
        list.refused("FCP-QRY-15-", "nhs-letters", "an NHS number with letters", .schema) { draft in
            draft.text = { Edits.firstSubject(of: $0) { $0["ids"] = ["nhs": "99900000AB"] } }
        }
        list.refused("FCP-QRY-3-", "pad-ones", "padding of ones", .schema) {
            $0.text = { $0.replacing(first: "\"pad\":\"0", with: "\"pad\":\"1") }
        }
        list.refused("FCP-QRY-2-", "no-block", "a length that is no multiple of 4,096", .schema) {
            $0.unfitted = { $0 + [0x20] }
        }
    }

    private static func counts(_ list: inout CaseList) {
        list.refused("FCP-QRY-12-", "service-twice", "a service twice", .schema) {
            $0.members["categories"] = ["school", "school"]
        }
        list.refused("FCP-QRY-12-", "25-services", "25 services", .schema) { draft in
            draft.members["categories"] = .array((0..<25).map { .string("c\($0)") })
        }
        list.refused("FCP-QRY-12-", "no-service", "no service", .schema) { $0.members["categories"] = [] }
        list.refused("FCP-QRY-10-", "nobody", "nobody", .schema) { $0.members["subjects"] = [] }
        list.refused("FCP-QRY-10-", "13-people", "13 people", .schema, attacks: [70]) { draft in
            draft.members["subjects"] = .array((0..<13).map(QueryCases.person))
        }
        list.refused("FCP-QRY-11-", "ref-twice", "two people under one `ref`", .schema) { draft in
            draft.members["subjects"] = .array([0, 0].map(QueryCases.person))
        }
        list.add(["FCP-QRY-10+", "FCP-ANS-3+"], "12-people", "12 people: answered, each in the order asked") { bench in
            let (sent, reply) = try await bench.exchange {
                $0.members["subjects"] = .array((0..<12).map(QueryCases.person))
            }
            try bench.peer.answered(sent, reply)
        }
    }

    /// An invented person no council knows, under a name of the question's own.
    @Sendable static func person(_ number: Int) -> JSONValue {
        guard case .object(var members) = Edits.nobody else { return Edits.nobody }
        members["ref"] = .string("p\(number)")
        return .object(members)
    }

    private static func extensions(_ list: inout CaseList) {
        list.refused("FCP-VER-1-", "extension", "an extension nobody lists", .schema) {
            $0.members["ext"] = ["telepathy": [:]]
        }
        list.refused("FCP-VER-2-", "two-extensions", "two extensions", .schema) { draft in
            let exchange: JSONValue = ["exchange": "cf-00000000000000000000000000000000"]
            draft.members["ext"] = ["call-back": exchange, "wrong-answer": exchange]
        }
        list.refused("FCP-VER-4-", "no-such-exchange", "a call back for an exchange that never was", .schema) { draft in
            draft.members["ext"] = ["call-back": ["exchange": "cf-00000000000000000000000000000000"]]
        }
        list.refused("FCP-VER-7-", "message-type", "the message type of the next version", .schema) {
            $0.members["type"] = "fcg.query/2"
        }
        list.refused("FCP-VER-7-", "answer-as-query", "the message type of an answer", .schema) {
            $0.members["type"] = "fcg.answer/1"
        }
    }

    private static func outcomes(_ list: inout CaseList) {
        list.add(
            ["FCP-POL-10+"], "agreement-named", "an agreement that the question names makes no difference",
            attacks: [74]
        ) { bench in
            let plain = try await categories(bench) { _ in }
            let named = try await categories(bench) { $0.members["agreement"] = "EVERYTHING-GOES-1" }
            try demand(plain == named, "the answer differs with the agreement that the question names")
        }
        list.add(
            ["FCP-RES-1+", "FCP-MAT-2+", "FCP-RES-6+", "FCP-RES-7+"], "restricted-as-unknown",
            "a restricted person and one nobody knows: the same words and the same length", attacks: [67, 68]
        ) { bench in
            guard let restricted = bench.peer.kit.subjects["restricted"],
                let unknown = bench.peer.kit.subjects["unknown"]
            else {
                throw Trouble("the kit's `subjects.json` names no restricted and no unknown person")
            }
            let answers = [try await about(bench, restricted), try await about(bench, unknown)]
            try demand(
                answers[0].answer.subjects.map(\.outcome) == [.notConfirmed]
                    && answers[1].answer.subjects.map(\.outcome) == [.notConfirmed],
                "the outcomes are \(answers.map { $0.answer.subjects.map(\.outcome.rawValue) })")
            try demand(
                answers[0].answer.subjects[0].categories == answers[1].answer.subjects[0].categories
                    && answers[0].answer.subjects[0].couldHelp == answers[1].answer.subjects[0].couldHelp,
                "what is said of a restricted person is not what is said of nobody")
            try demand(answers[0].octets.count == answers[1].octets.count, "the answers have different lengths")
            try demand(
                answers[0].receipt.leaf.count == answers[1].receipt.leaf.count, "the leaves have different lengths")
        }
        list.add(
            ["FCP-POL-24+"], "refused-as-held",
            "somebody held and somebody unknown: the same services are refused, for the same reasons", attacks: [67]
        ) { bench in
            let services: JSONValue = ["school", "childrens-social-care", "police", "substance-misuse"]
            let held = try await bench.exchange { $0.members["categories"] = services }
            let unknown = try await bench.exchange { draft in
                draft.members["categories"] = services
                draft.text = {
                    Edits.firstSubject(of: $0) { $0["name"] = ["given": ["Quillon"], "family": "Nowhere"] }
                }
            }
            let refusals = try [held, unknown].map { try bench.peer.verified($0.0, $0.1).answer.refusals }
            try demand(
                refusals[0] == refusals[1], "what is refused differs between somebody held and somebody unknown",
                cause: "policy asks the record before it refuses, so that a refusal tells who is held")
        }
        list.add(
            ["FCP-MAT-10+"], "nothing-permitted",
            "of whom nothing is permitted nobody is confirmed, and nothing is said to help"
        ) { bench in
            let (sent, reply) = try await bench.exchange { $0.members["purpose"] = "idle-curiosity" }
            let subjects = try bench.peer.verified(sent, reply).answer.subjects
            try demand(
                subjects.allSatisfy { $0.outcome == .notConfirmed && $0.couldHelp.isEmpty },
                "somebody of whom nothing is permitted was searched for: \(subjects.map(\.outcome.rawValue))",
                cause: "people are looked up before policy has decided")
        }
        list.add(["FCP-MAT-1+"], "matched", "the person of the sample query is matched") { bench in
            let (sent, reply) = try await bench.exchange()
            let outcomes = try bench.peer.answered(sent, reply).answer.subjects.map(\.outcome)
            try demand(outcomes.contains(.matched), "nobody was matched, but: \(outcomes.map(\.rawValue))")
        }
    }

    private static func about(_ bench: Bench, _ subject: JSONValue) async throws -> CheckedAnswer {
        let (sent, reply) = try await bench.exchange { $0.members["subjects"] = [subject] }
        return try bench.peer.answered(sent, reply)
    }

    private static func categories(_ bench: Bench, _ bend: (inout Draft) -> Void) async throws -> [SubjectAnswer] {
        let (sent, reply) = try await bench.exchange(bend)
        return try bench.peer.answered(sent, reply).answer.subjects
    }
}
