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

/// How far a question comes through a share; in the order in which reasons are told, which is that of the lanes.
enum ShareStage: Int, Comparable {
    case purpose, role, category, person, request

    static func < (left: ShareStage, right: ShareStage) -> Bool { left.rawValue < right.rawValue }

    var reason: Code {
        switch self {
        case .purpose: "purpose-not-covered"
        case .role: "role-not-covered"
        case .category: "category-not-covered"
        case .person: "person-not-covered"
        case .request: "outside-age-rule"
        }
    }
}

final class CompiledShare: Sendable {
    let id: Code
    let request: RequestBits
    /// The fields it tells, by category.
    let fields: [Bits]
    let record: RecordBits
    let steps: ObligationScale.Steps

    init(_ share: Share, _ index: WordIndex) {
        id = share.id
        let categories = index.categories.bits(share.categories.lazy.map(\.value))
        request = index.bits(share.request)
        record = RecordBits(share.record)
        steps = share.obligations
        let level = VocabularyFile.levels.firstIndex(of: share.upTo) ?? 0
        let only = share.only.map { index.fields.bits($0) }
        fields = index.ownFields.enumerated().map { category, own in
            guard categories.has(category), level > 0 else { return 0 }
            return own[..<(level - 1)].reduce(own[level - 1] & (only ?? .all), |)
        }
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
    let unless: RequestBits
    let record: RecordBits
    /// No bits where marks are not looked at.
    let marks: Bits
    let tell: Code
    let handsOff: Bool
    let needsRecord: Bool

    init(_ ban: Prohibition, _ index: WordIndex) {
        id = ban.id
        because = ban.because
        unless = index.bits(ban.unless)
        record = RecordBits(ban.record)
        marks = ban.marks.map { index.marks.bits($0) } ?? 0
        tell = ban.tell
        handsOff = ban.handsOff
        needsRecord = ban.needsRecord
    }

    /// Lifted only by a question that says every fact it names; what is not said lifts nothing.
    func isLifted(_ question: ResolvedQuestion) -> Bool {
        guard !unless.isEmpty else { return false }
        for fact in 0..<4 where unless.words[fact] != 0 && unless.words[fact] & question.said[fact] == 0 {
            return false
        }
        return true
    }
}
