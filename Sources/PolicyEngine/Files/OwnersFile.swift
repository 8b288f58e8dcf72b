package import WireProtocol

/// Who answers for a category: the post that signs for it and that people are told to ring.
package struct CategoryOwner: Sendable, Equatable {
    package let category: Code
    /// The post, as people know it.
    package let owner: String
    package let deputy: String
    /// The controller the records belong to.
    package let controller: String
    /// The agreement under which another controller lets the council pass them on.
    package let suppliedUnder: String?
    /// Posts that sign beside the owner.
    package let alsoSigns: [Code]
}

/// A post that signs changes of the policies.
package struct SigningPost: Sendable, Equatable {
    package let post: Code
    package let signs: [Code]
    package let advises: [Code]
}

/// `owners.yaml`.
struct OwnersFile {
    var authority: Located<AuthorityID>?
    var owners: [CategoryOwner] = []
    var posts: [SigningPost] = []
    /// Whether the whole list could be read: otherwise nobody is called missing.
    var wasRead = false

    private static let signed: Lexicon = .fixed(
        "thing to sign", "things to sign",
        ["every-change", "named-categories", "every-trial-with-a-gate", "bans", "owners", "vocabulary"])
    private static let advised: Lexicon = .fixed(
        "thing to advise on", "things to advise on", ["every-widening-change", "every-change"])

    init() {}

    init(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        authority = reader.authority("authority", in: words.authorities)
        wasRead = reader.has("owners")
        let ownerGroups = reader.groups("owners", "an owner")
        for var group in reader.groups("posts", "a post") {
            let post = group.name("post")?.value
            let signs = group.words("signs", in: Self.signed, mayBeEmpty: true)?.map(\.value)
            let advises = group.words("advises", in: Self.advised, optional: true)?.map(\.value) ?? []
            group.finish()
            if let post, let signs { posts.append(SigningPost(post: post, signs: signs, advises: advises)) }
        }
        reader.finish()
        let known = posts.isEmpty ? nil : posts.map(\.post.text)
        let postWords = Lexicon("post", "posts", known, listedIn: "owners.yaml under `posts`")
        for group in ownerGroups { read(group, words, postWords) }
    }

    private mutating func read(_ group: MappingReader, _ words: Words, _ posts: Lexicon) {
        var group = group
        let category = group.word("category", in: words.categories)
        let owner = group.text("owner")?.value
        let deputy = group.text("deputy")
        let controller = group.text("controller")?.value
        let supplied = group.text("supplied under", optional: true)?.value
        let also = group.words("also signs", in: posts, optional: true)?.map(\.value) ?? []
        group.finish()
        guard let category, let owner, let deputy, let controller else { return wasRead = false }
        if owners.contains(where: { $0.category == category.value }) {
            group.file.fault("`\(category.value)` has two owners", at: category.spot, help: "name one owner")
        }
        if deputy.value == owner {
            group.file.fault("the deputy is the owner", at: deputy.spot, help: "name somebody who stands in")
        }
        owners.append(
            CategoryOwner(
                category: category.value, owner: owner, deputy: deputy.value, controller: controller,
                suppliedUnder: supplied, alsoSigns: also))
    }
}
