package import WireProtocol

/// A sharing agreement: what one council tells another, from `agreements/*.yaml`.
package struct Agreement: Sendable {
    package let id: Code
    package let path: String
    package let title: String
    package let reference: String
    package let holder: AuthorityID
    package let requester: AuthorityID
    /// `draft`, `trial`, `live`, `suspended` or `ended`; only a live one answers.
    package let state: Code
    package let valid: DayRange
    package let reviewBy: CalendarDay
    package let controllers: Code
    /// The law its categories follow beside the general one: `part-3` or `by-source`; `nil` for none.
    package let regime: Code?
    /// Bodies that act for a council and are controllers of their own.
    package let actingThrough: [AuthorityID: String]
    package let law: [LawEntry]
    package let paperwork: Paperwork
    package let people: People
    /// What a question may carry.
    package let identifiers: [Code]
    package let limits: [Limit]
    package let shares: [Share]
    package let withhold: [Prohibition]

    /// References of the papers behind an agreement.
    package struct Paperwork: Sendable {
        package let impactAssessment: String
        package let appropriatePolicyDocument: String
        package let recordOfProcessing: String
        package let privacyNotice: String
    }

    /// Whom to reach.
    package struct People: Sendable {
        package let informationGovernance: String
        package let dutyDesk: DutyDeskLine
        package let breachesTo: String
        package let breachesWithinHours: Int
        package let rightsAndComplaints: String
    }

    /// How many questions are accepted.
    package struct Limit: Sendable, Equatable {
        /// `worker` or `authority`.
        package let each: Code
        package let atMost: Int
        /// `hour` or `day`.
        package let per: Code
        /// `tell-manager` or `refuse`.
        package let then: Code
    }
}

/// The line that is answered by people.
package struct DutyDeskLine: Sendable, Equatable {
    package let phone: String
    package let hours: String
}

/// Days from one to another, both included.
package struct DayRange: Sendable, Equatable {
    package let from: CalendarDay
    package let until: CalendarDay

    package init(from: CalendarDay, until: CalendarDay) {
        self.from = from
        self.until = until
    }

    package func contains(_ day: CalendarDay) -> Bool { day >= from && day <= until }
    /// How many days it is.
    package var length: Int { until.daysSinceEpoch - from.daysSinceEpoch + 1 }
}
