/// Why something may be erased: a closed list, each with the sentence that stands in the record.
package enum ErasureBasis: String, Sendable, CaseIterable {
    case noLongerNeeded = "gdpr-17-1-a"
    case objectionUpheld = "gdpr-17-1-c"
    case unlawful = "gdpr-17-1-d"
    case legalObligation = "gdpr-17-1-e"
    case lawEnforcement = "dpa-2018-s47"
    case courtOrder = "court-order"
    case retentionEnded = "retention-ended"

    package var sentence: String {
        switch self {
        case .noLongerNeeded: "UK GDPR Article 17(1)(a): no longer necessary for what it was recorded for"
        case .objectionUpheld: "UK GDPR Article 17(1)(c): the person objected, and nothing overrides that"
        case .unlawful: "UK GDPR Article 17(1)(d): it was processed unlawfully"
        case .legalObligation: "UK GDPR Article 17(1)(e): the law demands its erasure"
        case .lawEnforcement: "Data Protection Act 2018 section 47: erasure under Part 3"
        case .courtOrder: "a court ordered it"
        case .retentionEnded: "the time for which it is kept has ended"
        }
    }
}
