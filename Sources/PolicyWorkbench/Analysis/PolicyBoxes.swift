import PolicyEngine

/// All rules of a set as boxes: what is told is the union of the shares' boxes less the union of the prohibitions'.
struct PolicyBoxes {
    let set: PolicySet
    let space: AnalysisSpace
    let shares: [ShareBoxes]
    let prohibitions: [ProhibitionBoxes]

    init(_ set: PolicySet, _ space: AnalysisSpace) {
        self.set = set
        self.space = space
        shares = set.agreements.flatMap { agreement in
            agreement.shares.map { ShareBoxes($0, of: agreement, nil, in: set, space) }
                + set.trials.filter { $0.agreement == agreement.id }.flatMap { trial in
                    trial.shares.map { ShareBoxes($0, of: agreement, trial, in: set, space) }
                }
        }
        prohibitions =
            set.bans.map { ProhibitionBoxes($0, of: nil, in: set, space) }
            + set.agreements.flatMap { agreement in
                agreement.withhold.map { ProhibitionBoxes($0, of: agreement, in: set, space) }
            }
    }

    /// What the shares that answer would tell if nothing were prohibited.
    var shared: [Box] { shares.filter(\.answers).flatMap(\.told) }
    /// What is taken away.
    var prohibited: [Box] { prohibitions.filter(\.answers).flatMap(\.boxes) }
}
