package import WireProtocol

/// Which marks do something else than hide a person and their household.
///
/// Every other word hides and spreads, words nobody has heard of included.
package struct MarkRules: Sendable, Equatable {
    /// Marks that name one involvement, which is left out; the person stays visible.
    package let leavingRowsOut: Set<Code>
    /// Marks under which a person is matched on their current identity only.
    package let currentIdentityOnly: Set<Code>

    /// Rules by the marks that are exceptions.
    package init(leavingRowsOut: Set<Code>, currentIdentityOnly: Set<Code>) {
        self.leavingRowsOut = leavingRowsOut
        self.currentIdentityOnly = currentIdentityOnly
    }

    /// The rules of the vocabulary `fcg/1`.
    package static let vocabulary = MarkRules(
        leavingRowsOut: ["protected-referrer", "third-party-information"],
        currentIdentityOnly: ["protected-gender-history"])

    /// Whether a mark hides the person and spreads to the household.
    func hides(_ mark: Code) -> Bool { !leavingRowsOut.contains(mark) && !currentIdentityOnly.contains(mark) }
}
