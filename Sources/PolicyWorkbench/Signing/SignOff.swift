import PolicyEngine
package import WireProtocol

/// What one person says of one change: that they drafted it, that they sign it, or what they advise. A file beside others.
package struct SignOff: Sendable, Equatable {
    package enum Part: String, Sendable {
        case drafted, signs, advises
    }

    /// The change itself, by digest, and again what it goes from and to, so that a person can compare.
    package let change: PolicyPin
    package let generation: Int
    package let old: PolicyPin?
    package let new: PolicyPin
    /// The register that says whose key this is.
    package let register: PolicyPin
    package let part: Part
    /// The signer's own post; a draft needs none.
    package let post: String?
    /// The post of somebody who is away.
    package let standingInFor: String?
    package let person: Code
    package let day: CalendarDay
    /// The adviser's words.
    package let advice: String?
    package private(set) var signature: [UInt8] = []

    init(
        _ change: PolicyChange, _ part: Part, post: String?, standingInFor: String? = nil, person: Code,
        day: CalendarDay, advice: String? = nil
    ) {
        self.change = change.digest
        generation = change.generation
        old = change.old
        new = change.new
        register = change.signedUnder
        self.part = part
        self.post = post
        self.standingInFor = standingInFor
        self.person = person
        self.day = day
        self.advice = advice
    }

    func signed(by key: SignerKey) throws -> SignOff {
        var signed = self
        signed.signature = try key.signature(over: text)
        return signed
    }

    func isSigned(by key: [UInt8]) -> Bool { SignerKey.isValid(signature, over: text, by: key) }

    /// What is signed: a first line that no other signature of this product has, then the canonical JSON.
    var text: [UInt8] { Array("fcg-policy-sign-off/v1\n".utf8) + CanonicalJSON.encode(.object(members)) }

    private var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "type": "fcg.policy-sign-off/1", "change": .string(change.description),
            "generation": .integer(Int64(generation)), "old": .string(old?.description ?? "none"),
            "new": .string(new.description), "register": .string(register.description),
            "part": .string(part.rawValue), "person": .string(person.text), "day": .string(day.description),
        ]
        members["post"] = post.map(JSONValue.string)
        members["standingInFor"] = standingInFor.map(JSONValue.string)
        members["advice"] = advice.map(JSONValue.string)
        return members
    }

    /// The file.
    package var octets: [UInt8] {
        let members = members.merging(["signature": .string(Base64URL.encode(signature))]) { first, _ in first }
        return Array((CanonicalJSON.prettyText(.object(members)) + "\n").utf8)
    }

    /// Reads a file; says nothing of whether the signature is one.
    package init(octets: [UInt8], path: String) throws(SigningFault) {
        do {
            try self.init(try StrictJSON.parse(octets, limits: .query))
        } catch {
            throw SigningFault(
                "`\(path)` is not a sign-off: \(error)", help: "take it out of the folder, or have it made again")
        }
    }

    private init(_ value: JSONValue) throws {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`fcg.policy-sign-off/1`") { $0 == "fcg.policy-sign-off/1" ? $0 : nil }
        change = try reader.parsed("change", as: "a digest", PolicyPin.init)
        generation = Int(try reader.integer("generation", in: 1...1_000_000_000))
        old = try reader.pinOrNone("old")
        new = try reader.parsed("new", as: "a digest", PolicyPin.init)
        register = try reader.parsed("register", as: "a digest", PolicyPin.init)
        part = try reader.parsed("part", as: "drafted, signs or advises", Part.init)
        post = try reader.parsedIfPresent("post", as: "a post", Self.plain)
        standingInFor = try reader.parsedIfPresent("standingInFor", as: "a post", Self.plain)
        person = try reader.code("person")
        day = try reader.parsed("day", as: "a day", CalendarDay.init)
        advice = try reader.parsedIfPresent("advice", as: "plain text in one line", Self.plain)
        signature = try reader.parsed("signature", as: "a signature") { text in
            Base64URL.decode(text).flatMap { $0.count == 64 ? $0 : nil }
        }
        try reader.finish()
    }

    /// Text that can be shown as it is: in one line, and nothing in it that steers a screen.
    static func plain(_ text: String) -> String? {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return isPlain && (1...4_096).contains(text.utf8.count) ? text : nil
    }

    /// The name of its file: the post in the letters of a code.
    package var fileName: String {
        let name = [post ?? "author", standingInFor].compactMap(\.self).joined(separator: " for ").lowercased()
        let letters = name.unicodeScalars.map { $0.isASCII && $0.properties.isAlphabetic || $0.isDigit ? $0 : "-" }
        return String(String.UnicodeScalarView(letters)) + ".json"
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

extension ObjectReader {
    /// A digest, or `none` where nothing was before.
    mutating func pinOrNone(_ name: String) throws(SchemaFault) -> PolicyPin? {
        try parsed(name, as: "a digest or `none`") { (text: String) -> PolicyPin?? in
            text == "none" ? .some(nil) : PolicyPin(text).map { .some($0) }
        }
    }
}
