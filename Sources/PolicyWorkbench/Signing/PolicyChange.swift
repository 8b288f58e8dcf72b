import PolicyEngine
package import WireProtocol

/// One change of what a node serves, as people read and sign it: from which policies to which, who drafted it and why, what
/// it makes different, and whose signature it needs.
///
/// Each names the one before, so a sign-off fits one place in the history and cannot be used again when a set comes back.
package struct PolicyChange: Sendable, Equatable {
    package let authority: AuthorityID
    /// Which generation it makes, counted from 1.
    package let generation: Int
    /// The change that made the generation before.
    package let previous: PolicyPin?
    package let old: PolicyPin?
    package let new: PolicyPin
    package let oldRegister: PolicyPin?
    package let newRegister: PolicyPin
    package let author: Code
    package let because: String
    package let day: CalendarDay
    /// Where the new policies were taken from: `draft`, or a generation that is kept.
    package let source: String
    /// What else people read: for them, and never believed by the node.
    package let shown: Shown

    /// The part of a change that was worked out.
    package struct Shown: Sendable, Equatable {
        package let sentences: [String]
        package let files: [String]
        package let widens: Bool
        /// One sentence a post.
        package let needs: [String]
        package let checks: [String]
    }

    /// The register whose keys and posts count for it: the one before, so that nobody signs themselves in.
    package var signedUnder: PolicyPin { oldRegister ?? newRegister }

    /// What people sign.
    package var digest: PolicyPin { PolicyPin(of: CanonicalJSON.encode(json)) }

    /// The file.
    package var octets: [UInt8] { Array((CanonicalJSON.prettyText(json) + "\n").utf8) }

    private var json: JSONValue {
        [
            "type": "fcg.policy-change/1", "authority": .string(authority.code),
            "generation": .integer(Int64(generation)), "previous": .string(previous?.description ?? "none"),
            "old": .string(old?.description ?? "none"), "new": .string(new.description),
            "oldRegister": .string(oldRegister?.description ?? "none"),
            "newRegister": .string(newRegister.description), "author": .string(author.text),
            "because": .string(because), "day": .string(day.description), "source": .string(source),
            "difference": .texts(shown.sentences), "files": .texts(shown.files), "widens": .bool(shown.widens),
            "needs": .texts(shown.needs), "checks": .texts(shown.checks),
        ]
    }

    /// More than people would read, and less than a machine minds.
    private static let limits = JSONLimits(octets: 16 << 20, depth: 4, members: 100_000, string: 65_536)

    /// Reads a file.
    package init(octets: [UInt8], path: String) throws(SigningFault) {
        do {
            try self.init(try StrictJSON.parse(octets, limits: Self.limits))
        } catch {
            throw SigningFault("`\(path)` is not a change: \(error)", help: "`fcg policy bundle` makes one")
        }
    }

    private init(_ value: JSONValue) throws {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`fcg.policy-change/1`") { $0 == "fcg.policy-change/1" ? $0 : nil }
        authority = try reader.parsed("authority", as: "an authority", AuthorityID.init)
        generation = Int(try reader.integer("generation", in: 1...1_000_000_000))
        previous = try reader.pinOrNone("previous")
        old = try reader.pinOrNone("old")
        new = try reader.parsed("new", as: "a digest", PolicyPin.init)
        oldRegister = try reader.pinOrNone("oldRegister")
        newRegister = try reader.parsed("newRegister", as: "a digest", PolicyPin.init)
        author = try reader.code("author")
        because = try reader.parsed("because", as: "plain text in one line", SignOff.plain)
        day = try reader.parsed("day", as: "a day", CalendarDay.init)
        source = try reader.parsed("source", as: "plain text in one line", SignOff.plain)
        shown = try Shown(&reader)
        try reader.finish()
    }
}

extension PolicyChange {
    /// Works a change out: from the generation in force, or nothing, to a new state. Whatever is checked before a change may
    /// be signed is checked here.
    package init(
        from current: PolicyGeneration?, to new: PolicyState, author: Code, because: String, day: CalendarDay,
        source: String = "draft"
    ) throws(SigningFault) {
        guard SignOff.plain(because) != nil else {
            throw SigningFault("the reason is not plain text in one line", help: "say why in one sentence")
        }
        guard current?.state.pins != new.pins else {
            throw SigningFault(
                "these policies and signers are in force already, as generation \(current?.number ?? 0)",
                help: "nothing is to be signed; comments and layout need nobody")
        }
        let needs = try SigningNeeds(from: current?.state, to: new)
        let checks = try ChangeChecks(new.set, on: day)
        authority = new.set.authority
        generation = (current?.number ?? 0) + 1
        previous = current?.change.digest
        old = current?.state.pins.policies
        self.new = new.pins.policies
        oldRegister = current?.state.pins.signers
        newRegister = new.pins.signers
        self.author = author
        self.because = because
        self.day = day
        self.source = source
        shown = Shown(
            sentences: needs.sentences, files: Self.files(from: current?.state.set, to: new.set),
            widens: needs.isWidening, needs: needs.sentencesOfNeed, checks: checks.sentences)
    }

    private static func files(from old: PolicySet?, to new: PolicySet) -> [String] {
        Set((old?.fileDigests ?? [:]).keys).union(new.fileDigests.keys)
            .filter { old?.fileDigests[$0] != new.fileDigests[$0] }.sorted()
    }
}

extension PolicyChange.Shown {
    fileprivate init(_ reader: inout ObjectReader) throws {
        sentences = try reader.texts("difference")
        files = try reader.texts("files")
        guard case .bool(let widens) = try reader.take("widens") else {
            throw SchemaFault("widens", "is not true or false")
        }
        self.widens = widens
        needs = try reader.texts("needs")
        checks = try reader.texts("checks")
    }
}

extension SigningNeeds {
    /// For people: who, and why.
    package var sentencesOfNeed: [String] {
        signatures.map { "\($0.post) signs: \($0.why.joined(separator: "; "))" }
            + advice.map { "\($0.post) advises: \($0.why.joined(separator: "; "))" }
    }
}

extension ObjectReader {
    fileprivate mutating func texts(_ name: String) throws(SchemaFault) -> [String] {
        try list(name, 0...100_000, ObjectReader.text)
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
