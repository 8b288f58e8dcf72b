import WireProtocol

/// One question in plain sentences, for the holder's own IG officer and auditors only: it names what no answer may.
package struct PolicyExplanation: Sendable, Equatable, CustomStringConvertible {
    /// The question, as a sentence.
    package let question: String
    /// What came out.
    package let decision: String
    /// Why, by which rule.
    package let reasons: [String]
    /// Who owns it.
    package let owner: String
    /// What would have been needed, share by share; the nearest first.
    package let wouldHaveNeeded: [String]

    /// All of it as a text of several lines.
    package var description: String {
        var lines = [question, decision] + reasons.map { "- " + $0 } + [owner]
        if !wouldHaveNeeded.isEmpty {
            lines.append("What would have been needed:")
            lines += wouldHaveNeeded.map { "- " + $0 }
        }
        return lines.joined(separator: "\n")
    }
}

extension PolicySet {
    /// Explains a decision; with the facts of a person found, its second half too.
    package func explain(_ question: PolicyQuestion, _ facts: RecordFacts? = nil) -> PolicyExplanation {
        Explainer(policies: self, question: question).explain(facts)
    }
}

private struct Explainer {
    let policies: PolicySet
    let question: PolicyQuestion

    func explain(_ facts: RecordFacts?) -> PolicyExplanation {
        switch policies.decide(question) {
        case .refuse(let refusal):
            let rule = refusal.rule.map { [ruleSentence($0)] } ?? []
            let isByShares = refusal.reason.text.hasSuffix("-covered") || rule.isEmpty
            return explanation(
                "The question alone decides: refused, `\(refusal.reason)`.", [refusal.sentence] + rule,
                isByShares || isMissing(refusal.reason) ? nearest() : [])
        case .permit(let permit):
            guard let facts else {
                let fields = permit.fields.sorted().map(\.text).joined(separator: ", ")
                return explanation(
                    "The question alone decides: at most `\(permit.level)` may be told (\(fields)).",
                    permit.grantedBy.map(ruleSentence) + [obligations(permit.obligations)], [])
            }
            return explain(permit, permit.narrow(facts))
        }
    }

    private func explain(_ permit: Permit, _ disclosure: Disclosure) -> PolicyExplanation {
        let shown = disclosure.level != "none"
        var reasons = disclosure.by.map(ruleSentence)
        if disclosure.by.isEmpty { reasons.append("The record does not fit any share that fits the question.") }
        if !disclosure.missing.isEmpty {
            let facts = disclosure.missing.map { "`\($0)`" }.joined(separator: ", ")
            reasons.append("Missing in the record: \(facts). A fact that is missing makes bans hold and shares fail.")
        }
        if let minutes = disclosure.handOffMinutes {
            reasons.append("The duty desk is to act within \(minutes) minutes.")
        }
        reasons.append(obligations(permit.obligations))
        let fields = disclosure.fields.sorted().map(\.text).joined(separator: ", ")
        return explanation(
            shown
                ? "With the record: `\(disclosure.level)` is told (\(fields))."
                : "With the record: nothing to show; the asker cannot tell this from having no record.",
            reasons, shown ? [] : permit.grantedBy.compactMap(recordNeeds))
    }

    private func explanation(_ decision: String, _ reasons: [String], _ needed: [String]) -> PolicyExplanation {
        PolicyExplanation(
            question: questionSentence, decision: decision, reasons: reasons, owner: ownerSentence,
            wouldHaveNeeded: needed)
    }

    private func name(_ id: AuthorityID) -> String { policies.vocabulary.authority(id)?.name ?? id.code }

    private var categoryName: String { policies.vocabulary.category(question.category)?.name ?? question.category.text }

    private var questionSentence: String {
        let purpose = policies.vocabulary.purpose(question.purpose).map { "\($0.told) (`\($0.code)`)" }
        return "On \(question.day) a \(question.role) of team `\(question.team)` in \(name(question.requester)) asks "
            + "\(name(question.holder)) about \(categoryName) of a \(question.about), for "
            + (purpose ?? "`\(question.purpose)`") + "."
    }

    private var ownerSentence: String {
        guard let owner = policies.owner(of: question.category) else {
            return "Nobody owns \(categoryName) here; ring information governance."
        }
        return "\(categoryName) belongs to: \(owner.owner) (\(owner.controller)), deputy: \(owner.deputy)."
    }

    private func obligations(_ obligations: Obligations) -> String {
        "With it come: contact `\(obligations.contact)`, since `\(obligations.since)`, kept \(obligations.keepHours) "
            + "hours, onward `\(obligations.onward)`, the owner told `\(obligations.ownerTold)`."
    }

    private func isMissing(_ reason: Code) -> Bool {
        RequestFact.allCases.contains { $0.reason == reason } || reason == "outside-age-rule"
    }

    /// A rule's own sentence and where it stands.
    private func ruleSentence(_ id: Code) -> String {
        if let ban = policies.bans.first(where: { $0.id == id }) { return "Ban `\(id)`: \(ban.because)" }
        for agreement in policies.agreements(with: question.requester) {
            if agreement.id == id { return "Agreement `\(id)` (\(agreement.reference)): \(agreement.title)." }
            let place = "of agreement `\(agreement.id)` (\(agreement.reference))"
            if let share = agreement.shares.first(where: { $0.id == id }) {
                return "Share `\(id)` \(place): \(share.because)"
            }
            if let rule = agreement.withhold.first(where: { $0.id == id }) {
                return "Withhold rule `\(id)` \(place): \(rule.because)"
            }
            for trial in policies.trials where trial.agreement == agreement.id {
                guard let share = trial.shares.first(where: { $0.id == id }) else { continue }
                return "Share `\(id)` of trial `\(trial.id)` (\(trial.reference)): \(share.because)"
            }
        }
        return "Rule `\(id)`."
    }

    /// The shares of this category, those that lack least first; at most three.
    private func nearest() -> [String] {
        policies.agreements(with: question.requester).flatMap(\.shares)
            .filter { share in share.categories.contains { $0.value == question.category } }
            .map { ($0, needs($0)) }.sorted { $0.1.count < $1.1.count }.prefix(3)
            .map { share, needs in "share `\(share.id)`: \(needs.joined(separator: "; "))" }
    }

    private func needs(_ share: Share) -> [String] {
        var needs: [String] = []
        func need(_ what: String, _ words: [Code], _ said: Code?) {
            if said.map(words.contains) ?? false { return }
            needs.append("\(what) " + words.map { "`\($0)`" }.joined(separator: " or "))
        }
        need("purpose", share.purposes.map(\.value), question.purpose)
        need("role", share.roles.map(\.value), question.role)
        need("a person who is", share.about.map(\.value), question.about)
        for condition in share.request {
            need("\(condition.fact.rawValue)", condition.words, question.says(condition.fact))
        }
        if let ages = policies.vocabulary.category(question.category)?.ages, let age = question.age, !ages.contains(age)
        {
            needs.append("an age \(span(ages, "years"))")
        }
        return needs.isEmpty ? ["nothing more of this share; the reason above decides"] : needs
    }

    private func recordNeeds(_ id: Code) -> String? {
        let trials = policies.trials.flatMap(\.shares)
        guard
            let share = (policies.agreements(with: question.requester).flatMap(\.shares) + trials).first(where: {
                $0.id == id
            })
        else { return nil }
        var needs: [String] = []
        if let ages = policies.vocabulary.category(question.category)?.ages {
            needs.append("an age \(span(ages, "years"))")
        }
        if let words = share.record.involvement { needs.append(words.map { "`\($0)`" }.joined(separator: " or ")) }
        if let range = share.record.age { needs.append("an age \(span(range, "years"))") }
        if let range = share.record.endedMonthsAgo { needs.append("ended \(span(range, "months ago"))") }
        return "share `\(id)`: in the record " + needs.joined(separator: "; ") + "; and no ban that holds"
    }

    private func span(_ range: WholeRange, _ unit: String) -> String {
        range.to.map { "from \(range.from) to \($0) \(unit)" } ?? "of \(range.from) \(unit) or more"
    }
}
