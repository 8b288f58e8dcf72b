import Foundation
import HTTPTypes
import Testing
import WireProtocol
import Yams

/// The protocol document's files, as they stand in the repository.
enum ProtocolFiles {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func octets(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: repository.appending(path: "docs/protocol").appending(path: path)))
    }

    static func text(_ path: String) throws -> String { String(decoding: try octets(path), as: UTF8.self) }

    /// The rows of one group of a registry.
    static func rows(_ registry: String, _ group: String = "words") throws -> [[String: Any]] {
        let file = try #require(try load(yaml: text("registries/\(registry).yaml")) as? [String: Any])
        #expect(file["registry"] as? String == registry)
        return try #require(file[group] as? [[String: Any]])
    }

    /// The codes of one group, in their order.
    static func codes(_ registry: String, _ group: String = "words") throws -> [String] {
        try rows(registry, group).map { try #require($0["code"] as? String) }
    }

    /// Every text of every source that stands in quotes there and fits.
    static func literals(_ pattern: Regex<(Substring, Substring)>) throws -> Set<String> {
        var found: Set<String> = []
        let folder = repository.appending(path: "Sources").path(percentEncoded: false)
        for case let path as String in FileManager.default.enumerator(atPath: folder) ?? .init()
        where path.hasSuffix(".swift") {
            let text = try String(contentsOf: URL(filePath: folder).appending(path: path), encoding: .utf8)
            for match in text.matches(of: pattern) { found.insert(String(match.1)) }
        }
        return found
    }

    /// One HTTP message of the example: its first line, its fields and its body.
    static func message(_ path: String) throws -> (line: Substring, fields: [(String, String)], body: [UInt8]) {
        let octets = try octets(path)
        let end = try #require(octets.firstRange(of: Array("\r\n\r\n".utf8)))
        let lines = String(decoding: octets[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let fields = try lines.dropFirst().map { line in
            let colon = try #require(line.firstRange(of: ": "))
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
        return (try #require(lines.first), fields, Array(octets[end.upperBound...]))
    }
}

extension HTTPFields {
    init(_ fields: [(String, String)]) throws {
        self.init()
        for (name, value) in fields { append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    }
}
