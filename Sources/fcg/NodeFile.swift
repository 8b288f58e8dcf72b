import Foundation
import Gateway
import PeerDirectory
import WireProtocol

/// `node.yaml`: what one node is told by its operator. Everything else has a fixed place in the node's folder.
struct NodeFile: Sendable {
    var authority: AuthorityID
    var name: String
    var federation: String
    /// The `host[:port]` by which others name this node.
    var publicName: String
    var listenHost: String
    var listenPort: Int
    /// Name part of the signing key's id.
    var keyName: String
    /// Public keys of those who sign the directory, 32 octets each.
    var directorySigners: [[UInt8]]
    /// The digest of the one policy set this node serves.
    var policyDigest: String
    /// The digest of the register of those who sign the next change.
    var signersDigest: String
    /// How many generations of policies stay on disk.
    var generationsKept: Int
    var askingDeadlineSeconds: Int
    var allowance: PeerAllowance
    var connectionsPerPeer: Int

    var keyID: String { "\(authority)#\(keyName)" }
}

extension NodeFile {
    /// Reads a configuration; every key must be known and given once.
    init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Complaint("\(path): error: cannot be read\n    help: `fcg init` makes a node folder with one")
        }
        try self.init(text: text, path: path)
    }

    /// Reads the text of a configuration; `path` is where mistakes in it are said to be.
    init(text: String, path: String) throws {
        var section = try ConfigSection(text: text, path: path)
        var listen = try section.section("listen")
        var limits = try section.section("limits")
        _ = try section.value("node", "1") { $0 == "1" ? $0 : nil }
        authority = try section.value("authority", "a GSS code", AuthorityID.init)
        name = try section.text("name")
        federation = try section.text("federation")
        publicName = try section.text("public name")
        listenHost = try listen.text("host")
        listenPort = try listen.value("port", "0 to 65535") { NodeFile.whole($0, 0...65_535) }
        keyName = try section.text("key name")
        directorySigners = try section.list("directory signers", "32 octets in base64url") {
            Base64URL.decode($0).flatMap { $0.count == 32 ? $0 : nil }
        }
        policyDigest = try section.value("policy digest", "64 hexadecimal digits", NodeFile.digest)
        signersDigest = try section.value("signers digest", "64 hexadecimal digits", NodeFile.digest)
        generationsKept = try section.value("generations kept", "2 to 1000") { NodeFile.whole($0, 2...1_000) }
        askingDeadlineSeconds = try section.value("asking deadline seconds", "1 to 60") { NodeFile.whole($0, 1...60) }
        allowance = PeerAllowance(
            rate: try limits.value("rate", "a number above 0, at most 100000", NodeFile.positive),
            burst: try limits.value("burst", "a number above 0, at most 100000", NodeFile.positive),
            inFlight: try limits.value("in flight", "1 to 1000000", NodeFile.count),
            attemptsADay: try limits.value("attempts a day", "1 to 1000000", NodeFile.count))
        connectionsPerPeer = try limits.value("connections", "1 to 1000000", NodeFile.count)
        try listen.finish()
        try limits.finish()
        try section.finish()
    }

    private static func digest(_ text: String) -> String? { Hex.decode(text)?.count == 32 ? text : nil }

    private static func count(_ text: String) -> Int? { whole(text, 1...1_000_000) }

    /// Digits alone, without a sign or a zero before them.
    private static func whole(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { String($0) == text && range.contains($0) ? $0 : nil }
    }

    /// Digits with at most one point: Swift would read `+5`, `0x1p3` and `1e3` too.
    private static func positive(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(text).flatMap { $0 > 0 && $0 <= 100_000 ? $0 : nil }
    }

    /// The file's text.
    var text: String {
        let signers = directorySigners.map { NodeFile.quoted(Base64URL.encode($0)) }.joined(separator: ", ")
        return """
            # One gateway node. Keys, policies, extracts and data have fixed places beside this file.
            node: 1
            authority: "\(authority)"
            name: \(NodeFile.quoted(name))
            federation: \(NodeFile.quoted(federation))
            public name: \(NodeFile.quoted(publicName))            # the host (and port) others name this node by
            listen: { host: \(NodeFile.quoted(listenHost)), port: \(listenPort) }
            key name: \(NodeFile.quoted(keyName))                  # the signing key's id is the authority, `#` and this
            directory signers: [\(signers)]
            policy digest: \(NodeFile.quoted(policyDigest))        # `fcg policy activate` writes this; the node serves no other set
            signers digest: \(NodeFile.quoted(signersDigest))        # and this: who signs the next change
            generations kept: \(generationsKept)
            asking deadline seconds: \(askingDeadlineSeconds)
            limits: { rate: \(allowance.rate), burst: \(allowance.burst), in flight: \(allowance.inFlight), \
            attempts a day: \(allowance.attemptsADay), connections: \(connectionsPerPeer) }

            """
    }

    /// A text as YAML reads it back, whatever stands in it (YAML 1.2.2 §7.3.1, double-quoted style).
    private static func quoted(_ text: String) -> String {
        let octets = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where isPlain(scalar): String(scalar)
            default: "\\U" + Hex.encode((0..<4).reversed().map { UInt8(truncatingIfNeeded: scalar.value >> ($0 * 8)) })
            }
        }
        return "\"" + octets.joined() + "\""
    }

    /// Whether a character may stand in a quoted text as it is: one that is seen, or the plain space.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// The same text with another digest behind a key, comments kept; `nil` where no line, or more than one, holds it.
    static func pinning(_ digest: String, as key: String = "policy digest", in text: String) -> String? {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        let places = lines.indices.filter { lines[$0].hasPrefix(key + ":") }
        guard let place = places.first, places.count == 1 else { return nil }
        let comment = lines[place].firstIndex(of: "#").map { "        " + lines[place][$0...] } ?? ""
        lines[place] = "\(key): \"\(digest)\"" + comment
        return lines.joined(separator: "\n")
    }
}
