/// The parts of the suite, by the letters of the threat model's attack list, and what is no attack.
package enum Section: String, Sendable, CaseIterable, Comparable {
    case exchange = "X"
    case transport = "A"
    case signature = "B"
    case digest = "C"
    case replay = "D"
    case identity = "E"
    case policy = "F"
    case json = "G"
    case limits = "H"
    case framing = "I"
    case asking = "J"
    case log = "K"

    /// What it is about.
    package var title: String {
        switch self {
        case .exchange: "The exchange as it should be"
        case .transport: "TLS and certificates"
        case .signature: "Signature grammar and coverage"
        case .digest: "Digests of the body"
        case .replay: "Replay and clocks"
        case .identity: "Identity"
        case .policy: "The question, and getting round policy"
        case .json: "JSON"
        case .limits: "Size and slowness"
        case .framing: "HTTP framing"
        case .asking: "A hostile peer against the asking side"
        case .log: "Log, receipts and checkpoints"
        }
    }

    private var rank: Int { Section.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Section, right: Section) -> Bool { left.rank < right.rank }
}

/// What an implementation may claim.
package enum Profile: String, Sendable, CaseIterable {
    /// Answers signed questions.
    case answer
    /// Asks, and believes nothing it cannot check.
    case ask
    /// Publishes its log, receipts and checkpoints, and witnesses others.
    case audit
    /// Serves the signed directory. No case yet.
    case directory
    /// Private discovery. No case yet.
    case discovery
    /// The pages people use. No case yet.
    case console
    /// Everything.
    case full

    /// The profiles a claim holds.
    package var parts: Set<Profile> { self == .full ? Set(Profile.allCases).subtracting([.full]) : [self] }
}

/// How a clause binds: a broken MUST fails, a broken SHOULD warns.
package enum Severity: String, Sendable {
    case must = "MUST"
    case should = "SHOULD"
}

/// When in a run a case has its turn.
package enum Pace: Sendable, Equatable {
    /// Among the others of its section, in the order the seed gives.
    case ordinary
    /// Waits for a deadline of the node's; runs beside the others.
    case slow
    /// The same for a minute, so only where nothing is left out.
    case patient
    /// Needs what the others left behind, or holds what they need; after them, one at a time.
    case last
    /// Uses up what the node allows a peer, so nothing comes after it.
    case exhausting
}

/// Who plays what.
package enum Role: String, Sendable {
    /// The suite asks the node under test.
    case asksTheNode = "asks-the-node"
    /// The node under test asks the suite.
    case isAskedByTheNode = "is-asked-by-the-node"
}

/// One thing a stranger can observe about a node.
package struct ConformanceCase: Sendable {
    /// Unique, such as `signature.two-signatures`.
    package let id: String
    /// What is done, in words, and what must come of it.
    package let title: String
    /// The clauses it speaks of; the first one names it.
    package let citations: [Citation]
    package let section: Section
    /// Numbers of the attack list.
    package let attacks: [Int]
    package let severity: Severity
    package let profile: Profile
    package let pace: Pace
    /// Throws a ``Breach`` when the clause is broken, anything else when that cannot be told.
    package let run: @Sendable (Bench) async throws -> Void

    /// Who plays what.
    package var role: Role { profile == .ask ? .isAskedByTheNode : .asksTheNode }

    /// Whether the node is wronged, so that it must be seen to live on afterwards.
    package var isNegative: Bool { citations.contains(where: \.isNegative) }
}
