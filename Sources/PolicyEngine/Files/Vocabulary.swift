package import WireProtocol

/// The words a policy set may use, from `vocabulary.yaml`.
package struct Vocabulary: Sendable {
    /// A council as the vocabulary names it.
    package struct Authority: Sendable {
        package let id: AuthorityID
        package let name: String
        /// The body that delivers its children's services and is a controller of its own.
        package let deliversThrough: String?
    }

    /// A provision of law.
    package struct Statute: Sendable {
        package let code: Code
        package let name: String
        /// `duty`, `power` or `cooperation`.
        package let gives: Code
        package let isInForce: Bool
    }

    /// Why a question may be asked.
    package struct Purpose: Sendable {
        package let code: Code
        /// What the public page says.
        package let told: String
        /// `held-or-reason` or `not-needed`.
        package let family: Code
        package let secondPersonWithinHours: Int?
    }

    /// A service whose involvement can be asked about.
    package struct Category: Sendable {
        package let code: Code
        package let name: String
        /// Whole years; both the age in the question and the age on record must fit.
        package let ages: WholeRange
        /// Whether the answer tells where somebody is: `reveals` or `hides`.
        package let place: Code
        package let gate: Code?
        package let regime: Code?
        /// The own fields of `flag`, `contact` and `detail`, in this order.
        package let fields: [[Code]]
    }

    /// Something recorded of a person or a row that changes how they are treated.
    package struct Mark: Sendable {
        package let code: Code
        package let effect: Code
        package let handsOff: Bool
    }

    package let revision: String
    package let authorities: [Authority]
    package let statutes: [Statute]
    /// Conditions of Article 6 and Article 9 of the UK GDPR and of Schedule 1 to the Data Protection Act 2018.
    package let article6: [Code]
    package let article9: [Code]
    package let schedule1: [Code]
    package let purposes: [Purpose]
    package let neverPurposes: [Code]
    package let roles: [Code]
    /// Who the person is to the child, and the relationships each word gathers.
    package let about: [(word: Code, relationships: [Code])]
    /// What may be said of each fact of the question, in the order of ``RequestFact``.
    package let requestFacts: [[Code]]
    package let categories: [Category]
    package let marks: [Mark]
    /// Every obligation's words, loosest first.
    package let obligations: ObligationScale
    /// Minutes within which the duty desk acts, by urgency.
    package let handOffMinutes: [Code: Int]
    package let identifiers: [Code]
    package let routes: [Code]
    package let reasonsTold: [Code]
    package let reasonsKept: [Code]

    package func authority(_ id: AuthorityID) -> Authority? { authorities.first { $0.id == id } }
    package func category(_ code: Code) -> Category? { categories.first { $0.code == code } }
    package func purpose(_ code: Code) -> Purpose? { purposes.first { $0.code == code } }
    /// The first word of an asker's reason in law that is not here.
    package func unknownWord(of law: LawClaim) -> Code? {
        if !article6.contains(law.article6) { return law.article6 }
        if let statute = law.under.first(where: { word in !statutes.contains { $0.code == word } }) { return statute }
        if !article9.contains(law.article9) { return law.article9 }
        return schedule1.contains(law.schedule1) ? nil : law.schedule1
    }
    /// The word of `about` that gathers a relationship of the data model.
    package func about(gathering relationship: Code) -> Code? {
        about.first { $0.relationships.contains(relationship) }?.word
    }
}

/// Whole numbers from one to another, both included; no upper end means any.
package struct WholeRange: Sendable, Equatable {
    package let from: Int
    package let to: Int?

    package func contains(_ number: Int) -> Bool { number >= from && number <= to ?? .max }
}

/// What the question itself says, beyond who asks what about whom; in the order in which a missing one is named.
package enum RequestFact: String, Sendable, CaseIterable {
    case familyConversation = "family conversation"
    case harmThreshold = "harm threshold"
    case namedManager = "named manager"
    case urgency

    /// What the asker is told when a share wants it and the question does not say it.
    var reason: Code? {
        switch self {
        case .familyConversation: "family-conversation-missing"
        case .harmThreshold: "harm-threshold-missing"
        case .namedManager: "manager-not-named"
        case .urgency: nil
        }
    }
}

/// What is known only once the person is found; in the order in which missing ones are listed.
package enum RecordFact: String, Sendable, CaseIterable {
    case marks
    case age
    case involvement
    case endedMonthsAgo = "ended months ago"

    /// As a word of the decision record.
    var code: Code {
        switch self {
        case .marks: "marks"
        case .age: "age"
        case .involvement: "involvement"
        case .endedMonthsAgo: "ended-months-ago"
        }
    }
}
