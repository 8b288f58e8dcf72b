import PolicyEngine
import WireProtocol

/// Looks at law, references, posts and days: what the loader takes, and nobody should sign.
struct PaperReview {
    let set: PolicySet
    let day: CalendarDay

    func findings() -> [PolicyFinding] {
        set.agreements.filter { $0.state != "ended" }.flatMap(findings)
            + set.trials.filter { $0.state != "ended" }.flatMap(findings)
            + set.owners.flatMap(findings) + unlabelled()
    }

    private func findings(_ agreement: Agreement) -> [PolicyFinding] {
        let papers = agreement.paperwork
        var found = references(
            [
                ("impact assessment", papers.impactAssessment),
                ("appropriate policy document", papers.appropriatePolicyDocument),
                ("record of processing", papers.recordOfProcessing), ("reference", agreement.reference),
            ], agreement.path)
        for entry in agreement.law where entry.article9 == "9-2-c" {
            found.append(
                finding(
                    .law, agreement.path,
                    "`9-2-c`, vital interests, carries a single emergency, not a standing agreement",
                    "rest it on `9-2-g` with a condition of schedule 1"))
        }
        found += criminal(agreement.shares, agreement.law, agreement.path)
        if agreement.state == "live", agreement.valid.until < day {
            found.append(
                finding(
                    .expired, agreement.path,
                    "agreement `\(agreement.id)` is live, but its last day was \(agreement.valid.until)",
                    "agree new days, or write `state: ended`"))
        } else if agreement.state == "live", agreement.reviewBy < day {
            found.append(
                finding(
                    .expired, agreement.path, "agreement `\(agreement.id)` was to be reviewed by \(agreement.reviewBy)",
                    "review it, and write the day of the next review"))
        }
        return found
    }

    private func findings(_ trial: Trial) -> [PolicyFinding] {
        var found = references(
            [
                ("impact assessment", trial.paperwork.impactAssessment),
                ("appropriate policy document", trial.paperwork.appropriatePolicyDocument),
                ("reference", trial.reference),
            ], trial.path)
        found += criminal(trial.shares, trial.law, trial.path)
        if trial.state == "trial", trial.valid.until < day {
            found.append(
                finding(
                    .expired, trial.path, "trial `\(trial.id)` ended by itself on \(trial.valid.until)",
                    "report on it, write its `outcome` and `state: ended`"))
        }
        return found
    }

    private func findings(_ owner: CategoryOwner) -> [PolicyFinding] {
        [("owner", owner.owner), ("deputy", owner.deputy)].filter { Self.isPlaceholder($0.1) }.map { what, text in
            finding(
                .paperwork, "owners.yaml", "the \(what) of `\(owner.category)` is `\(text)`, which is nobody",
                "name the post that answers for it")
        }
    }

    /// A document has a number somewhere; what has none is a wish.
    private func references(_ references: [(String, String)], _ path: String) -> [PolicyFinding] {
        references.filter { Self.isPlaceholder($0.1) || !$0.1.contains(where: \.isNumber) }.map { what, text in
            finding(
                .paperwork, path, "`\(what)` is `\(text)`, which names no document",
                "write the reference of the document, or have it made before anybody signs")
        }
    }

    private static func isPlaceholder(_ text: String) -> Bool {
        let letters = text.lowercased().filter(\.isLetter)
        return [
            "", "tbc", "tbd", "tba", "todo", "none", "na", "unknown", "vacant", "pending", "tofollow", "tobeconfirmed",
        ]
        .contains(letters) && !text.contains(where: \.isNumber)
    }

    /// Records of law enforcement, told under a law that says none are.
    private func criminal(_ shares: [Share], _ law: [LawEntry], _ path: String) -> [PolicyFinding] {
        shares.flatMap { share in
            share.categories.filter { set.vocabulary.category($0.value)?.regime != nil }.flatMap { category in
                share.purposes.filter { purpose in
                    law.contains { $0.forPurposes.contains(purpose.value) && $0.criminalOffenceData == "none-shared" }
                }.prefix(1).map { purpose in
                    PolicyFinding(
                        kind: .law, path: path, line: category.spot.line, column: category.spot.column,
                        message: "share `\(share.id)` tells of `\(category.value)`, but the law for `\(purpose.value)` "
                            + "says `criminal offence data: none-shared`",
                        help: "name the condition of schedule 1 that allows it, or take the category out", witness: nil)
                }
            }
        }
    }

    /// Records of law enforcement are under Part 3 of the Data Protection Act 2018, or under the rules of their source.
    private func unlabelled() -> [PolicyFinding] {
        let enforcing = ["police", "probation", "youth-justice", "prison", "court", "offending"]
        return set.vocabulary.categories.filter { category in
            category.regime == nil && enforcing.contains { category.code.text.contains($0) }
        }.map { category in
            finding(
                .law, "vocabulary.yaml", "`\(category.code)` is a record of law enforcement without a `regime`",
                "write `regime: part-3`, or `by-source` where another authority's rules bind it")
        }
    }

    private func finding(_ kind: PolicyFinding.Kind, _ path: String, _ message: String, _ help: String) -> PolicyFinding
    {
        PolicyFinding(kind: kind, path: path, line: 1, column: 1, message: message, help: help, witness: nil)
    }
}
