/// `fcg.query/1`: what one authority asks another about a family.
///
/// Personal data stands behind ``Redacted``. The octets that travel are fixed once by ``encoded()``; a receiver keeps
/// the octets as received and never encodes them again for evidence.
public struct FamilyQuery: Sendable {
    /// The name of this message and its version.
    public static let type = "fcg.query/1"

    /// Fresh for every holder.
    public var id: ExchangeID
    /// The authority that asks.
    public var from: AuthorityID
    /// The authority that is asked.
    public var to: AuthorityID
    /// When the question was made.
    public var issued: Instant
    /// Until when it may be tried again: at most 10 minutes after `issued`.
    public var expires: Instant
    /// 32 random octets, so that a digest of the message hides its content.
    public var salt: [UInt8]
    /// Why the question is asked.
    public var purpose: Code
    /// How soon the asker needs an answer.
    public var urgency: Code
    /// The sharing agreement the asker has in mind; it names, it never grants.
    public var agreement: String?
    /// The asker's reason in law; it never decides.
    public var law: LawClaim
    /// Where the conversation with the family stands.
    public var familyConversation: Code?
    /// Whether reasonable cause to suspect significant harm was explained.
    public var harmThreshold: Code?
    /// The role of the manager who stands behind the question.
    public var namedManager: Code?
    /// Which case of the asker's this belongs to.
    public var caseReference: CaseReference
    /// Commitment to the worker's reasons, whose text stays in the asker's log.
    public var justification: Commitment
    /// Who asks.
    public var worker: Worker
    /// About whom: 1 to 12.
    public var subjects: [Subject]
    /// About which services: 1 to 24.
    public var categories: [Code]
    /// The most that is asked for.
    public var upTo: Code
    /// Extensions by name; only those the holder's directory entry lists.
    public var ext: [String: JSONValue]?

    /// A query.
    public init(
        id: ExchangeID, from: AuthorityID, to: AuthorityID, issued: Instant, expires: Instant, salt: [UInt8],
        purpose: Code, urgency: Code, agreement: String? = nil, law: LawClaim, familyConversation: Code? = nil,
        harmThreshold: Code? = nil, namedManager: Code? = nil, caseReference: CaseReference,
        justification: Commitment, worker: Worker, subjects: [Subject], categories: [Code], upTo: Code,
        ext: [String: JSONValue]? = nil
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.issued = issued
        self.expires = expires
        self.salt = salt
        self.purpose = purpose
        self.urgency = urgency
        self.agreement = agreement
        self.law = law
        self.familyConversation = familyConversation
        self.harmThreshold = harmThreshold
        self.namedManager = namedManager
        self.caseReference = caseReference
        self.justification = justification
        self.worker = worker
        self.subjects = subjects
        self.categories = categories
        self.upTo = upTo
        self.ext = ext
    }
}

/// 32 octets that commit to a text without showing it: HMAC-SHA-256 under a random key of the asker.
public struct Commitment: Sendable, Equatable {
    /// The 32 octets.
    public let octets: [UInt8]

    /// A commitment of exactly 32 octets, or `nil`.
    public init?(_ octets: [UInt8]) {
        guard octets.count == 32 else { return nil }
        self.octets = octets
    }
}

/// The asker's own reason in law (UK GDPR Articles 6 and 9, DPA 2018 Schedule 1).
public struct LawClaim: Sendable, Equatable {
    /// Article 6 condition, such as `6-1-e`.
    public var article6: Code
    /// Statutes, such as `ca1989-s47`.
    public var under: [Code]
    /// Article 9 condition, such as `9-2-g`.
    public var article9: Code
    /// Schedule 1 condition, such as `sch1-18`.
    public var schedule1: Code

    /// A claim.
    public init(article6: Code, under: [Code], article9: Code, schedule1: Code) {
        self.article6 = article6
        self.under = under
        self.article9 = article9
        self.schedule1 = schedule1
    }
}

/// The asker's case, committed to and not named.
public struct CaseReference: Sendable, Equatable {
    /// Commitment to the case reference.
    public var ref: Commitment
    /// When the case was opened.
    public var openedOn: CalendarDay

    /// A case.
    public init(ref: Commitment, openedOn: CalendarDay) {
        self.ref = ref
        self.openedOn = openedOn
    }
}

/// The named person who asks.
public struct Worker: Sendable, Equatable {
    /// Their role.
    public var role: Code
    /// A pseudonym of this worker, this holder and this day.
    public var staff: Redacted<String>
    /// Their name.
    public var name: Redacted<String>
    /// Their team.
    public var team: Code
    /// Their organisation.
    public var organisation: String
    /// Where to ring them.
    public var phone: Redacted<String>

    /// A worker.
    public init(
        role: Code, staff: Redacted<String>, name: Redacted<String>, team: Code, organisation: String,
        phone: Redacted<String>
    ) {
        self.role = role
        self.staff = staff
        self.name = name
        self.team = team
        self.organisation = organisation
        self.phone = phone
    }
}

/// A person's name.
public struct PersonName: Sendable, Hashable {
    /// Given names in order, at least one.
    public var given: [String]
    /// Family name.
    public var family: String

    /// A name.
    public init(given: [String], family: String) {
        self.given = given
        self.family = family
    }
}

/// The sex recorded: `F`, `M`, or `U` where it is not known.
public enum Sex: String, Sendable, Hashable, CaseIterable {
    case female = "F"
    case male = "M"
    case unknown = "U"
}

/// One person a question is about.
public struct Subject: Sendable {
    /// How this question calls them, such as `s1`.
    public var ref: String
    /// Who they are to the child.
    public var about: Code
    /// More exactly, in words of the data model.
    public var relationship: Code?
    /// Name.
    public var name: Redacted<PersonName>
    /// Date of birth.
    public var dateOfBirth: Redacted<CalendarDay>?
    /// Sex.
    public var sex: Redacted<Sex>?
    /// Earlier names.
    public var previousNames: Redacted<[PersonName]>?
    /// Present postcode; our own asking policy never lets it leave.
    public var postcode: Redacted<String>?
    /// Earlier postcodes.
    public var previousPostcodes: Redacted<[String]>?
    /// NHS number. Ten digits on the wire; one with a wrong check digit is carried and counts as not given.
    public var nhsNumber: Redacted<String>?

    /// A person.
    public init(
        ref: String, about: Code, relationship: Code? = nil, name: Redacted<PersonName>,
        dateOfBirth: Redacted<CalendarDay>? = nil, sex: Redacted<Sex>? = nil,
        previousNames: Redacted<[PersonName]>? = nil, postcode: Redacted<String>? = nil,
        previousPostcodes: Redacted<[String]>? = nil, nhsNumber: Redacted<String>? = nil
    ) {
        self.ref = ref
        self.about = about
        self.relationship = relationship
        self.name = name
        self.dateOfBirth = dateOfBirth
        self.sex = sex
        self.previousNames = previousNames
        self.postcode = postcode
        self.previousPostcodes = previousPostcodes
        self.nhsNumber = nhsNumber
    }
}
