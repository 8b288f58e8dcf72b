import WireProtocol

/// What a practitioner reads: one block a council, one paragraph a person, one line a service.
struct AnswerPage {
    private let reply: JSONValue
    private let names: [String: String]

    init(_ reply: JSONValue, question: JSONValue) {
        self.reply = reply
        var names: [String: String] = [:]
        for subject in question["subjects"]?.elements ?? [] {
            guard let ref = subject["ref"]?.text else { continue }
            let given = (subject["name"]?["given"]?.elements ?? []).compactMap(\.text).joined(separator: " ")
            names[ref] = "\((subject["name"]?["family"]?.text ?? "").uppercased()), \(given)"
        }
        self.names = names
    }

    var text: String {
        let councils = (reply["councils"]?.elements ?? []).map(council).joined(separator: "\n")
        guard let second = reply["secondPerson"]?["sentence"]?.text else { return councils }
        return councils + "\n" + Terminal.bold("To be done: ") + Terminal.inert(second) + "\n"
    }

    private func council(_ council: JSONValue) -> String {
        let name = Terminal.inert(council["name"]?.text ?? "")
        var lines = [Terminal.bold(name) + "  " + state(council)]
        if let withheld = council["withheld"]?.elements?.compactMap(\.text), !withheld.isEmpty {
            lines.append("  not sent, by our own asking policy: " + withheld.map(Words.plain).joined(separator: ", "))
        }
        if let rule = council["rule"]?.text { lines.append("  our rule: \(rule)") }
        if let answer = council["answer"] { lines += self.answer(answer) }
        if let task = council["task"] { lines.append("  " + Terminal.bold("You must now ") + self.task(task)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func task(_ task: JSONValue) -> String {
        let whom = (task["subjects"]?.elements ?? []).compactMap(\.text).map { Terminal.inert(names[$0] ?? $0) }
        return Terminal.inert(task["sentence"]?.text ?? "") + ". It is about " + whom.joined(separator: " and ")
    }

    private func state(_ council: JSONValue) -> String {
        let sentence = Terminal.inert(council["sentence"]?.text ?? "")
        guard council["state"]?.text == "answered" else { return Terminal.bad(sentence) }
        let receipt = council["receipt"].map { receipt in
            Terminal.dim(
                "  (entry \(receipt["index"]?.number ?? 0) of \(Terminal.inert(receipt["origin"]?.text ?? "")))")
        }
        return Terminal.good(sentence) + (receipt ?? "")
    }

    private func answer(_ answer: JSONValue) -> [String] {
        var lines = (answer["subjects"]?.elements ?? []).flatMap(subject)
        if answer["outcome"]?.text == "unavailable" {
            lines.append(
                "  " + Terminal.bad("Nothing could be searched there: no source is loaded. Ring the duty desk."))
        }
        let desk = answer["standing"]?["dutyDesk"]
        lines.append("  " + Terminal.inert(answer["standing"]?["text"]?.text ?? ""))
        lines.append(
            "  Duty desk: \(Terminal.inert(desk?["phone"]?.text ?? "")) (\(Terminal.inert(desk?["hours"]?.text ?? ""))); "
                + "a call back \(Terminal.inert(answer["standing"]?["callBack"]?.text ?? ""))")
        let handling = answer["handling"]
        let hours = handling?["keepHours"]?.number ?? 0
        lines.append(
            "  Keep: \(Words.plain(handling?["use"]?.text ?? "")); on screen \(hours) \(hours == 1 ? "hour" : "hours"); "
                + "onward: \(Words.plain(handling?["onward"]?.text ?? ""))")
        return lines
    }

    private func subject(_ subject: JSONValue) -> [String] {
        let ref = subject["ref"]?.text ?? ""
        var lines = ["", "  " + Terminal.bold(Terminal.inert(names[ref] ?? ref)) + "  " + outcome(subject)]
        let categories = subject["categories"]?.elements ?? []
        for (place, category) in categories.enumerated() {
            lines += self.category(category)
            if isFull(categories[...place]) {
                lines.append("    \(Words.column(""))at most five are listed; there may be more, so ask when you ring")
            }
        }
        return lines
    }

    /// Whether the last five entries are of one service, the most that an answer lists.
    private func isFull(_ entries: ArraySlice<JSONValue>) -> Bool {
        let last = entries.suffix(5).map { $0["category"]?.text }
        return last.count == 5 && Set(last).count == 1
    }

    private func outcome(_ subject: JSONValue) -> String {
        switch subject["outcome"]?.text {
        case "matched": return Terminal.good("matched")
        case "too-little-to-search": return "too little to search with: ring the duty desk"
        default:
            let help = (subject["couldHelp"]?.elements ?? []).compactMap(\.text).map(Words.identifier)
            return "not confirmed" + (help.isEmpty ? "" : "; could help: " + help.joined(separator: ", "))
        }
    }

    private func category(_ category: JSONValue) -> [String] {
        let name = Words.column(Words.plain(category["category"]?.text ?? ""))
        if let reason = category["refused"]?.text {
            let owner = category["owner"]?.text.map { "; ask: \(Terminal.inert($0))" } ?? ""
            let rule = category["rule"]?.text.map { " [\(Terminal.inert($0))]" } ?? ""
            return ["    \(name)refused: \(Words.reason(reason))\(rule)\(owner)"]
        }
        let sources = (category["sources"]?.elements ?? []).map(source)
        guard let shown = category["shown"]?.text, shown != "nothing-to-show" else {
            return [
                "    \(name)nothing to show: there may be no record, or one only discussed by phone"
            ] + sources
        }
        var lines = ["    \(name)\(Terminal.good(shown))  \(contact(category["contact"]))"]
        if case .object(let detail)? = category["detail"] {
            let fields = detail.sorted { $0.key < $1.key }.map {
                "\(Words.plain($0.key)): \(Terminal.inert($0.value.text ?? ""))"
            }
            lines.append("    \(Words.column(""))\(fields.joined(separator: "; "))")
        }
        return lines + sources
    }

    private func contact(_ contact: JSONValue?) -> String {
        let parts = ["organisation", "name", "phone", "email"].compactMap { contact?[$0]?.text }
        return parts.map(Terminal.inert).joined(separator: " · ")
    }

    private func source(_ source: JSONValue) -> String {
        let coverage = source["coverage"]
        return "    \(Words.column(""))"
            + Terminal.dim(
                "searched: \(Terminal.inert(source["name"]?.text ?? "")), as of \(source["currentAsOf"]?.text ?? ""), "
                    + "covers \(coverage?["from"]?.text ?? "") to \(coverage?["to"]?.text ?? ""); "
                    + Terminal.inert(source["rules"]?.text ?? ""))
    }
}

/// Codes in words a practitioner would use.
enum Words {
    static func plain(_ code: String) -> String { Terminal.inert(code.replacing("-", with: " ")) }

    static func column(_ text: String) -> String { text + String(repeating: " ", count: max(2, 24 - text.count)) }

    static func identifier(_ code: String) -> String {
        switch code {
        case "nhs-number": "an NHS number"
        case "date-of-birth": "a date of birth"
        case "previous-names": "previous names"
        case "previous-postcodes": "previous postcodes"
        default: plain(code)
        }
    }

    /// Every reason the asker can be told, as a clause.
    static func reason(_ code: String) -> String {
        switch code {
        case "vocabulary-unknown": "a word in the question is not in their vocabulary"
        case "no-agreement": "there is no agreement between the two councils"
        case "policy-not-yet-in-force": "the agreement is not yet in force"
        case "policy-expired": "the agreement has ended"
        case "suspended": "suspended, not answered at present"
        case "purpose-not-covered": "the agreement does not cover this purpose"
        case "role-not-covered": "the agreement does not cover your role"
        case "category-not-covered": "the agreement does not cover this service"
        case "person-not-covered": "the agreement does not cover this person's relation to the child"
        case "answered-by-people": "a person answers this: their duty manager has been told and will ring"
        case "family-conversation-missing": "the family has not been spoken to, and no reason is given"
        case "harm-threshold-missing": "this service needs reasonable cause to suspect significant harm, explained"
        case "manager-not-named": "this needs a manager named on the question"
        case "outside-age-rule": "the service does not apply at this age"
        case "rate-limited": "too many questions today"
        default: plain(code)
        }
    }
}
