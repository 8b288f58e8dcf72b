import Foundation
import PolicyEngine
import WireProtocol

/// The same rules and questions in the plain JSON of `policy-bench`, with what the product decided of the question alone.
struct PlainForm {
    private let policies: GeneratedPolicies

    init(_ policies: GeneratedPolicies) { self.policies = policies }

    func write(into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try CanonicalJSON.encode(.array(rules)).written("\(folder)/rules-\(policies.size).json")
        let set = try PolicySet.load(files: policies.files)
        let lines = try policies.questions(4_096).map { CanonicalJSON.text(line($0, set.decide($0))) }
        try Array(lines.joined(separator: "\n").utf8).written("\(folder)/requests-\(policies.size).jsonl")
    }

    private var rules: [JSONValue] {
        standing + policies.bans.map(forbid)
            + policies.shares.map { place, share in
                var members = rule(share, "permit")
                members["authorities"] = [.string(policies.requesters[place])]
                members["valid_from"] = .integer(Int64(GeneratedPolicies.firstDay))
                members["valid_until"] = .integer(Int64(GeneratedPolicies.firstDay + 364))
                members["obligations"] = ["keep-8-hours", "case-file"]
                if let family = share.family { members["consent"] = .words(family) }
                if share.needsExplanation { members["flags"] = ["explained": true] }
                return .object(members)
            }
    }

    private func rule(_ rule: GeneratedPolicies.Rule, _ effect: String) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["id": .string(rule.id), "effect": .string(effect)]
        members["purposes"] = rule.purposes.map(JSONValue.words)
        members["roles"] = rule.roles.map(JSONValue.words)
        members["subjects"] = rule.about.map(JSONValue.words)
        members["categories"] = rule.categories.map(JSONValue.words)
        return members
    }

    private func forbid(_ ban: GeneratedPolicies.Rule) -> JSONValue {
        var members = rule(ban, "forbid")
        if let family = ban.family { members["consent"] = .words(family) }
        if ban.liftedBy != nil { members["flags"] = ["explained": false] }
        return .object(members)
    }

    /// The sample's bans that the question alone decides. What lifts a ban is, the other way round, what lets it stand.
    private var standing: [JSONValue] {
        let told = ["held", "not-safe", "not-practicable", "refused-proceeding"]
        let untold = GeneratedPolicies.family.filter { !told.contains($0) }
        return [
            ["id": "no-address-ever", "effect": "forbid", "categories": ["council-tax-address"]],
            ["id": "law-enforcement", "effect": "forbid", "categories": ["police", "probation", "youth-justice"]],
            [
                "id": "family-told-first", "effect": "forbid", "consent": .words(untold),
                "purposes": [
                    "s17-assessment", "transfer-in", "initial-contact", "pre-birth-assessment", "looked-after-planning",
                ],
            ],
            [
                "id": "harm-threshold", "effect": "forbid", "categories": .words(GeneratedPolicies.gated),
                "flags": ["explained": false],
            ],
        ]
    }

    private func line(_ question: PolicyQuestion, _ decision: StageOneDecision) -> JSONValue {
        var request: [String: JSONValue] = [
            "purpose": .string(question.purpose.text), "authority": .string(question.requester.code),
            "role": .string(question.role.text), "category": .string(question.category.text),
            "subject": .string(question.about.text), "today": .integer(Int64(question.day.daysSinceEpoch)),
            "level": "contact",
        ]
        request["consent"] = question.familyConversation.map { .string($0.text) }
        if question.harmThreshold != nil { request["explained"] = true }
        guard case .permit(let permit) = decision else {
            return ["request": .object(request), "decision": "deny", "matched": []]
        }
        return [
            "request": .object(request), "decision": "allow", "matched": .words(permit.grantedBy.map(\.text)),
        ]
    }
}

extension JSONValue {
    fileprivate static func words(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }
}

extension [UInt8] {
    fileprivate func written(_ path: String) throws { try Data(self).write(to: URL(fileURLWithPath: path)) }
}
