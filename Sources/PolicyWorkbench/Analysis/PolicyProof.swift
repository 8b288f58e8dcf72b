package import PolicyEngine
package import WireProtocol

/// What became of a claim.
package struct PolicyProof: Sendable, CustomStringConvertible {
    package enum Verdict: Sendable, Equatable {
        /// It holds of every question and record: so many shares reach it, and these prohibitions take all of it away.
        case proved(shares: Int, prohibitions: [Code])
        /// It does not hold; the evaluator itself answers this one.
        case broken(Witness)
        /// Nobody knows; to be taken for broken.
        case notDecided(String)
    }

    package let claim: NeverClaim
    package let verdict: Verdict

    package var isProved: Bool {
        if case .proved = verdict { true } else { false }
    }

    package var description: String {
        switch verdict {
        case .proved(0, _): "proved: \(claim.name)\n    no share reaches it"
        case .proved(let shares, let prohibitions):
            "proved: \(claim.name)\n    \(shares) \(shares == 1 ? "share reaches" : "shares reach") it; all is taken away by "
                + prohibitions.map { "`\($0)`" }.joined(separator: ", ")
        case .broken(let witness): "broken: \(claim.name)\n    \(witness)"
        case .notDecided(let reason): "not decided: \(claim.name)\n    \(reason)"
        }
    }
}

extension PolicySet {
    /// Proves a claim over every question and record there can be, or shows one that breaks it.
    package func prove(_ claim: NeverClaim, within budget: WorkBudget = .usual) -> PolicyProof {
        PolicyProof(claim: claim, verdict: verdict(claim, budget))
    }

    /// The same for every `never` in the tests, each within a budget of its own.
    package func proveNeverClauses(within budget: WorkBudget = .usual) -> [PolicyProof] {
        tests.flatMap { file in
            agreements.filter { $0.id == file.agreement.value }.flatMap { agreement in
                file.never.map { prove(NeverClaim($0, of: agreement), within: budget) }
            }
        }
    }

    private func verdict(_ claim: NeverClaim, _ budget: WorkBudget) -> PolicyProof.Verdict {
        if let unknown = claim.unknownWord(in: vocabulary) {
            return .notDecided("the policies do not know the word `\(unknown)`")
        }
        do {
            var budget = budget
            let boxes = PolicyBoxes(self, try AnalysisSpace([self]))
            return try verdict(claim.boxes(vocabulary, boxes.space), boxes, &budget)
        } catch { return .notDecided(error.reason) }
    }

    /// Whatever part of the claim a share tells must vanish under the prohibitions; the evaluator is asked at each.
    private func verdict(
        _ claimed: [Box], _ boxes: PolicyBoxes, _ budget: inout WorkBudget
    ) throws(NotDecided) -> PolicyProof.Verdict {
        let prohibited = Covering(boxes.prohibited)
        var parts: [Box] = []
        var reaching = 0
        for share in boxes.shares where share.answers {
            let reached = share.told.flatMap { told in claimed.compactMap(told.intersection) }
            for part in reached {
                if let gap = try prohibited.gap(in: part, &budget) {
                    return .broken(try boxes.space.witness(in: gap, self, isTold: true))
                }
                _ = try boxes.space.witness(in: part, self, isTold: false)
            }
            parts += reached
            reaching += reached.isEmpty ? 0 : 1
        }
        let taking = try Covering.fewest(of: boxes.prohibitions.filter(\.answers), over: parts, &budget, boxes: \.boxes)
        return .proved(shares: reaching, prohibitions: taking.map(\.rule.id))
    }
}
