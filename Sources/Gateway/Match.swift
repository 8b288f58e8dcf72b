package import CaseIndex
package import PersonMatching
package import WireProtocol

/// What matching found for one subject. Restricted people took part; whom the key names is the holder's alone to know.
package enum Match: Sendable {
    /// No permit, so nobody was looked for.
    case notSearched
    /// Looked for; `result.key` is a decoy unless somebody was found.
    case searched(MatchResult)

    /// The outcome on the wire: nobody, several and restricted are one word.
    var wire: SubjectOutcome {
        switch self {
        case .notSearched: .notConfirmed
        case .searched(let result):
            switch result.outcome {
            case .match: .matched
            case .needMore, .noMatch, .restricted: .notConfirmed
            case .tooLittle: .tooLittleToSearch
            }
        }
    }
}

/// Room 3. One subject at a time; never infers a family.
struct Matcher: Sendable {
    func match(_ query: VerifiedQuery, _ ruling: Ruling, in index: IndexSnapshot) throws -> [Match] {
        try query.question.subjects.enumerated().map { position, subject in
            guard ruling.permitsSearch(of: position) else { return .notSearched }
            return .searched(try index.find(subject.description))
        }
    }
}

extension Subject {
    /// The question's words as the matcher reads them.
    var description: PersonDescription {
        let name = name.reveal()
        return PersonDescription(
            given: name.given, family: name.family,
            previousFamilyNames: (previousNames?.reveal() ?? []).map(\.family),
            dateOfBirth: dateOfBirth?.reveal(), sex: sex?.reveal() ?? .unknown, postcode: postcode?.reveal(),
            previousPostcodes: previousPostcodes?.reveal() ?? [], nhsNumber: nhsNumber?.reveal())
    }

    /// The vocabulary's names of what this subject carries.
    var identifiersSent: Set<Code> {
        var sent: Set<Code> = ["name"]
        if dateOfBirth != nil { sent.insert("date-of-birth") }
        if sex != nil { sent.insert("sex") }
        if previousNames != nil { sent.insert("previous-names") }
        if nhsNumber != nil { sent.insert("nhs-number") }
        if postcode != nil { sent.insert("postcode") }
        if previousPostcodes != nil { sent.insert("previous-postcodes") }
        return sent
    }
}
