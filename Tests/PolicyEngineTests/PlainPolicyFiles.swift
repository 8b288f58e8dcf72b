/// Invented policies as files, so that the engine reads them like any other.
extension PlainPolicy {
    /// The rules as files beside the Stockport vocabulary, owners and asking rules.
    func files(beside sample: [String: [UInt8]]) -> [String: [UInt8]] {
        var files = sample.filter { ["vocabulary.yaml", "owners.yaml", "asking.yaml"].contains($0.key) }
        files["bans.yaml"] = Array(bansText.utf8)
        for agreement in agreements {
            files["agreements/\(agreement.id).yaml"] = Array(text(agreement).utf8)
            if let trial = agreement.trial {
                files["trials/\(agreement.id)-trial.yaml"] = Array(text(trial, changing: agreement.id).utf8)
            }
        }
        return files
    }

    private var bansText: String {
        "language: 1\nauthority: E08000007\nbans:\n" + bans.map(text(prohibition:)).joined()
    }

    private func text(_ agreement: PlainAgreement) -> String {
        """
        language: 1
        agreement: \(agreement.id)
        title: Invented
        reference: X-1
        holder: E08000007
        requester: E08000035
        state: \(agreement.state)
        valid: { from: "\(agreement.valid.lowerBound)", until: "\(agreement.valid.upperBound)" }
        review by: "\(agreement.valid.lowerBound)"
        controllers: each-for-itself
        \(law)
        paperwork: { impact assessment: A, appropriate policy document: B, record of processing: C, privacy notice: D }
        people:
          information governance: ig@stockport.example
          duty desk: { phone: "0161 496 0000", hours: "always" }
          breaches: { tell: ig@stockport.example, within hours: 24 }
          rights and complaints: dpo@stockport.example
        identifiers: [name]
        limits: []
        share:
        \(agreement.shares.map(text(share:)).joined())
        """ + (agreement.withhold.isEmpty ? "" : "withhold:\n" + agreement.withhold.map(text(prohibition:)).joined())
    }

    private func text(_ trial: PlainTrial, changing agreement: String) -> String {
        """
        language: 1
        trial: \(agreement)-trial
        question: Does it help?
        changes: \(agreement)
        reference: X-1-T
        owner: Head of School Admissions
        state: \(trial.state)
        mode: \(trial.mode)
        valid: { from: "\(trial.days.lowerBound)", until: "\(trial.days.upperBound)" }
        cohort: { teams: [\(trial.team)] }
        \(law)
        paperwork: { impact assessment: A, appropriate policy document: B }
        share:
        \(trial.shares.map(text(share:)).joined())
        measures: [{ id: complaints, counts: complaints-upheld, compare with: zero }]
        stop when: { complaints upheld: 1 }
        report: { to: [owner], by: "2027-10-01", smallest cell: 5, published: after-the-end }
        outcome: not-yet-decided
        """
    }

    private var law: String {
        """
        law:
          - for: [\((Self.words["purpose"] ?? []).joined(separator: ", "))]
            holder: { article 6: 6-1-e, under: [ca1989-s27] }
            requester: { article 6: 6-1-e, under: [ca1989-s17] }
            special category: { article 9: 9-2-g, schedule 1: sch1-18 }
            criminal offence data: none-shared
            confidentiality: statutory
        """
    }

    private func text(share: PlainRule) -> String {
        var lines = ["  - id: \(share.id)", "    because: Invented.", "    up to: \(share.upTo)"]
        lines += common(share)
        if let only = share.only { lines.append("    only: [\(only.joined(separator: ", "))]") }
        let with = share.with.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        if !with.isEmpty { lines.append("    with: { \(with) }") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func text(prohibition rule: PlainRule) -> String {
        var lines = ["  - id: \(rule.id)", "    because: Invented.", "    cap: none", "    tell: \(rule.tell)"]
        lines += common(rule)
        if !rule.unless.isEmpty { lines.append("    unless the request says: { \(text(rule.unless)) }") }
        if let marks = rule.marks { lines.append("    when marked: [\(marks.joined(separator: ", "))]") }
        if rule.handsOff { lines.append("    then: [hand-off]") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func common(_ rule: PlainRule) -> [String] {
        var lines: [String] = []
        for (key, words) in [
            ("for", rule.purposes), ("to", rule.roles), ("about", rule.about), ("categories", rule.categories),
        ] {
            if let words { lines.append("    \(key): [\(words.joined(separator: ", "))]") }
        }
        if !rule.says.isEmpty { lines.append("    when the request says: { \(text(rule.says)) }") }
        var record: [String] = []
        if let range = rule.age { record.append("age: { from: \(range.lowerBound), to: \(range.upperBound) }") }
        if let words = rule.involvement { record.append("involvement: [\(words.joined(separator: ", "))]") }
        if let range = rule.ended {
            record.append("ended months ago: { from: \(range.lowerBound), to: \(range.upperBound) }")
        }
        if !record.isEmpty { lines.append("    when the record says: { \(record.joined(separator: ", ")) }") }
        return lines
    }

    private func text(_ conditions: [String: [String]]) -> String {
        conditions.map { "\($0.key): [\($0.value.joined(separator: ", "))]" }.joined(separator: ", ")
    }
}
