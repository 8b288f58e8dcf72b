/// `fcg.answer/1`: what a holder says to one question.
public struct FamilyAnswer: Sendable, Equatable {
    /// The name of this message and its version.
    public static let type = "fcg.answer/1"

    /// The authority that answers.
    public var from: AuthorityID
    /// The authority that asked.
    public var to: AuthorityID
    /// The id of the question.
    public var inReplyTo: ExchangeID
    /// SHA-256 of the question's octets as received.
    public var queryDigest: [UInt8]
    /// 32 random octets.
    public var salt: [UInt8]
    /// What became of the question as a whole.
    public var outcome: QuestionOutcome
    /// Which policy set decided.
    public var policySet: PolicySetReference
    /// One for every subject asked about, in the order asked.
    public var subjects: [SubjectAnswer]
    /// What stands in every answer, found or not.
    public var standing: Standing
    /// What the asker may do with it.
    public var handling: Handling

    /// An answer.
    public init(
        from: AuthorityID, to: AuthorityID, inReplyTo: ExchangeID, queryDigest: [UInt8], salt: [UInt8],
        outcome: QuestionOutcome, policySet: PolicySetReference, subjects: [SubjectAnswer], standing: Standing,
        handling: Handling
    ) {
        self.from = from
        self.to = to
        self.inReplyTo = inReplyTo
        self.queryDigest = queryDigest
        self.salt = salt
        self.outcome = outcome
        self.policySet = policySet
        self.subjects = subjects
        self.standing = standing
        self.handling = handling
    }
}

/// What became of a question.
public enum QuestionOutcome: String, Sendable, Equatable, CaseIterable {
    /// Every category of every subject was allowed.
    case answered
    /// Some were refused on the question alone.
    case answeredPartly = "answered-partly"
    /// All were refused on the question alone.
    case refused
    /// Something was allowed, but no source for it is loaded.
    case unavailable
}

/// What became of one person.
public enum SubjectOutcome: String, Sendable, Equatable, CaseIterable {
    /// One person, with the certainty the policy demands.
    case matched
    /// Nobody, several, or somebody hidden: never said which.
    case notConfirmed = "not-confirmed"
    /// The question holds too little to search with.
    case tooLittleToSearch = "too-little-to-search"
}

/// What is shown of a service.
public enum Shown: String, Sendable, Equatable, CaseIterable {
    /// The service works with the person now.
    case current
    /// It did.
    case historic
    /// "There may be no record, or one we only discuss by phone."
    case nothingToShow = "nothing-to-show"
}

/// A policy set by revision and digest.
public struct PolicySetReference: Sendable, Equatable {
    /// The vocabulary's revision, such as `2026-11`.
    public var revision: String
    /// `sha-256:` and 64 hexadecimal digits.
    public var digest: String

    /// A reference.
    public init(revision: String, digest: String) {
        self.revision = revision
        self.digest = digest
    }
}

/// What is said of one subject.
public struct SubjectAnswer: Sendable, Equatable {
    /// The question's name for them.
    public var ref: String
    /// Whether they were found.
    public var outcome: SubjectOutcome
    /// Identifiers not sent that could help; a function of the question alone.
    public var couldHelp: [Code]
    /// At least one entry for every category asked, in the order asked.
    public var categories: [CategoryAnswer]

    /// An answer about one subject.
    public init(ref: String, outcome: SubjectOutcome, couldHelp: [Code], categories: [CategoryAnswer]) {
        self.ref = ref
        self.outcome = outcome
        self.couldHelp = couldHelp
        self.categories = categories
    }
}

/// What is said of one service and one subject: one entry an involvement.
public struct CategoryAnswer: Sendable, Equatable {
    /// The service.
    public var category: Code
    /// Refused on the question alone, or shown.
    public var finding: Finding

    /// An entry.
    public init(category: Code, finding: Finding) {
        self.category = category
        self.finding = finding
    }

    /// Either a reason or what is shown.
    public enum Finding: Sendable, Equatable {
        case refused(CategoryRefusal)
        case shown(ShownInvolvement)
    }
}

/// Why a category is refused: question and published policy alone decide it.
public struct CategoryRefusal: Sendable, Equatable {
    /// A word of the vocabulary's `reasons told`.
    public var reason: Code
    /// The rule that decided, where one did.
    public var rule: Code?
    /// Whom to ask about it.
    public var owner: String?

    /// A refusal.
    public init(reason: Code, rule: Code? = nil, owner: String? = nil) {
        self.reason = reason
        self.rule = rule
        self.owner = owner
    }
}

/// One involvement, or `nothing-to-show`.
public struct ShownInvolvement: Sendable, Equatable {
    /// Current, historic, or nothing to show.
    public var shown: Shown
    /// The level of what follows; absent when there is nothing to show.
    public var level: Code?
    /// Whom to ring.
    public var contact: ServiceContact?
    /// Further fields under the vocabulary's names.
    public var detail: [Code: String]
    /// All sources that were searched for this category.
    public var sources: [SourceNote]

    /// An involvement.
    public init(
        shown: Shown, level: Code? = nil, contact: ServiceContact? = nil, detail: [Code: String] = [:],
        sources: [SourceNote]
    ) {
        self.shown = shown
        self.level = level
        self.contact = contact
        self.detail = detail
        self.sources = sources
    }
}

/// Whom to ring about a service. Holds only permitted fields.
public struct ServiceContact: Sendable, Equatable {
    /// A named worker, or only the team's line.
    public enum Kind: String, Sendable, Equatable {
        case person
        case team
    }
    /// Person or team.
    public var kind: Kind
    /// Who to ask for.
    public var name: String?
    /// Their organisation.
    public var organisation: String?
    /// Phone.
    public var phone: String?
    /// E-mail.
    public var email: String?

    /// A contact.
    public init(
        kind: Kind, name: String? = nil, organisation: String? = nil, phone: String? = nil, email: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.organisation = organisation
        self.phone = phone
        self.email = email
    }
}

/// What was searched: every answer says so, so that silence is not read as absence.
public struct SourceNote: Sendable, Equatable {
    /// Plain name.
    public var name: String
    /// The day up to which the source speaks.
    public var currentAsOf: CalendarDay
    /// First day covered.
    public var from: CalendarDay
    /// Last day covered.
    public var to: CalendarDay
    /// Areas covered.
    public var area: [AuthorityID]
    /// Who is in it, in plain words.
    public var rules: String

    /// A source.
    public init(
        name: String, currentAsOf: CalendarDay, from: CalendarDay, to: CalendarDay, area: [AuthorityID], rules: String
    ) {
        self.name = name
        self.currentAsOf = currentAsOf
        self.from = from
        self.to = to
        self.area = area
        self.rules = rules
    }
}

/// What stands in every answer, so that a call to the duty desk proves nothing.
public struct Standing: Sendable, Equatable {
    /// The sentence shown to people.
    public var text: String
    /// The duty desk.
    public var dutyDesk: DutyDeskLine
    /// How to have the holder ring back.
    public var callBack: String

    /// A standing block.
    public init(text: String, dutyDesk: DutyDeskLine, callBack: String) {
        self.text = text
        self.dutyDesk = dutyDesk
        self.callBack = callBack
    }
}

/// A duty desk.
public struct DutyDeskLine: Sendable, Equatable {
    /// Phone.
    public var phone: String
    /// When it is staffed.
    public var hours: String

    /// A line.
    public init(phone: String, hours: String) {
        self.phone = phone
        self.hours = hours
    }
}

/// What the asker may do with an answer.
public struct Handling: Sendable, Equatable {
    /// For what.
    public var use: String
    /// Where it may go: `case-file` or `nobody`.
    public var onward: Code
    /// Hours the asker's screen may hold it.
    public var keepHours: Int

    /// Handling.
    public init(use: String, onward: Code, keepHours: Int) {
        self.use = use
        self.onward = onward
        self.keepHours = keepHours
    }
}
