import PeerDirectory
import AuditTrail
import CaseIndex
import PolicyEngine
import WireProtocol

/// What one question comes to: total over what was asked, permitted fields only, encoded and padded once.
final class Outcome: Sendable {
    /// The answer.
    let answer: FamilyAnswer
    /// Its octets: what is hashed, recorded, signed and sent.
    let octets: [UInt8]
    /// What the holder keeps for itself about how it came about.
    let account: HolderAccount
    /// Index of the first leaf of this question, where it was answered before.
    let repeatOf: Int64?

    fileprivate init(answer: FamilyAnswer, account: HolderAccount, repeatOf: Int64?) {
        self.answer = answer
        self.octets = answer.encoded()
        self.account = account
        self.repeatOf = repeatOf
    }

    private init(_ other: Outcome, repeatOf: Int64) {
        answer = other.answer
        octets = other.octets
        account = other.account
        self.repeatOf = repeatOf
    }

    /// The same outcome for later attempts, which name the first leaf.
    func recorded(at index: Int64) -> Outcome { Outcome(self, repeatOf: repeatOf ?? index) }
}

/// Room 4. Narrows each permit with the facts of the person found.
///
/// Somebody found, hidden, unknown or doubled costs the same reads: where there is nobody, the key is a decoy's and
/// what comes of it is dropped.
struct Discloser: Sendable {
    let node: NodeContext

    func disclose(
        _ query: VerifiedQuery, _ ruling: Ruling, _ matches: [Match], in index: IndexSnapshot, repeating prior: Int64?
    ) throws -> Outcome {
        var account = HolderAccount(query, ruling)
        let sources = try sourceNotes(of: query.question.categories, in: index)
        let subjects = try query.question.subjects.indices.map { position in
            let view = SubjectView(
                query: query, ruling: ruling, position: position, match: matches[position], sources: sources)
            let finding = try view.look(in: index)
            account.add(finding)
            return finding.answer
        }
        let answer = FamilyAnswer(
            from: node.authority, to: query.asker.authority, inReplyTo: query.question.id,
            queryDigest: query.digest.octets,
            salt: Mutant.saltKept.isOn ? [UInt8](repeating: 7, count: 32) : node.random(32),
            outcome: questionOutcome(query, ruling, sources), policySet: ruling.policies.reference,
            subjects: Mutant.subjectsReversed.isOn ? subjects.reversed() : subjects,
            standing: Mutant.callBackByFind.isOn ? standing.without(subjects) : standing,
            handling: handling(ruling))
        return Outcome(answer: answer, account: account, repeatOf: prior)
    }

    private func sourceNotes(of categories: [Code], in index: IndexSnapshot) throws -> [Code: [SourceNote]] {
        let sources = try index.sources()
        var notes: [Code: [SourceNote]] = [:]
        for category in categories {
            notes[category] = sources.filter { $0.categories.contains(category) }.map(\.note)
        }
        return notes
    }

    private func questionOutcome(
        _ query: VerifiedQuery, _ ruling: Ruling, _ sources: [Code: [SourceNote]]
    ) -> QuestionOutcome {
        let all = ruling.decisions.flatMap { $0 }
        if all.allSatisfy({ $0.permit == nil }), !Mutant.refusalUnsaid.isOn { return .refused }
        let permitted = query.question.categories.enumerated().filter { position, _ in
            ruling.decisions.contains { $0[position].permit != nil }
        }
        if permitted.allSatisfy({ sources[$0.element, default: []].isEmpty }) { return .unavailable }
        return all.allSatisfy { $0.permit != nil } ? .answered : .answeredPartly
    }

    private var standing: Standing {
        let desk = node.directory.current.members[node.authority]?.dutyDesk
        return Standing(
            text: "We show nothing of some people and records here, and only discuss them by phone. "
                + "If you are worried, ring the duty desk.",
            dutyDesk: DutyDeskLine(
                phone: desk?.phone ?? "see the directory", hours: desk?.hours ?? "see the directory"),
            callBack: "may be asked for")
    }

    /// The strictest handling over all permits of the question: the same whether anything was found or not.
    private func handling(_ ruling: Ruling) -> Handling {
        let permits = ruling.decisions.flatMap { $0 }.compactMap(\.permit)
        let mayGoOn = !permits.isEmpty && permits.allSatisfy { $0.obligations.onward == "case-file" }
        return Handling(
            use: "this case only", onward: mayGoOn ? "case-file" : "nobody",
            keepHours: permits.map(\.obligations.keepHours).min() ?? 1)
    }
}
