import CaseIndex
import PersonMatching
import WireProtocol

/// What matching found for one subject. Restricted people took part; whom the key names is the holder's alone to know.
enum Match: Sendable {
    /// No permit, so nobody was looked for.
    case notSearched
    /// Looked for; `result.key` is a decoy unless somebody was found. `sent` names the identifiers that could be used.
    case searched(MatchResult, sent: Set<Code>)

    /// The outcome on the wire: nobody, several and restricted are one word.
    var wire: SubjectOutcome {
        switch self {
        case .notSearched: .notConfirmed
        case .searched(let result, _):
            switch result.outcome {
            case .match: .matched
            case .restricted where Mutant.restrictedTold.isOn: .tooLittleToSearch
            case .needMore where Mutant.ambiguityTold.isOn: .tooLittleToSearch
            case .needMore, .noMatch, .restricted: .notConfirmed
            case .tooLittle: .tooLittleToSearch
            }
        }
    }
}

/// Room 3. One subject at a time; never infers a family.
struct SubjectMatcher: Sendable {
    func match(_ query: VerifiedQuery, _ ruling: Ruling, in index: IndexSnapshot) throws -> [Match] {
        try query.question.subjects.enumerated().map { position, subject in
            guard ruling.permitsSearch(of: position) else { return .notSearched }
            let description = PersonDescription(subject)
            return .searched(try index.find(description), sent: description.identifiersSent)
        }
    }
}
