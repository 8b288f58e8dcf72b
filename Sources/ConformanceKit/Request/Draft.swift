import Crypto
package import MessageSignatures
package import WireProtocol

/// A request that is sound but for what a case changes.
package struct Draft: Sendable {
    /// The six components that every request signature covers.
    package static let components = ["@method", "@authority", "@path", "@query", "content-type", "content-digest"]
    /// Where questions go.
    package static let queryPath = "/fcg/v1/query"

    /// A value of a field that a case changes.
    package enum FieldValue: Sendable {
        case text(String)
        /// The field is left out.
        case absent
        /// Made of the body, which is known only when the request is made.
        case made(@Sendable ([UInt8]) -> String)
    }

    /// A signature parameter's value.
    package enum Parameter: Sendable {
        case text(String)
        case integer(Int64)
        /// Written as it stands.
        case raw(String)
        case absent
    }

    package var method = "POST"
    package var target = Draft.queryPath
    /// The host named, if not the node's.
    package var host: String?
    package var version = "HTTP/1.1"
    /// When it is signed, in seconds from now.
    package var at: Int64 = 0
    /// Seconds from `created` to `expires`.
    package var life: Int64 = 120
    /// Members of the question that differ; `nil` leaves one out.
    package var members: [String: JSONValue?] = [:]
    /// Changes the question's text; its padding is mended afterwards, so that padding is not what is wrong.
    package var text: (@Sendable ([UInt8]) -> [UInt8])?
    /// Changes the question's text after padding, which is then no longer right.
    package var unfitted: (@Sendable ([UInt8]) -> [UInt8])?
    /// Stands in for the question.
    package var body: [UInt8]?
    /// Fields that differ, by their name as written.
    package var fields: [(name: String, value: FieldValue)] = []
    /// What is covered; `name;req` carries a parameter along.
    package var covering = Draft.components
    /// Signature parameters that differ.
    package var parameters: [String: Parameter] = [:]
    /// Further parameters, after the profile's.
    package var furtherParameters = ""
    package var label = "fcg"
    /// Lines of the signature base that are not what the message says.
    package var signed: [String: String] = [:]
    /// Signs instead of the kit's own key.
    package var key: SigningKey?
    /// What happens after signing.
    package var bendSignature: (@Sendable ([UInt8]) -> [UInt8])?
    package var bendHead: (@Sendable (inout RequestHead) -> Void)?
    package var bendBody: (@Sendable ([UInt8]) -> [UInt8])?

    package init() {}

    /// Sets a field.
    package mutating func field(_ name: String, _ value: FieldValue) { fields.append((name, value)) }
}

/// The lines of a request's header, as they will be written.
package struct RequestHead: Sendable, Equatable {
    package var start: String
    /// Raw lines, `Host` first.
    package var lines: [String]

    /// Adds a line before all others.
    package mutating func add(_ line: String) { lines.insert(line, at: 0) }

    /// Takes every line of a field away.
    package mutating func remove(_ name: String) {
        lines.removeAll { $0.lowercased().hasPrefix(name.lowercased() + ":") }
    }

    /// Changes the line of a field.
    package mutating func change(_ name: String, _ bend: (String) -> String) {
        lines = lines.map { $0.lowercased().hasPrefix(name.lowercased() + ":") ? bend($0) : $0 }
    }

    /// The octets, one for each scalar below U+0100 (ISO 8859-1), so that a case can write any octet.
    package var octets: [UInt8] {
        let text = ([start] + lines).map { $0 + "\r\n" }.joined() + "\r\n"
        return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}

/// Parts of requests that are made in one way everywhere.
package enum Octets {
    /// `sha-256=:…:` of a body (RFC 9530).
    package static func digest(_ body: [UInt8]) -> String { "sha-256=:\(Base64.encode(SHA256.hash(data: body))):" }

    /// `sha-512=:…:` of a body.
    package static func digest512(_ body: [UInt8]) -> String { "sha-512=:\(Base64.encode(SHA512.hash(data: body))):" }

    /// A question as it travels: canonical JSON, filled with zeros in `pad` to a multiple of 4,096 octets.
    package static func padded(_ members: [String: JSONValue]) -> [UInt8] {
        var members = members
        members["pad"] = ""
        let bare = CanonicalJSON.encode(.object(members)).count
        members["pad"] = .string(String(repeating: "0", count: (4_096 - bare % 4_096) % 4_096))
        return CanonicalJSON.encode(.object(members))
    }

    /// The same with as many zeros in `pad` as fill the last block.
    package static func refitted(_ body: [UInt8]) -> [UInt8] {
        let mark = Array("\"pad\":\"".utf8)
        guard let place = body.firstRange(of: mark) else { return body }
        var end = place.upperBound
        while end < body.count, body[end] == UInt8(ascii: "0") { end += 1 }
        var bare = body
        bare.removeSubrange(place.upperBound..<end)
        let zeros = (4_096 - bare.count % 4_096) % 4_096
        bare.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros), at: place.upperBound)
        return bare
    }

    /// `E(base, signature)`: names a message without showing anything of it.
    package static func evidence(base: [UInt8], signature: [UInt8]) -> [UInt8] {
        let length = withUnsafeBytes(of: UInt32(truncatingIfNeeded: base.count).bigEndian, Array.init)
        return Array(SHA256.hash(data: Array("fcg-evidence/v1\n".utf8) + length + base + signature))
    }
}

extension [UInt8] {
    /// The first occurrence of a text replaced.
    package func replacing(first old: String, with new: String) -> [UInt8] {
        guard let range = firstRange(of: Array(old.utf8)) else { return self }
        var changed = self
        changed.replaceSubrange(range, with: Array(new.utf8))
        return changed
    }

    /// As text, for looking into.
    package var asText: String { String(decoding: self, as: UTF8.self) }
}
