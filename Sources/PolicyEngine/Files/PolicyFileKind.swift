/// What kind of policy file stands at a path.
enum PolicyFileKind: String, CaseIterable {
    case vocabulary, owners, bans, asking
    case agreement, trial, tests

    /// The kind of a path inside a policy folder; `nil` for a path that no set has.
    init?(path: String) {
        guard let first = path.split(separator: "/").first,
            let kind = Self.allCases.first(where: { $0.place == first })
        else { return nil }
        self = kind
    }

    /// The file it is, or the folder its files are in.
    var place: String {
        switch self {
        case .vocabulary, .owners, .bans, .asking: rawValue + ".yaml"
        case .agreement: "agreements"
        case .trial: "trials"
        case .tests: "tests"
        }
    }

    /// What one is called, for sentences.
    var subject: String {
        switch self {
        case .vocabulary: "the vocabulary"
        case .owners, .bans, .asking: "the \(rawValue) file"
        case .agreement: "an agreement"
        case .trial: "a trial"
        case .tests: "a tests file"
        }
    }
}
