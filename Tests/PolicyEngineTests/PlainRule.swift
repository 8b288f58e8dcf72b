/// One invented rule in plain text and numbers.
struct PlainRule {
    var id = ""
    /// `nil` only in prohibitions: any.
    var purposes: [String]?
    var roles: [String]?
    var about: [String]?
    var categories: [String]?
    var says: [String: [String]] = [:]
    var unless: [String: [String]] = [:]
    var age: ClosedRange<Int>?
    var involvement: [String]?
    var ended: ClosedRange<Int>?
    var marks: [String]?
    // Shares only.
    var upTo = "flag"
    var only: [String]?
    var with: [String: String] = [:]
    // Prohibitions only.
    var tell = "nothing-to-show"
    var handsOff = false

    var looksAtRecord: Bool { age != nil || involvement != nil || ended != nil || marks != nil }
}

/// What one council is told, while it is live and in its days.
struct PlainAgreement {
    var id: String
    var state = "live"
    var valid: ClosedRange<String>
    var shares: [PlainRule]
    var withhold: [PlainRule] = []
    var trial: PlainTrial?
}

/// Shares for one team, while it runs.
struct PlainTrial {
    var state: String
    var mode: String
    var days: ClosedRange<String>
    var team: String
    var shares: [PlainRule]
}

/// What is asked, in words. Stockport answers; who asks, and all that is asked, may be anybody and anything.
struct PlainQuestion {
    var holder = "E08000007"
    var requester = "E08000035"
    var purpose = ""
    var role = ""
    var about = ""
    var category = ""
    var upTo = ""
    var says: [String: String] = [:]
    var age: Int?
    var day = ""
    var team = ""
}

/// What is on record, in words.
struct PlainRecord {
    var marks: [String]?
    var age: Int?
    var involvement: String?
    var ended: Int?
}

/// What one reading with all facts at once comes to.
struct PlainOutcome: Equatable {
    var refused: String?
    var fields: Set<String> = []
    var by: [String] = []
    var missing: Set<String> = []
    var handsOff = false
    var with: [String: Int] = [:]
}
