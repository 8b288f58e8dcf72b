import WireProtocol

/// A set of words as bits, by their place in the vocabulary.
typealias Bits = UInt64

extension Bits {
    func has(_ index: Int) -> Bool { self & (1 << UInt64(index)) != 0 }
    static func of(_ index: Int) -> Bits { 1 << UInt64(index) }
    static let all = Bits.max
}

/// For each fact of the question the words that count; no bits where the fact is not looked at.
struct RequestBits: Sendable {
    var words = SIMD4<UInt64>(repeating: 0)
    var isEmpty: Bool { words == SIMD4(repeating: 0) }
}

/// A question in numbers; a fact that is not said is `nil`.
struct ResolvedQuestion {
    let purpose: Int
    let role: Int
    let about: Int
    let category: Int
    /// 1 flag, 2 contact, 3 detail.
    let upTo: Int
    /// One bit each, none where it is not said.
    let said: SIMD4<UInt64>
    let day: Int
}

/// How far a question comes through a share; in the order in which reasons are told.
enum ShareStage: Int, Comparable {
    case purpose, role, category, person, request, matches

    static func < (left: ShareStage, right: ShareStage) -> Bool { left.rawValue < right.rawValue }

    var reason: Code {
        switch self {
        case .purpose: "purpose-not-covered"
        case .role: "role-not-covered"
        case .category: "category-not-covered"
        case .person: "person-not-covered"
        case .request, .matches: "outside-age-rule"
        }
    }
}

final class CompiledShare: Sendable {
    let id: Code
    let purposes: Bits
    let roles: Bits
    let about: Bits
    let categories: Bits
    let request: RequestBits
    /// The fields it tells, by category.
    let fields: [Bits]
    let record: RecordCondition
    let steps: ObligationScale.Steps

    init(_ share: Share, _ index: WordIndex) {
        id = share.id
        purposes = index.purposes.bits(share.purposes.map(\.value))
        roles = index.roles.bits(share.roles.map(\.value))
        about = index.about.bits(share.about.map(\.value))
        categories = index.categories.bits(share.categories.map(\.value))
        request = index.bits(share.request)
        record = share.record
        steps = share.obligations
        let level = VocabularyFile.levels.firstIndex(of: share.upTo) ?? 0
        let only = share.only.map(index.fields.bits)
        let covered = categories
        fields = index.ownFields.enumerated().map { category, own in
            guard covered.has(category), level > 0 else { return 0 }
            return own[..<(level - 1)].reduce(own[level - 1] & (only ?? .all), |)
        }
    }

    func stage(_ question: ResolvedQuestion) -> ShareStage {
        if !purposes.has(question.purpose) { return .purpose }
        if !roles.has(question.role) { return .role }
        if !categories.has(question.category) { return .category }
        if !about.has(question.about) { return .person }
        return firstUnmet(question) == nil ? .matches : .request
    }

    /// The first fact it wants and the question does not give.
    func firstUnmet(_ question: ResolvedQuestion) -> RequestFact? {
        RequestFact.allCases.indices.first { request.words[$0] != 0 && request.words[$0] & question.said[$0] == 0 }
            .map { RequestFact.allCases[$0] }
    }
}

final class CompiledProhibition: Sendable {
    let id: Code
    let because: String
    let purposes: Bits
    let roles: Bits
    let about: Bits
    let categories: Bits
    let request: RequestBits
    let unless: RequestBits
    let record: RecordCondition
    /// No bits where marks are not looked at.
    let marks: Bits
    let tell: Code
    let handsOff: Bool
    let needsRecord: Bool

    init(_ ban: Prohibition, _ index: WordIndex) {
        id = ban.id
        because = ban.because
        purposes = ban.purposes.map(index.purposes.bits) ?? .all
        roles = ban.roles.map(index.roles.bits) ?? .all
        about = ban.about.map(index.about.bits) ?? .all
        categories = ban.categories.map(index.categories.bits) ?? .all
        request = index.bits(ban.request)
        unless = index.bits(ban.unless)
        record = ban.record
        marks = ban.marks.map(index.marks.bits) ?? 0
        tell = ban.tell
        handsOff = ban.handsOff
        needsRecord = ban.needsRecord
    }

    /// Whether its first half holds: what is not said makes it hold, and lifts nothing.
    func holds(_ question: ResolvedQuestion) -> Bool {
        guard purposes.has(question.purpose), roles.has(question.role), about.has(question.about),
            categories.has(question.category)
        else { return false }
        for fact in 0..<4 where request.words[fact] != 0 && question.said[fact] != 0 {
            if request.words[fact] & question.said[fact] == 0 { return false }
        }
        return unless.isEmpty || !isLifted(question)
    }

    private func isLifted(_ question: ResolvedQuestion) -> Bool {
        for fact in 0..<4 where unless.words[fact] != 0 && unless.words[fact] & question.said[fact] == 0 {
            return false
        }
        return true
    }
}
