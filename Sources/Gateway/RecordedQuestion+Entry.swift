package import AuditTrail
package import PolicyWorkbench
package import WireProtocol

extension RecordedQuestion {
    /// Reads an entry `exchange.answered` whose `decision` is opened. `nil` where that was erased, or there is nothing to
    /// replay.
    ///
    /// The day is that of the leaf, which is the one clock reading the decision was made on.
    package init?(_ entry: AuditEntryView, holder: AuthorityID) throws(SchemaFault) {
        guard let decision = entry.payloads[.decision], let requester = entry.counterpart else { return nil }
        try self.init(
            decision: decision.reveal(), holder: holder, requester: requester, day: entry.time.londonDay)
    }
}
