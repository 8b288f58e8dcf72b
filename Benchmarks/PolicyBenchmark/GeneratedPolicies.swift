import Foundation
import PolicyEngine
import WireProtocol

/// Invented rules beside the words of a sample set: agreements with up to sixty councils, and some more bans.
struct GeneratedPolicies {
    /// A share or a ban, as its file has it.
    struct Rule {
        var id: String
        var purposes: [String]?
        var roles: [String]?
        var about: [String]?
        var categories: [String]?
        /// What the family conversation may be; of a ban, also as what lifts it.
        var family: [String]?
        var liftedBy: [String]?
        var needsExplanation = false
    }

    let size: Int
    let files: [String: [UInt8]]
    /// The same with every hundredth share wider by a role, two bans gone and one share with another obligation.
    let changedFiles: [String: [UInt8]]
    let requesters: [String]
    let shares: [(requester: Int, rule: Rule)]
    let bans: [Rule]

    static let purposes = [
        "s47-enquiry", "strategy-discussion", "cp-conference", "immediate-danger", "s17-assessment", "transfer-in",
        "initial-contact", "pre-birth-assessment", "looked-after-planning",
    ]
    static let roles = ["social-worker", "duty-worker", "team-manager", "service-manager"]
    static let about = ["child", "sibling", "parent-or-carer", "household-adult", "other-adult"]
    static let open = [
        "school", "housing", "anti-social-behaviour", "adult-social-care", "childrens-social-care",
        "attendance-exclusion", "early-help", "early-years", "health-visiting", "young-carers",
    ]
    static let gated = ["substance-misuse", "adult-mental-health", "camhs"]
    static let others = ["gp-registration", "council-tax-address", "police", "probation", "youth-justice"]
    static let family = ["held", "not-safe", "not-practicable", "pending", "refused-proceeding", "not-required"]

    init(size: Int, sample: String) throws {
        var chance = Chance(seed: 2_026)
        self.size = size
        requesters = (0..<min(60, max(1, size / 50))).map { "E08\(String(format: "%06d", 100_000 + $0))" }
        bans = (0..<size / 20).map { Self.ban("ban-\($0)", &chance) }
        let councils = requesters.count
        shares = (0..<size - bans.count).map { ($0 % councils, Self.share("share-\($0)", &chance)) }
        var text = PolicyText(sample: sample, requesters: requesters)
        files = try text.files(shares, bans)
        let wider = shares.enumerated().map { place, entry in
            var entry = entry
            if place % 100 == 7 { entry.rule.roles = Self.roles }
            return entry
        }
        text.loosened = "share-3"
        changedFiles = try text.files(wider, Array(bans.dropFirst(2)))
    }

    private static func share(_ id: String, _ chance: inout Chance) -> Rule {
        var rule = Rule(id: id)
        rule.purposes = chance.some(of: purposes, atMost: 3)
        rule.roles = chance.some(of: roles, atMost: 3)
        rule.about = chance.some(of: about, atMost: 3)
        let isGated = chance.isOne(in: 6)
        rule.categories = isGated ? chance.some(of: gated, atMost: 1) : chance.some(of: open, atMost: 2)
        rule.needsExplanation = isGated
        if chance.isOne(in: 3) { rule.family = chance.some(of: family, atMost: 4) }
        return rule
    }

    private static func ban(_ id: String, _ chance: inout Chance) -> Rule {
        var rule = Rule(id: id)
        rule.purposes = chance.some(of: purposes, atMost: 1)
        rule.categories = chance.some(of: open, atMost: 1)
        rule.about = chance.some(of: about, atMost: 1)
        if chance.isOne(in: 2) { rule.family = chance.some(of: family, atMost: 2) }
        if chance.isOne(in: 4) { rule.liftedBy = ["explained"] }
        return rule
    }
}

/// Chance that is the same on every machine (SplitMix64, G. Steele, D. Lea, C. Flood 2014).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func isOne(in number: Int) -> Bool { Int.random(in: 0..<number, using: &self) == 0 }

    /// Some different words, one at least, in their order.
    mutating func some(of words: [String], atMost most: Int) -> [String] {
        let chosen = Set(words.shuffled(using: &self).prefix(Int.random(in: 1...most, using: &self)))
        return words.filter(chosen.contains)
    }

    mutating func one(of words: [String]) -> String { words[Int.random(in: words.indices, using: &self)] }
}
