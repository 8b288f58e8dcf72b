import PolicyEngine
import WireProtocol

/// Finds the days after which less is told than on them, because an agreement or a trial ends and no share goes on.
struct CliffReview {
    let boxes: PolicyBoxes
    let day: CalendarDay

    func findings(_ budget: inout WorkBudget) throws(NotDecided) -> [PolicyFinding] {
        let shared = Covering(boxes.shared)
        let prohibited = Covering(boxes.prohibited)
        let answering = boxes.shares.filter(\.answers)
        var findings: [PolicyFinding] = []
        for (path, shares) in Dictionary(grouping: answering, by: \.path).sorted(by: { $0.key < $1.key }) {
            guard let last = shares.map(\.asked.days.high).max(), Int(last) >= day.daysSinceEpoch else { continue }
            for told in shares.flatMap(\.told) where told.days.high == last {
                let ending = told.on(last)
                let open = try prohibited.remainder(of: [ending], &budget)
                let after = open.map { $0.on(last + 1) }
                guard let lost = try shared.remainder(of: after, &budget).first else { continue }
                findings.append(try cliff(path, shares, lost, last))
                break
            }
        }
        return findings
    }

    private func cliff(
        _ path: String, _ shares: [ShareBoxes], _ lost: Box, _ last: Int32
    ) throws(NotDecided) -> PolicyFinding {
        let witness = try boxes.space.witness(in: lost.on(last), boxes.set, isTold: true)
        _ = try boxes.space.witness(in: lost, boxes.set, isTold: false)
        let asker = boxes.set.vocabulary.authority(shares[0].agreement.requester)?.name ?? "the asker"
        let name = shares[0].trial.map { "trial `\($0.id)`" } ?? "agreement `\(shares[0].agreement.id)`"
        return PolicyFinding(
            kind: .cliff, path: path, line: 1, column: 1,
            message:
                "\(name) ends on \(CalendarDay(daysSinceEpoch: Int(last))); from the next day on \(asker) is told less",
            help: "if that is not meant, have what follows agreed and signed before", witness: witness)
    }
}

extension Box {
    fileprivate func on(_ day: Int32) -> Box {
        var box = self
        box.days = Span(low: day, high: day)
        return box
    }
}
