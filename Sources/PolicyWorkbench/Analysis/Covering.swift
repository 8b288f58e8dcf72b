/// Boxes under which others may vanish.
///
/// To look whether they cover a box, what none of them comes near is taken first; then the box is cut along the one that
/// leaves the fewest pieces, and each piece is laid against those of the others that it still meets.
struct Covering {
    private let covers: [Box]
    /// The places of those that reach a category or a requester, since most boxes have one of each and most rules a few.
    private let byCategory: [[Int]]
    private let byRequester: [[Int]]

    init(_ covers: [Box]) {
        self.covers = covers
        byCategory = Self.places(of: covers, by: \.category)
        byRequester = Self.places(of: covers, by: \.requester)
    }

    private static func places(of covers: [Box], by dimension: (Box) -> WordMask) -> [[Int]] {
        var places = [[Int]](repeating: [], count: WordMask.bitWidth)
        for (index, cover) in covers.enumerated() {
            var left = dimension(cover)
            while left != 0 {
                places[left.trailingZeroBitCount].append(index)
                left &= left - 1
            }
        }
        return places
    }

    private func near(_ box: Box) -> [Int] {
        let ofCategory = box.category.nonzeroBitCount == 1 ? byCategory[box.category.trailingZeroBitCount] : nil
        let ofRequester = box.requester.nonzeroBitCount == 1 ? byRequester[box.requester.trailingZeroBitCount] : nil
        guard let ofCategory else { return ofRequester ?? Array(covers.indices) }
        guard let ofRequester else { return ofCategory }
        return ofCategory.count < ofRequester.count ? ofCategory : ofRequester
    }

    /// A part of a box that none of them reaches; `nil` when they cover all of it.
    func gap(in box: Box, _ budget: inout WorkBudget) throws(NotDecided) -> Box? {
        try gaps(in: [box], atMost: 1, &budget).first
    }

    /// Everything of some boxes that none of them reaches; no two meet if those do not.
    func remainder(of boxes: [Box], _ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        try gaps(in: boxes, atMost: .max, &budget)
    }

    func covers(_ boxes: [Box], _ budget: inout WorkBudget) throws(NotDecided) -> Bool {
        try gaps(in: boxes, atMost: 1, &budget).isEmpty
    }

    private func gaps(in boxes: [Box], atMost most: Int, _ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        var gaps: [Box] = []
        var open = boxes.reversed().map { (box: $0, near: near($0)) }
        while gaps.count < most, let (box, near) = open.popLast() {
            switch try lay(near, on: box, &budget) {
            case .covered: continue
            case .free: gaps.append(box)
            case .partlyFree(let free, let rest, let meeting):
                gaps.append(free)
                open.append((rest, meeting))
            case .cut(let cover, let others): open += box.subtracting(covers[cover]).map { ($0, others) }
            }
        }
        return gaps
    }

    private enum Lay {
        /// One alone covers the box.
        case covered
        /// None meets it.
        case free
        /// No cover comes near some words or numbers of it; these meet the rest.
        case partlyFree(Box, rest: Box, [Int])
        /// One to cut along, and the others that meet the box.
        case cut(along: Int, others: [Int])
    }

    private func lay(_ near: [Int], on box: Box, _ budget: inout WorkBudget) throws(NotDecided) -> Lay {
        try budget.spend(near.count + 1)
        var meeting: [Int] = []
        var best: (place: Int, cuts: Int)?
        var reach = box
        for index in near where covers[index].meets(box) {
            let cuts = box.cuts(by: covers[index])
            if cuts == 0 { return .covered }
            if cuts < best?.cuts ?? .max { best = (meeting.count, cuts) }
            meeting.append(index)
            if meeting.count == 1 { reach = covers[index] } else { reach.widen(covers[index]) }
        }
        guard let best else { return .free }
        if let (free, rest) = box.parted(by: reach) { return .partlyFree(free, rest: rest, meeting) }
        let index = meeting.remove(at: best.place)
        return .cut(along: index, others: meeting)
    }
}

extension Covering {
    /// Those of some rules that are enough to cover some boxes that all of them cover: one that does it alone, or else the
    /// first ones where there is a choice. Where that is too much to find out, all that come near.
    static func fewest<Rule>(
        of rules: [Rule], over parts: [Box], _ budget: inout WorkBudget, boxes: (Rule) -> [Box]
    ) throws(NotDecided) -> [Rule] {
        var kept = rules.filter { rule in boxes(rule).contains { box in parts.contains(where: box.meets) } }
        let alone = kept.first { rule in
            let own = boxes(rule)
            return parts.allSatisfy { part in own.contains { part.meets($0) && part.cuts(by: $0) == 0 } }
        }
        if let alone { return [alone] }
        for place in kept.indices.reversed() {
            var others = kept
            others.remove(at: place)
            let isEnough = try? budget.lend(100_000) { (lent) throws(NotDecided) in
                try Covering(others.flatMap(boxes)).covers(parts, &lent)
            }
            guard let isEnough else { return kept }
            if isEnough { kept = others }
        }
        return kept
    }
}

extension [Box] {
    /// The same questions in fewer boxes, as far as joining two at a time comes.
    func merged(_ budget: inout WorkBudget) throws(NotDecided) -> [Box] {
        var boxes: [Box] = []
        for box in self {
            var box = box
            var place = 0
            while place < boxes.count {
                try budget.spend()
                if let joined = boxes[place].joined(box) {
                    boxes.remove(at: place)
                    box = joined
                    place = 0
                } else {
                    place += 1
                }
            }
            boxes.append(box)
        }
        return boxes
    }
}
