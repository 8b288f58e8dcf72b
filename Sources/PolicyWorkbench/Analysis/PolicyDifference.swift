package import PolicyEngine
package import WireProtocol

/// Everything that one policy set tells differently from another of the same council, as regions of which no two of a kind
/// meet. Complete for what is told and for the obligations with it; reasons of refusals and hand-offs are not compared.
package struct PolicyDifference: Sendable {
    package enum Kind: String, Sendable {
        case newlyTold = "new"
        case noLongerTold = "no longer"
        /// Told as before, with something less strict or stricter beside it.
        case looser, stricter
    }

    /// Questions and records that differ in the same way.
    package struct Region: Sendable, CustomStringConvertible {
        package let kind: Kind
        /// One sentence for people: who, what, when.
        package let sentence: String
        /// One question out of it, as the old and as the new set's evaluator decides it.
        package let before: Witness
        package let after: Witness
        package let categories: [Code]

        package var description: String { sentence }
    }

    package let regions: [Region]
    /// Files whose content differs, whether or not it shows in the regions.
    package let changedFiles: [String]

    /// Whether anybody sees more than before, or the same with less asked of them.
    package var isWidening: Bool { regions.contains { $0.kind == .newlyTold || $0.kind == .looser } }

    /// Compares two sets; not decided when they are those of two councils or the budget does not do.
    package static func between(
        _ old: PolicySet, _ new: PolicySet, within budget: WorkBudget = .usual
    ) throws(NotDecided) -> PolicyDifference {
        guard old.authority == new.authority else {
            throw NotDecided(reason: "the sets are those of two councils, \(old.authority) and \(new.authority)")
        }
        var budget = budget
        let space = try AnalysisSpace([new, old])
        let (before, after) = (PolicyBoxes(old, space), PolicyBoxes(new, space))
        let changes = PolicyChanges(before, after)
        var regions: [Region] = []
        for box in try changes.newlyTold(&budget) { regions.append(try changes.newRegion(box)) }
        for box in try changes.reversed.newlyTold(&budget) { regions.append(try changes.oldRegion(box)) }
        for change in try changes.obligations(&budget) { regions.append(try changes.region(change)) }
        if regions.isEmpty { try changes.confirmNothing() }
        let paths = Set(old.fileDigests.keys).union(new.fileDigests.keys)
        return PolicyDifference(
            regions: regions, changedFiles: paths.filter { old.fileDigests[$0] != new.fileDigests[$0] }.sorted())
    }
}
