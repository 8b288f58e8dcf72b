import PolicyEngine

/// All rules of a set as boxes: what is told is the union of the shares' boxes less the union of the prohibitions'.
struct PolicyBoxes {
    let set: PolicySet
    let space: AnalysisSpace
    let shares: [ShareBoxes]
    let prohibitions: [ProhibitionBoxes]
    /// What the shares that answer would tell if nothing were prohibited.
    let shared: [Box]
    /// What is taken away.
    let prohibited: [Box]

    init(_ set: PolicySet, _ space: AnalysisSpace) {
        self.set = set
        self.space = space
        let askable = space.askable(set.vocabulary)
        shares = set.agreements.flatMap { agreement in
            agreement.shares.map { ShareBoxes($0, of: agreement, nil, in: set, space, askable: askable) }
                + set.trials.filter { $0.agreement == agreement.id }.flatMap { trial in
                    trial.shares.map { ShareBoxes($0, of: agreement, trial, in: set, space, askable: askable) }
                }
        }
        prohibitions =
            set.bans.map { ProhibitionBoxes($0, of: nil, in: set, space) }
            + set.agreements.flatMap { agreement in
                agreement.withhold.map { ProhibitionBoxes($0, of: agreement, in: set, space) }
            }
        shared = shares.filter(\.answers).flatMap(\.told)
        prohibited = prohibitions.filter(\.answers).flatMap(\.boxes)
    }
}
