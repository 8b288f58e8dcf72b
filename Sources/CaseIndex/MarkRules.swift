package import WireProtocol

/// Which marks do something else than hide a person and their household.
///
/// Every other word hides and spreads, words nobody has heard of included.
package struct MarkRules: Sendable, Equatable {
    /// Marks that name one involvement, which is left out; the person stays visible.
    package let leavingRowsOut: Set<Code>
    /// Marks under which a person is matched on their current identity only, and not hidden.
    package let currentIdentityOnly: Set<Code>
    /// Marks of people who have another identity than before: neither their earlier names nor a likeness ties a record
    /// that bears one to another record.
    package let severing: Set<Code>

    /// Rules by the marks that are exceptions.
    package init(leavingRowsOut: Set<Code>, currentIdentityOnly: Set<Code>, severing: Set<Code>) {
        self.leavingRowsOut = leavingRowsOut
        self.currentIdentityOnly = currentIdentityOnly
        self.severing = severing.union(currentIdentityOnly)
    }

    /// The rules of the vocabulary `fcg/1`.
    package static let vocabulary = MarkRules(
        leavingRowsOut: ["protected-referrer", "third-party-information"],
        currentIdentityOnly: ["protected-gender-history"], severing: ["adoption", "witness-protection"])

    /// Whether a mark hides the person and spreads to the household.
    func hides(_ mark: Code) -> Bool { !leavingRowsOut.contains(mark) && !currentIdentityOnly.contains(mark) }
}
