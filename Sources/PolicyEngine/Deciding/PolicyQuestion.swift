package import WireProtocol

/// One category about one person, as the question alone tells it.
package struct PolicyQuestion: Sendable, Equatable {
    package var holder: AuthorityID
    package var requester: AuthorityID
    package var team: Code
    package var purpose: Code
    package var role: Code
    /// Who the person is to the child.
    package var about: Code
    package var category: Code
    /// The most that is asked for.
    package var upTo: Code
    package var familyConversation: Code?
    package var harmThreshold: Code?
    package var namedManager: Code?
    package var urgency: Code
    /// Whole years on the decision day, from the date of birth in the question.
    package var age: Int?
    /// The decision day in England.
    package var day: CalendarDay

    package init(
        holder: AuthorityID, requester: AuthorityID, team: Code, purpose: Code, role: Code, about: Code,
        category: Code, upTo: Code, familyConversation: Code? = nil, harmThreshold: Code? = nil,
        namedManager: Code? = nil, urgency: Code, age: Int? = nil, day: CalendarDay
    ) {
        self.holder = holder
        self.requester = requester
        self.team = team
        self.purpose = purpose
        self.role = role
        self.about = about
        self.category = category
        self.upTo = upTo
        self.familyConversation = familyConversation
        self.harmThreshold = harmThreshold
        self.namedManager = namedManager
        self.urgency = urgency
        self.age = age
        self.day = day
    }

    /// What the question says of a fact.
    func says(_ fact: RequestFact) -> Code? {
        switch fact {
        case .familyConversation: familyConversation
        case .harmThreshold: harmThreshold
        case .namedManager: namedManager
        case .urgency: urgency
        }
    }
}

/// What is known of the person found, for one involvement. `nil` is a fact that is missing.
package struct RecordFacts: Sendable, Equatable {
    /// Every mark the person carries; empty when there is none; `nil` when a marks feed is not loaded.
    package var marks: Set<Code>?
    /// Whole years.
    package var age: Int?
    /// `current` or `historic`.
    package var involvement: Code?
    /// Whole months since it ended.
    package var endedMonthsAgo: Int?
    /// The decision day; a permit of another day discloses nothing.
    package var day: CalendarDay

    package init(
        marks: Set<Code>?, age: Int? = nil, involvement: Code? = nil, endedMonthsAgo: Int? = nil, day: CalendarDay
    ) {
        self.marks = marks
        self.age = age
        self.involvement = involvement
        self.endedMonthsAgo = endedMonthsAgo
        self.day = day
    }
}
