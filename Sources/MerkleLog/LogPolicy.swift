/// Whose checkpoints to believe (C2SP tlog-policy): logs, witnesses, and the rule which witnesses together are enough.
public struct LogPolicy: Sendable, Equatable {
    /// A log whose signature is accepted. The key's name is the log's origin.
    public struct Log: Sendable, Equatable {
        /// Its key.
        public let key: NoteVerifierKey
        /// Where it is served, for whoever wants to ask it.
        public let url: PolicyWord?

        /// A log.
        public init(key: NoteVerifierKey, url: PolicyWord? = nil) {
            self.key = key
            self.url = url
        }
    }

    /// A witness, under the name it has within this policy.
    public struct Witness: Sendable, Equatable {
        /// Its name within the policy.
        public let name: PolicyWord
        /// Its key, whose name is another.
        public let key: WitnessVerifierKey
        /// Where it takes checkpoints.
        public let url: PolicyWord?

        /// A witness.
        public init(name: PolicyWord, key: WitnessVerifierKey, url: PolicyWord? = nil) {
            self.name = name
            self.key = key
            self.url = url
        }
    }

    /// Some witnesses or groups, of which so many must have witnessed a checkpoint.
    public struct Group: Sendable, Equatable {
        /// Its name within the policy.
        public let name: PolicyWord
        /// How many members are enough: from 1 to all of them.
        public let threshold: Int
        /// Names defined before this group.
        public let members: [PolicyWord]

        /// A group.
        public init(name: PolicyWord, threshold: Int, members: [PolicyWord]) {
            self.name = name
            self.threshold = threshold
            self.members = members
        }
    }

    /// Lines of one kind that are read at most; C2SP asks for at least 32.
    public static let mostOfAKind = 256
    /// Octets that are read at most.
    public static let mostOctets = 1_048_576

    /// The logs that are accepted.
    public internal(set) var logs: [Log] = []
    /// The witnesses.
    public internal(set) var witnesses: [Witness] = []
    /// The groups, each after its members.
    public internal(set) var groups: [Group] = []
    /// The witness or group that must have witnessed a checkpoint; `nil` for `none`.
    public internal(set) var quorum: PolicyWord?

    init() {}

    /// A policy of its parts, under the same rules as a policy that is read.
    public init(
        logs: [Log], witnesses: [Witness] = [], groups: [Group] = [], quorum: PolicyWord? = nil
    ) throws(LogPolicyFault) {
        var draft = LogPolicyDraft()
        for log in logs { try draft.add(log) }
        for witness in witnesses { try draft.add(witness) }
        for group in groups { try draft.add(group) }
        try draft.setQuorum(quorum ?? PolicyWord.none)
        self = try draft.finished()
    }

    /// The policy of one log of ours: so many of these witnesses, named by their keys' names.
    public init(
        log: NoteVerifierKey, witnesses keys: [WitnessVerifierKey], quorum threshold: Int
    ) throws(LogPolicyFault) {
        var witnesses: [Witness] = []
        for key in keys {
            guard let name = PolicyWord(key.name) else { throw LogPolicyFault(.badWord) }
            witnesses.append(Witness(name: name, key: key))
        }
        guard let name = PolicyWord("witnesses"), !keys.isEmpty || threshold == 0 else {
            throw LogPolicyFault(.badThreshold)
        }
        let group = Group(name: name, threshold: threshold, members: witnesses.map(\.name))
        if keys.isEmpty {
            try self.init(logs: [Log(key: log)])
        } else {
            try self.init(logs: [Log(key: log)], witnesses: witnesses, groups: [group], quorum: name)
        }
    }

    /// The policy as a file: logs, witnesses, groups, quorum, one a line.
    public var octets: [UInt8] {
        var lines: [[PolicyWord?]] = logs.map { [PolicyWord("log"), PolicyWord($0.key.description), $0.url] }
        lines += witnesses.map { [PolicyWord("witness"), $0.name, PolicyWord($0.key.description), $0.url] }
        lines += groups.map { group in
            [PolicyWord("group"), group.name, PolicyWord(String(group.threshold))] + group.members
        }
        lines.append([PolicyWord("quorum"), quorum ?? PolicyWord.none])
        return lines.flatMap { line in Array(line.compactMap { $0?.octets }.joined(separator: [0x20])) + [0x0A] }
    }
}
