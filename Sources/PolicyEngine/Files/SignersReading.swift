import Crypto
import WireProtocol

extension SignersRegister {
    /// Reads `signers.yaml`, or tells every mistake of it.
    package static func read(
        _ octets: [UInt8], path: String = "signers.yaml"
    ) throws(PolicyFaults) -> SignersRegister {
        let file = SourceFile(path: path)
        let root = PolicyDocument.read(octets, in: file)
        let register = root.flatMap { SignersRegister($0, in: file) }
        guard let register, file.diagnostics.isEmpty else { throw PolicyFaults(diagnostics: file.diagnostics) }
        return register
    }

    private init?(_ root: PolicyNode, in file: SourceFile) {
        guard var reader = MappingReader(root, "the register of signers", in: file) else { return nil }
        reader.fixed("language", "1")
        let authority = reader.authority("authority", in: .fixed("authority", "authorities", nil))?.value
        let people = reader.groups("people", "a person").compactMap(Self.person)
        let posts = reader.groups("posts", "a post").compactMap(Self.post)
        reader.finish()
        Self.compare(people, in: file)
        Self.compare(posts, people.map(\.value), in: file)
        guard let authority else { return nil }
        self.init(
            authority: authority, people: people.map(\.value), posts: posts.map(\.value),
            digest: Hex.encode(SHA256.hash(data: CanonicalJSON.encode(root.json(numbers: file.numbers)))))
    }

    private static func person(_ group: MappingReader) -> Located<Person>? {
        var group = group
        let person = group.name("person")?.value
        let key = group.text("key").flatMap { text in
            let key = Base64URL.decode(text.value).flatMap { $0.count == 32 ? $0 : nil }
            if key == nil {
                group.file.fault(
                    "this is not a public key", at: text.spot, help: "`fcg policy signer` prints the key to write here")
            }
            return key
        }
        let valid = group.days("valid")
        let away = group.groups("away", "an absence", optional: true).compactMap { absence -> DayRange? in
            var absence = absence
            defer { absence.finish() }
            return absence.daysHere()
        }
        group.finish()
        guard let person, let key, let valid else { return nil }
        return Located(value: Person(person: person, key: key, valid: valid, away: away), spot: group.spot)
    }

    private static func post(_ group: MappingReader) -> Located<Post>? {
        var group = group
        let post = group.text("post")?.value
        let holder = group.name("held by")?.value
        let deputy = group.text("deputy", optional: true)
        group.finish()
        guard let post, let holder else { return nil }
        if let deputy, Code(post) == nil {
            group.file.fault(
                "the deputy of `\(post)` does not stand here", at: deputy.spot,
                help: "owners and their deputies are named in owners.yaml; take this out")
        }
        return Located(value: Post(post: post, holder: holder, deputy: deputy?.value), spot: group.spot)
    }

    private static func compare(_ people: [Located<Person>], in file: SourceFile) {
        for (index, person) in people.enumerated() {
            for other in people[..<index].map(\.value) where other.key == person.value.key {
                file.fault(
                    "`\(person.value.person)` has the key of `\(other.person)`", at: person.spot,
                    help: "a key belongs to one entry; `fcg policy signer` makes another")
            }
            for other in people[..<index].map(\.value)
            where other.person == person.value.person && other.valid.meets(person.value.valid) {
                file.fault(
                    "two entries of `\(other.person)` are valid on one day", at: person.spot,
                    help: "end one entry the day before the other begins")
            }
        }
    }

    private static func compare(_ posts: [Located<Post>], _ people: [Person], in file: SourceFile) {
        let known = Lexicon("person", "people", people.map(\.person.text), listedIn: "this file under `people`")
        for (index, post) in posts.enumerated() {
            if posts[..<index].contains(where: { $0.value.post == post.value.post }) {
                file.fault(
                    "`\(post.value.post)` stands twice", at: post.spot, help: "one person holds a post at a time")
            }
            if !known.has(post.value.holder.text) {
                file.fault(
                    "unknown person `\(post.value.holder)`", at: post.spot,
                    help: known.help(for: post.value.holder.text))
            }
            guard let deputy = post.value.deputy else { continue }
            let standIn = posts.first { $0.value.post == deputy }?.value
            if standIn == nil || standIn?.holder == post.value.holder {
                file.fault(
                    "nobody else holds `\(deputy)`, which is to stand in for `\(post.value.post)`", at: post.spot,
                    help: "name a post of this list that another person holds")
            }
        }
    }
}

extension DayRange {
    func meets(_ other: DayRange) -> Bool { from <= other.until && other.from <= until }
}
