import PolicyEngine
import WireProtocol

extension RuleReview {
    /// A share that tells nothing; otherwise each of its words with which it tells nothing.
    func deadParts(_ share: ShareBoxes, _ budget: inout WorkBudget) throws(NotDecided) -> [PolicyFinding] {
        var alive = share.asked
        for dimension in Self.listed { alive[dimension] = 0 }
        for told in share.told {
            guard let gap = try prohibited.gap(in: told, &budget) else { continue }
            for dimension in Self.listed { alive[dimension] |= gap[dimension] }
        }
        guard alive.category != 0 else { return [try dead(share, &budget)] }
        var findings: [PolicyFinding] = []
        for (dimension, words) in Self.lists(of: share.share) {
            for word in words {
                let mask = boxes.space.mask(dimension, [word.value])
                if alive[dimension] & mask != 0 { continue }
                let slice = share.told.compactMap { $0.narrowed(dimension, to: mask) }
                guard try prohibited.covers(slice, &budget) else { continue }
                findings.append(try deadWord(word, in: dimension, of: share, slice, &budget))
            }
        }
        return findings
    }

    private static let listed: [WordDimension] = [.purpose, .role, .about, .category]

    private static func lists(of share: Share) -> [(WordDimension, [Located<Code>])] {
        [(.purpose, share.purposes), (.role, share.roles), (.about, share.about), (.category, share.categories)]
    }

    private func dead(_ share: ShareBoxes, _ budget: inout WorkBudget) throws(NotDecided) -> PolicyFinding {
        let why = try reason(share.told, &budget, "no record fits its own conditions")
        let narrowed = try narrowing(share, on: share.asked, &budget)
        return finding(
            .dead, share, share.share.spot, "share `\(share.share.id)` tells nobody anything: \(why)\(narrowed)",
            narrowed.isEmpty
                ? "take it out, or change what stands in its way"
                : "write the obligation in the shares that tell, then take it out", try confirmed(share.told))
    }

    private func deadWord(
        _ word: Located<Code>, in dimension: WordDimension, of share: ShareBoxes, _ slice: [Box],
        _ budget: inout WorkBudget
    ) throws(NotDecided) -> PolicyFinding {
        let why = try reason(slice, &budget, "no record fits with it")
        let asked = share.asked.narrowed(dimension, to: boxes.space.mask(dimension, [word.value]))
        let narrowed = try asked.map { asked throws(NotDecided) in try narrowing(share, on: asked, &budget) } ?? ""
        return finding(
            .deadWord, share, word.spot, "`\(word.value)` never counts in share `\(share.share.id)`: \(why)\(narrowed)",
            narrowed.isEmpty
                ? "take the word out" : "write the obligation in the shares that tell, then take the word out",
            try confirmed(slice))
    }

    /// What tells nothing may still be stricter than others that fit the same questions; then it cannot simply go.
    private func narrowing(
        _ share: ShareBoxes, on asked: Box, _ budget: inout WorkBudget
    ) throws(NotDecided) -> String {
        let others = others(than: share, meeting: asked)
        let open = try refused.remainder(of: others.compactMap { asked.intersection($0.asked) }, &budget)
        var keys: [String] = []
        for key in ObligationScale.keys {
            let step = share.share.obligations.step(of: key)
            let asStrict = others.filter { $0.share.obligations.step(of: key) >= step }.map(\.asked)
            if try !Covering(asStrict).covers(open, &budget) { keys.append("`\(key)`") }
        }
        guard !keys.isEmpty else { return "" }
        return "; but its \(RegionSentence.join(keys, "and")) still comes with what others tell"
    }

    private func reason(_ parts: [Box], _ budget: inout WorkBudget, _ empty: String) throws(NotDecided) -> String {
        guard !parts.isEmpty else { return empty }
        let taking = try Covering.fewest(of: group.prohibitions, over: parts, &budget, boxes: \.boxes)
        return RegionSentence.join(taking.map { "`\($0.rule.id)`" }, "and") + (taking.count == 1 ? " takes" : " take")
            + " all of it away"
    }

    /// The evaluator tells nothing of these parts either.
    private func confirmed(_ parts: [Box]) throws(NotDecided) -> Witness? {
        guard group.answers else { return nil }
        var first: Witness?
        for part in parts {
            let witness = try boxes.space.witness(in: part, boxes.set, isTold: false)
            first = first ?? witness
        }
        return first
    }
}

extension Box {
    /// The part with some words of one dimension only.
    func narrowed(_ dimension: WordDimension, to mask: WordMask) -> Box? {
        var box = self
        box[dimension] &= mask
        return box[dimension] == 0 ? nil : box
    }
}
