import PolicyEngine
import WireProtocol

/// What of two sets differs, box by box.
struct PolicyChanges {
    let before: PolicyBoxes
    let after: PolicyBoxes

    init(_ before: PolicyBoxes, _ after: PolicyBoxes) {
        self.before = before
        self.after = after
    }

    var reversed: PolicyChanges { PolicyChanges(after, before) }

    /// What the second tells and the first does not: because no share told it, or because a prohibition took it that is no
    /// longer there. Rules that both have cost next to nothing.
    func newlyTold(_ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        let prohibited = Covering(after.prohibited)
        let sharedBefore = Covering(before.shared)
        let kept = Set(after.prohibited)
        let lifted = before.prohibited.filter { !kept.contains($0) }
        var found: [Box] = []
        for share in after.shared {
            let unshared = try sharedBefore.remainder(of: [share], &budget)
            let wasProhibited = lifted.compactMap(share.intersection)
            for part in [unshared, wasProhibited] {
                let told = try prohibited.remainder(of: part, &budget)
                found += try told.disjoint(from: found, &budget)
            }
        }
        return try found.merged(&budget)
    }

    /// Told by both, with one obligation at another step.
    struct ObligationChange {
        let key: String
        let before: String
        let after: String
        let isLooser: Bool
        let box: Box
    }

    func obligations(_ budget: inout WorkBudget) throws(NotDecided) -> [ObligationChange] {
        var changes: [ObligationChange] = []
        for key in ObligationScale.keys {
            for change in try looser(key, &budget) {
                changes.append(
                    ObligationChange(key: key, before: change.from, after: change.to, isLooser: true, box: change.box))
            }
            for change in try reversed.looser(key, &budget) {
                changes.append(
                    ObligationChange(key: key, before: change.to, after: change.from, isLooser: false, box: change.box))
            }
        }
        return changes
    }

    /// Where an obligation is at one word in the first set and at a looser one in the second.
    ///
    /// A word that is not on the second's scale counts as its loosest, so that nothing is passed over.
    private func looser(
        _ key: String, _ budget: inout WorkBudget
    ) throws(NotDecided) -> [(from: String, to: String, box: Box)] {
        let words = before.set.vocabulary.obligations.words[key] ?? []
        let scale = after.set.vocabulary.obligations.words[key] ?? []
        var found: [(from: String, to: String, box: Box)] = []
        for (place, word) in words.enumerated() {
            guard let step = scale.firstIndex(of: word) ?? (place > 0 ? scale.count : nil), step > 0 else { continue }
            let exactly = try before.asked(key, at: place, &budget)
            let less = try Covering(after.asked(key) { $0 >= step }).remainder(of: exactly, &budget)
            for other in 0..<min(step, scale.count) where !less.isEmpty {
                let there = try after.asked(key, at: other, &budget)
                let both = less.flatMap { box in there.compactMap(box.intersection) }
                found += try toldByBoth(both, &budget).map { (word, scale[other], $0) }
            }
        }
        return found
    }

    /// The questions and records of some boxes on which both tell something, whatever it is.
    private func toldByBoth(_ boxes: [Box], _ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        guard !boxes.isEmpty else { return [] }
        let prohibited = Covering(before.prohibited + after.prohibited)
        var found: [Box] = []
        for box in boxes {
            let olds = before.shared.compactMap(box.intersection)
            for new in after.shared.compactMap(box.intersection) {
                try budget.spend(olds.count)
                for both in olds.compactMap(new.intersection) {
                    found += try prohibited.remainder(of: [both], &budget).disjoint(from: found, &budget)
                }
            }
        }
        return try found.merged(&budget)
    }
}

extension PolicyBoxes {
    /// The questions on which a share that answers has an obligation at certain steps.
    fileprivate func asked(_ key: String, where fits: (Int) -> Bool) -> [Box] {
        shares.filter { $0.answers && fits($0.share.obligations.step(of: key)) }.map(\.asked)
            .filter { $0.days.low <= $0.days.high }
    }

    /// The questions on which the strictest of them is just there.
    fileprivate func asked(_ key: String, at step: Int, _ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        try Covering(asked(key) { $0 > step }).remainder(of: asked(key) { $0 == step }, &budget)
    }
}

extension [Box] {
    /// The same without what others hold, in boxes of which no two meet.
    func disjoint(from others: [Box], _ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        var found: [Box] = []
        for box in self { found += try Covering(others + found).remainder(of: [box], &budget) }
        return found
    }
}
