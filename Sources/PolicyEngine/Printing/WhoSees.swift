package import WireProtocol

/// Every path by which something can leave this council.
package struct WhoSees: Sendable, Equatable {
    /// One share that tells it, or one rule that sends it with our own questions.
    package struct Path: Sendable, Equatable {
        /// Who learns it.
        package let receiver: String
        /// Whether it is open on the day asked about.
        package let isOpen: Bool
        /// One line that names the rule, then lines that say when.
        package let lines: [String]
    }

    /// The category, field or identifier asked about.
    package let word: Code
    package let paths: [Path]
    /// Bans that take it away again, and when.
    package let bans: [String]
}

extension WhoSees: CustomStringConvertible {
    package var description: String {
        let open = paths.filter(\.isOpen).count
        var lines = ["Paths by which `\(word)` can leave: \(paths.count); open on this day: \(open)."]
        for path in paths {
            lines.append("")
            lines.append("\(path.receiver): \(path.isOpen ? "open" : "closed")")
            lines += path.lines.map { "  " + $0 }
        }
        if !bans.isEmpty { lines += ["", "Whatever a share says, these take it away:"] + bans.map { "- " + $0 } }
        return lines.joined(separator: "\n")
    }
}

extension PolicySet {
    /// Every path by which a category, a field or an identifier can leave; `nil` for a word that is none of them.
    package func whoSees(_ word: Code, on day: CalendarDay) -> WhoSees? {
        WhoSeesSearch(set: self, word: word, day: day).found()
    }
}

private struct WhoSeesSearch {
    let set: PolicySet
    let word: Code
    let day: CalendarDay
    private var phrases: RulePhrases { RulePhrases(vocabulary: set.vocabulary) }

    func found() -> WhoSees? {
        let categories = set.vocabulary.categories.filter { category in
            category.code == word || category.fields.contains { $0.contains(word) }
        }.map(\.code)
        guard !categories.isEmpty || set.vocabulary.identifiers.contains(word) else { return nil }
        let shared = set.agreements.flatMap { agreement in paths(agreement, categories) }
        return WhoSees(word: word, paths: shared + asked(), bans: bans(categories))
    }

    private func paths(_ agreement: Agreement, _ categories: [Code]) -> [WhoSees.Path] {
        let isLive = agreement.state == "live" && agreement.valid.contains(day)
        let place = "agreement `\(agreement.id)` (\(agreement.reference)), \(agreement.state), \(span(agreement.valid))"
        let own = agreement.shares.compactMap { path($0, agreement, place, isLive, categories) }
        let tried = set.trials.filter { $0.agreement == agreement.id }.flatMap { trial in
            let runs = isLive && trial.state == "trial" && trial.mode == "answering" && trial.valid.contains(day)
            let place =
                "trial `\(trial.id)` (\(trial.reference)), \(trial.state), \(trial.mode), \(span(trial.valid)), "
                + "teams \(RulePhrases.list(trial.teams))"
            return trial.shares.compactMap { path($0, agreement, place, runs, categories) }
        }
        return own + tried
    }

    private func path(
        _ share: Share, _ agreement: Agreement, _ place: String, _ isOpen: Bool, _ categories: [Code]
    ) -> WhoSees.Path? {
        let told = share.categories.map(\.value).filter(categories.contains).compactMap { category -> String? in
            let fields = phrases.fields(share, of: category)
            guard category == word || fields.contains(word) else { return nil }
            return "tells `\(category)` up to `\(share.upTo)`: \(fields.map(\.text).joined(separator: ", "))"
        }
        guard !told.isEmpty else { return nil }
        let conditions = phrases.conditions(share).map { "only if " + $0 }
        return WhoSees.Path(
            receiver: phrases.name(agreement.requester), isOpen: isOpen,
            lines: ["share `\(share.id)` of \(place)"] + told + [
                "for \(RulePhrases.list(share.purposes.map(\.value))), to \(RulePhrases.list(share.roles.map(\.value))), "
                    + "about \(RulePhrases.list(share.about.map(\.value)))"
            ] + conditions + ["with " + phrases.obligations(share.obligations)])
    }

    /// Our own questions carry identifiers out.
    private func asked() -> [WhoSees.Path] {
        set.asking.send.filter { $0.identifiers.contains(word) }.map { rule in
            let kept = set.asking.withhold.filter { $0.identifiers.contains(word) }.map {
                "not where `\($0.id)` withholds it"
            }
            return WhoSees.Path(
                receiver: "councils we ask (\(RulePhrases.list(rule.routes ?? [], "or")))", isOpen: true,
                lines: [
                    "send rule `\(rule.id)` of asking.yaml",
                    "for \(RulePhrases.list(rule.purposes ?? [])), about \(RulePhrases.list(rule.about ?? []))",
                ] + phrases.request(rule.request).map { "only if " + $0 } + kept)
        }
    }

    private func bans(_ categories: [Code]) -> [String] {
        set.bans.filter { ban in
            !categories.isEmpty && (ban.categories.map { $0.contains(where: categories.contains) } ?? true)
        }.map { ban in
            let reach = phrases.reach(ban)
            return "`\(ban.id)`: " + (reach.isEmpty ? "always" : reach.joined(separator: ", "))
        }
    }

    private func span(_ days: DayRange) -> String { "\(days.from) to \(days.until)" }
}
