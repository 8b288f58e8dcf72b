/// A policy while its lines come in, each checked against those before it.
struct LogPolicyDraft {
    private var policy = LogPolicy()
    private var names: Set<PolicyWord> = [PolicyWord.none]
    private var members: Set<PolicyWord> = []
    private var hasQuorum = false

    mutating func add(_ log: LogPolicy.Log) throws(LogPolicyFault) {
        guard policy.logs.count < LogPolicy.mostOfAKind else { throw LogPolicyFault(.tooLarge) }
        guard !policy.logs.contains(where: { $0.key.publicKey == log.key.publicKey }) else {
            throw LogPolicyFault(.duplicateKey)
        }
        policy.logs.append(log)
    }

    mutating func add(_ witness: LogPolicy.Witness) throws(LogPolicyFault) {
        guard policy.witnesses.count < LogPolicy.mostOfAKind else { throw LogPolicyFault(.tooLarge) }
        guard !policy.witnesses.contains(where: { $0.key.publicKey == witness.key.publicKey }) else {
            throw LogPolicyFault(.duplicateKey)
        }
        guard names.insert(witness.name).inserted else { throw LogPolicyFault(.duplicateName) }
        policy.witnesses.append(witness)
    }

    /// A name is a member once in the whole file, so that no witness counts in two ways.
    mutating func add(_ group: LogPolicy.Group) throws(LogPolicyFault) {
        guard policy.groups.count < LogPolicy.mostOfAKind else { throw LogPolicyFault(.tooLarge) }
        guard group.threshold >= 1, group.threshold <= group.members.count else { throw LogPolicyFault(.badThreshold) }
        for member in group.members {
            guard member != PolicyWord.none, names.contains(member) else { throw LogPolicyFault(.unknownName) }
            guard members.insert(member).inserted else { throw LogPolicyFault(.repeatedMember) }
        }
        guard names.insert(group.name).inserted else { throw LogPolicyFault(.duplicateName) }
        policy.groups.append(group)
    }

    mutating func setQuorum(_ name: PolicyWord) throws(LogPolicyFault) {
        guard !hasQuorum else { throw LogPolicyFault(.secondQuorum) }
        guard names.contains(name) else { throw LogPolicyFault(.unknownName) }
        hasQuorum = true
        policy.quorum = name == PolicyWord.none ? nil : name
    }

    func finished() throws(LogPolicyFault) -> LogPolicy {
        guard hasQuorum else { throw LogPolicyFault(.noQuorum) }
        return policy
    }
}
