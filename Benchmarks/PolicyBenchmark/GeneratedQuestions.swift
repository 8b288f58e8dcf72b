import PolicyEngine
import WireProtocol

extension GeneratedPolicies {
    /// Questions that meet the rules often: each is put together from a share, with a word of another now and then.
    func questions(_ count: Int) throws -> [PolicyQuestion] {
        var chance = Chance(seed: 47)
        return try (0..<count).map { _ in
            let (place, share) = shares[Int.random(in: shares.indices, using: &chance)]
            func word(_ own: [String]?, _ all: [String]) -> String {
                chance.isOne(in: 8) ? chance.one(of: all) : chance.one(of: own ?? all)
            }
            let purpose = word(share.purposes, Self.purposes)
            let role = word(share.roles, Self.roles)
            let about = word(share.about, Self.about)
            let category = word(share.categories, Self.open + Self.gated + Self.others)
            let said = word(share.family, Self.family)
            return PolicyQuestion(
                holder: try Self.authority("E08000007"), requester: try Self.authority(requesters[place]),
                team: try Self.code("a-team"), purpose: try Self.code(purpose), role: try Self.code(role),
                about: try Self.code(about), category: try Self.code(category), upTo: "detail",
                familyConversation: chance.isOne(in: 6) ? nil : try Self.code(said),
                harmThreshold: chance.isOne(in: 2) ? nil : "explained", urgency: "standard",
                day: CalendarDay(daysSinceEpoch: Self.firstDay + Int.random(in: -10...380, using: &chance)))
        }
    }

    /// 1 November 2026, the first day of every agreement.
    static let firstDay = 20_758

    static var everyCategory: [Code] { (open + gated + others).compactMap { Code($0) } }
    static var family5: [(about: Code, age: Int?)] {
        [("child", 9), ("sibling", 12), ("parent-or-carer", 34), ("parent-or-carer", 36), ("household-adult", 61)]
    }

    private static func code(_ text: String) throws -> Code {
        guard let code = Code(text) else { throw GenerationFault(word: text) }
        return code
    }

    private static func authority(_ text: String) throws -> AuthorityID {
        guard let authority = AuthorityID(text) else { throw GenerationFault(word: text) }
        return authority
    }
}

/// A word of the generator that is none.
struct GenerationFault: Error {
    let word: String
}
