import WireProtocol

/// Decides the question of one test, both halves, and compares.
struct TestRun {
    private let set: PolicySet
    private let test: TestCase
    private let refusal: Refusal?
    private let permit: Permit?
    private let disclosure: Disclosure?

    init(_ set: PolicySet, _ test: TestCase) {
        self.set = set
        self.test = test
        switch set.decide(test.question) {
        case .refuse(let refusal):
            self.refusal = refusal
            permit = nil
            disclosure = nil
        case .permit(let permit):
            refusal = nil
            self.permit = permit
            disclosure = permit.narrow(test.record)
        }
    }

    func differences() -> [String] {
        let expect = test.expect
        var found: [String?] = []
        found.append(compare("level", expect.level.text, level.text))
        found.append(compare("fields", expect.fields, disclosure.map { Array($0.fields) } ?? []))
        found.append(compare("by", expect.by?.map(\.value), by))
        found.append(contentsOf: ObligationScale.keys.map(compareObligation))
        if expect.refused != nil || refusal != nil {
            found.append(compare("refused", expect.refused?.text ?? "not refused", refused))
        }
        if let shown = expect.shown { found.append(compare("shown", shown.text, self.shown)) }
        found.append(compare("missing", expect.missing, disclosure?.missing ?? []))
        if let minutes = expect.handOffMinutes {
            found.append(compare("hand-off minutes", String(minutes), handOff.map(String.init) ?? "no hand-off"))
        }
        return found.compactMap(\.self)
    }

    private var level: Code { disclosure?.level ?? "none" }
    private var refused: String { refusal?.reason.text ?? "not refused" }
    /// The rules that decided.
    var by: [Code] { disclosure?.by ?? refusal?.rule.map { [$0] } ?? [] }
    private var handOff: Int? { disclosure?.handOffMinutes ?? refusal?.handOffMinutes }

    private var shown: String {
        guard let disclosure else { return "refused" }
        return disclosure.level == "none" ? "nothing-to-show" : test.record.involvement?.text ?? "nothing-to-show"
    }

    private func compare(_ what: String, _ expected: String, _ decided: String) -> String? {
        expected == decided ? nil : "\(what): expected `\(expected)`, decided `\(decided)`"
    }

    /// Order does not matter: files may be sorted anew.
    private func compare(_ what: String, _ expected: [Code]?, _ decided: [Code]) -> String? {
        guard let expected else { return nil }
        return compare(what, text(expected), text(decided))
    }

    private func text(_ words: [Code]) -> String { "[" + words.sorted().map(\.text).joined(separator: ", ") + "]" }

    private func compareObligation(_ key: String) -> String? {
        guard let expected = test.expect.steps[key], let words = set.vocabulary.obligations.words[key] else {
            return nil
        }
        let decided = permit.flatMap { set.vocabulary.obligations.step(key, of: $0.obligations) }
        return compare("with \(key)", words[expected], decided.map { words[$0] } ?? "nothing permitted")
    }
}
