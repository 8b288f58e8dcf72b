package import WireProtocol

extension PolicySet {
    /// An agreement as a page to read and sign, in Markdown; `nil` where there is none of that name.
    ///
    /// The digest at its foot is that of the whole set: the bans and the owners are part of what is signed.
    package func page(of agreement: Code) -> String? {
        agreements.first { $0.id == agreement }.map { AgreementPage(set: self, agreement: $0).text }
    }
}

private struct AgreementPage {
    let set: PolicySet
    let agreement: Agreement
    private var phrases: RulePhrases { RulePhrases(vocabulary: set.vocabulary) }

    var text: String {
        let parts = [
            head, law, paperwork, carried, agreement.shares.map(share).joined(separator: "\n\n"), takenAway, trials,
            signatures,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var head: String {
        let body = [agreement.holder, agreement.requester].compactMap { id in
            agreement.actingThrough[id].map { "\(phrases.name(id)) acts through \($0)." }
        }
        return
            ([
                "# \(agreement.title)", "",
                "Agreement `\(agreement.id)`, reference \(agreement.reference). State: \(agreement.state).",
                "\(phrases.name(agreement.holder)) answers, \(phrases.name(agreement.requester)) asks, from "
                    + "\(agreement.valid.from) to \(agreement.valid.until), both days included. "
                    + "To be reviewed by \(agreement.reviewBy).",
                "Controllers: \(agreement.controllers == "joint" ? "jointly" : "each for itself").",
            ] + body + (agreement.regime.map { ["Its records follow the regime `\($0)`."] } ?? [])).joined(
                separator: "\n")
    }

    private var law: String {
        let entries = agreement.law.map { entry in
            let special = entry.article9.text + (entry.schedule1.map { ", \($0)" } ?? "")
            return """
                - For \(entry.forPurposes.map(phrases.purpose).joined(separator: "; ")):
                  - \(phrases.name(agreement.holder)): \(basis(entry.holder)).
                  - \(phrases.name(agreement.requester)): \(basis(entry.requester)).
                  - Special category data: \(special). Criminal offence data: \(entry.criminalOffenceData).
                  - Confidentiality: \(entry.confidentiality).
                """
        }
        return "## The law\n\n" + entries.joined(separator: "\n")
    }

    private func basis(_ basis: LawEntry.Basis) -> String {
        let names = basis.under.map { code in set.vocabulary.statutes.first { $0.code == code }?.name ?? code.text }
        return "article \(basis.article6), under \(names.joined(separator: "; "))"
    }

    private var paperwork: String {
        let papers = agreement.paperwork
        let people = agreement.people
        return """
            ## Papers and people

            - Impact assessment \(papers.impactAssessment), appropriate policy document \(papers.appropriatePolicyDocument), \
            record of processing \(papers.recordOfProcessing), privacy notice <\(papers.privacyNotice)>.
            - Information governance: \(people.informationGovernance). Duty desk: \(people.dutyDesk.phone), \
            \(people.dutyDesk.hours).
            - A breach is told to \(people.breachesTo) within \(people.breachesWithinHours) hours. Rights and complaints: \
            \(people.rightsAndComplaints).
            """
    }

    private var carried: String {
        let limits = agreement.limits.map { limit in
            let then = limit.then == "refuse" ? "more are refused" : "a manager there is told of more"
            return "- Each \(limit.each) may put \(limit.atMost) questions a \(limit.per); \(then)."
        }
        return """
            ## What a question may carry

            - \(agreement.identifiers.map(\.text).joined(separator: ", ")).
            """ + limits.map { "\n" + $0 }.joined() + "\n\n## What is told"
    }

    private func share(_ share: Share) -> String {
        let told = share.categories.map(\.value).map { category in
            let fields = phrases.fields(share, of: category).map(\.text).joined(separator: ", ")
            return "- \(phrases.name(ofCategory: category)), up to `\(share.upTo)`: \(fields)."
        }
        let conditions = phrases.conditions(share).map { "- Only if \($0)." }
        return
            ([
                "### \(share.id)", "", share.because, "",
                "- To \(RulePhrases.list(share.roles.map(\.value), "or")), about "
                    + "\(RulePhrases.list(share.about.map(\.value), "or")).",
                "- For \(share.purposes.map(\.value).map(phrases.purpose).joined(separator: "; ")).",
            ] + told + conditions + ["- With it come: \(phrases.obligations(share.obligations))."]).joined(
                separator: "\n")
    }

    private var takenAway: String {
        let rules = agreement.withhold + set.bans
        let lines = rules.map { rule in
            let reach = phrases.reach(rule)
            return
                "- `\(rule.id)`: nothing is told \(reach.isEmpty ? "ever" : reach.joined(separator: ", ")). \(rule.because)"
        }
        return "## What takes it away\n\nA fact that is missing makes each of these hold.\n\n"
            + lines.joined(separator: "\n")
    }

    private var trials: String {
        let found = set.trials.filter { $0.agreement == agreement.id }
        guard !found.isEmpty else { return "" }
        let parts = found.map { trial in
            "Trial `\(trial.id)` (\(trial.reference)): \(trial.question) State: \(trial.state), \(trial.mode), from "
                + "\(trial.valid.from) to \(trial.valid.until), for \(RulePhrases.list(trial.teams)). "
                + "\(trial.owner) answers for it; upheld complaints that stop it: \(trial.stopAtComplaints).\n\n"
                + trial.shares.map(share).joined(separator: "\n\n")
        }
        return "## Trials\n\n" + parts.joined(separator: "\n\n")
    }

    private var signatures: String {
        let tried = set.trials.filter { $0.agreement == agreement.id }.flatMap(\.shares)
        let shared = Set((agreement.shares + tried).flatMap { $0.categories.map(\.value) })
        let owners = set.owners.filter { shared.contains($0.category) }
        let named = Set(owners.flatMap(\.alsoSigns))
        let posts = set.posts.map(\.post).filter { post in
            named.contains(post) || set.posts.contains { $0.post == post && $0.signs.contains("every-change") }
        }
        let people = owners.map(\.owner).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let lines = (people + posts.map(\.text)).map { "| \($0) | | | |" }
        return """
            ## Signatures

            | who | name | date | signature |
            |---|---|---|---|

            """ + lines.joined(separator: "\n")
                + "\n\nPolicy set of \(phrases.name(set.authority)), revision \(set.vocabulary.revision), digest `\(set.digest)`."
    }
}
