package import PolicyEngine
package import WireProtocol

/// Invented office-holders, one person and key for each post of a set, who sign whatever is put before them. For sandboxes
/// and tests: what they sign goes through the same door as what people sign.
package struct InventedOffice: Sendable {
    /// Who drafts, and holds no post.
    package static let author: Code = "policy-author"
    /// People who may suspend and lift, and hold no other post.
    package static let dutyManagers: [Code] = ["duty-manager", "deputy-duty-manager"]

    package let keys: [Code: SignerKey]
    /// Their register, as a file.
    package let registerFile: [UInt8]

    /// Office-holders who were invented before.
    package init(keys: [Code: SignerKey], registerFile: [UInt8]) {
        self.keys = keys
        self.registerFile = registerFile
    }

    /// `seed` gives 32 octets for a person; `nil` where one of them is no key.
    package init?(for set: PolicySet, from day: CalendarDay, days: Int = 3_650, seed: (Code) throws -> [UInt8]) rethrows
    {
        let titles = set.owners.flatMap { [$0.owner, $0.deputy] } + set.posts.map(\.post.text)
        var posts = Self.dutyManagers.map { (post: $0.text, person: $0) }
        for title in titles where !posts.contains(where: { $0.post == title }) {
            guard let person = Code("person-\(posts.count - Self.dutyManagers.count + 1)") else { return nil }
            posts.append((title, person))
        }
        var keys: [Code: SignerKey] = [:]
        for person in [Self.author] + posts.map(\.person) {
            guard let key = SignerKey(seed: try seed(person)) else { return nil }
            keys[person] = key
        }
        self.keys = keys
        registerFile = Self.register(set.authority, posts, keys, (day, day.adding(days: days)))
    }

    private static func register(
        _ authority: AuthorityID, _ posts: [(post: String, person: Code)], _ keys: [Code: SignerKey],
        _ valid: (from: CalendarDay, until: CalendarDay)
    ) -> [UInt8] {
        let people = keys.sorted { $0.key < $1.key }.map { person, key in
            "  - person: \(person)\n    key: \"\(Base64URL.encode(key.publicOctets))\"\n"
                + "    valid: { from: \"\(valid.from)\", until: \"\(valid.until)\" }\n"
        }
        let held = posts.map { "  - { post: \"\($0.post)\", held by: \($0.person) }\n" }
        let text =
            "# Who signs changes here. Everybody in it is invented.\nlanguage: 1\nauthority: \(authority)\npeople:\n"
            + people.joined() + "posts:\n" + held.joined()
        return Array(text.utf8)
    }

    /// The sign-offs of everybody a change needs, by file name. Whoever is not among the office-holders does not sign.
    package func signOffs(
        _ change: PolicyChange, from old: PolicyState?, to new: PolicyState, day: CalendarDay
    ) throws -> [String: SignOff] {
        let review = try SignOffReview(change, from: old, to: new, on: day)
        var found: [Code: SignOff] = [:]
        if let key = keys[change.author] {
            found[change.author] = try Signer(change.author, key: key, day: day).drafting(change)
        }
        for need in review.needs.signatures {
            guard let person = review.candidate(for: need, on: day)?.person, found[person] == nil,
                let key = keys[person]
            else { continue }
            found[person] = try Signer(person, key: key, day: day).signing(change, from: old, to: new)
        }
        for need in review.needs.advice {
            guard let person = review.candidate(for: need, on: day)?.person, let key = keys[person] else { continue }
            let signer = Signer(person, key: key, day: day)
            found[person] = try signer.advising("No objection.", on: change, from: old, to: new)
        }
        return Dictionary(found.values.map { ($0.fileName, $0) }) { first, _ in first }
    }

    /// The acts before and one more, signed by one of them.
    package func act(
        _ act: Suspension.Act, _ target: Suspension.Target, after before: Suspensions, at authority: AuthorityID,
        by person: Code = dutyManagers[0], because: String = "Why.", day: CalendarDay
    ) throws -> Suspensions {
        let unsigned = Suspension(act, target, because: because, by: person, day: day)
        let signature = try keys[person]?.signature(over: before.signingText(of: unsigned, for: authority))
        return try before.adding(unsigned.signed(signature ?? []))
    }
}
