import Foundation

/// Rules as the files of a set.
struct PolicyText {
    let sample: String
    let requesters: [String]
    /// A share with a looser obligation than the generator gives it.
    var loosened: String?

    func files(
        _ shares: [(requester: Int, rule: GeneratedPolicies.Rule)], _ bans: [GeneratedPolicies.Rule]
    ) throws -> [String: [UInt8]] {
        var texts = try ["vocabulary.yaml", "bans.yaml", "asking.yaml"].reduce(into: [:]) { texts, name in
            texts[name] = try String(contentsOfFile: "\(sample)/\(name)", encoding: .utf8)
        }
        let councils = requesters.map { "  \($0): { name: Council \($0) }\n" }.joined()
        texts["vocabulary.yaml"] = texts["vocabulary.yaml"]?.replacing(
            "  E08000035: { name: Leeds }\n", with: "  E08000035: { name: Leeds }\n" + councils)
        texts["bans.yaml"]? += bans.map(Self.text(ban:)).joined()
        texts["owners.yaml"] = owners
        for (place, requester) in requesters.enumerated() {
            let own = shares.filter { $0.requester == place }.map { text(share: $0.rule) }
            texts["agreements/with-\(requester.lowercased()).yaml"] = head(requester) + own.joined()
        }
        return texts.mapValues { Array($0.utf8) }
    }

    private var owners: String {
        let categories = GeneratedPolicies.open + GeneratedPolicies.gated + GeneratedPolicies.others
        let lines = categories.map {
            "  - { category: \($0), owner: Owner of \($0), deputy: Deputy of \($0), controller: Stockport Council }\n"
        }
        return "language: 1\nauthority: E08000007\nowners:\n\(lines.joined())posts:\n"
            + "  - { post: ig-officer, signs: [every-change] }\n"
    }

    private func head(_ requester: String) -> String {
        """
        language: 1
        agreement: with-\(requester.lowercased())
        title: Invented
        reference: DSA-2026-1
        holder: E08000007
        requester: \(requester)
        state: live
        valid: { from: "2026-11-01", until: "2027-10-31" }
        review by: "2027-04-30"
        controllers: each-for-itself
        law:
          - for: [\(GeneratedPolicies.purposes.joined(separator: ", "))]
            holder: { article 6: 6-1-e, under: [ca1989-s27] }
            requester: { article 6: 6-1-e, under: [ca1989-s17] }
            special category: { article 9: 9-2-g, schedule 1: sch1-18 }
            criminal offence data: none-shared
            confidentiality: statutory
        paperwork:
          impact assessment: DPIA-1
          appropriate policy document: APD-1
          record of processing: ROPA-1
          privacy notice: PN-1
        people:
          information governance: ig@stockport.example
          duty desk: { phone: "0161 496 0000", hours: "always" }
          breaches: { tell: ig@stockport.example, within hours: 24 }
          rights and complaints: dpo@stockport.example
        identifiers: [name]
        limits: []
        share:

        """
    }

    private func text(share rule: GeneratedPolicies.Rule) -> String {
        var says: [String] = []
        if let family = rule.family { says.append("family conversation: [\(family.joined(separator: ", "))]") }
        if rule.needsExplanation { says.append("harm threshold: [explained]") }
        let hours = rule.id == loosened ? 24 : 8
        return """
              - id: \(rule.id)
                because: Invented.
                for: [\(Self.list(rule.purposes))]
                to: [\(Self.list(rule.roles))]
                about: [\(Self.list(rule.about))]
                categories: [\(Self.list(rule.categories))]
                up to: contact

            """ + (says.isEmpty ? "" : "    when the request says: { \(says.joined(separator: ", ")) }\n")
                + "    with: { keep hours: \(hours), onward: case-file }\n"
    }

    private static func text(ban rule: GeneratedPolicies.Rule) -> String {
        var lines = ["  - id: \(rule.id)", "    because: Invented."]
        lines.append("    for: [\(list(rule.purposes))]")
        lines.append("    about: [\(list(rule.about))]")
        lines.append("    categories: [\(list(rule.categories))]")
        if let family = rule.family {
            lines.append("    when the request says: { family conversation: [\(family.joined(separator: ", "))] }")
        }
        if let words = rule.liftedBy {
            lines.append("    unless the request says: { harm threshold: [\(list(words))] }")
        }
        return (lines + ["    cap: none", "    tell: category-not-covered"]).joined(separator: "\n") + "\n"
    }

    private static func list(_ words: [String]?) -> String { (words ?? []).joined(separator: ", ") }
}
