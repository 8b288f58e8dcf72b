import Foundation
import Testing
import WireProtocol

@testable import PolicyEngine

@Suite("the reference card")
struct ReferenceCardTests {
    private let card: String
    private let schemas: [String: JSONValue]
    private let set: PolicySet

    init() throws {
        card = try String(
            contentsOf: Samples.root.deletingLastPathComponent()
                .appending(path: "docs/policy-guide/reference-card.md"), encoding: .utf8)
        set = try Samples.set("stockport")
        schemas = try PolicySchemas.all(vocabulary: try #require(try Samples.files("stockport")["vocabulary.yaml"]))
    }

    /// The second column of the row that begins with a name.
    private func row(_ name: String) throws -> String {
        let line = try #require(card.components(separatedBy: "\n").first { $0.hasPrefix("| \(name) | ") }, "\(name)")
        return String(line.dropFirst("| \(name) | ".count)).replacing(" |", with: "")
    }

    private func words(_ name: String) throws -> [String] { try row(name).components(separatedBy: ", ") }

    @Test("fits one page of A4")
    func page() {
        #expect(card.split(separator: "\n", omittingEmptySubsequences: false).count <= 75)
        #expect(card.count < 6_000)
    }

    /// Where in the schemas the keys of a row stand.
    private static let places: [(row: String, schema: String, list: String?)] = [
        ("agreement", "agreement", nil), ("law", "agreement", "law"), ("share", "agreement", "share"),
        ("share", "trial", "share"), ("ban, withhold", "bans", "bans"), ("ban, withhold", "agreement", "withhold"),
        ("send", "asking", "send"), ("withhold in asking", "asking", "withhold"), ("trial", "trial", nil),
        ("test", "tests", "tests"), ("never", "tests", "never"), ("owner", "owners", "owners"),
    ]

    @Test("has the keys that the readers have, and knows which must be there")
    func keys() throws {
        for place in Self.places {
            var schema = try #require(schemas["\(place.schema).schema.json"])
            if let list = place.list { schema = try #require(schema["properties"]?[list]?["items"]) }
            guard case .object(let properties)? = schema["properties"] else {
                Issue.record("no keys in \(place)")
                continue
            }
            let parts = try row(place.row).components(separatedBy: "**")
            let bold = parts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
            let rest = (parts.last ?? "").components(separatedBy: ", ").map { $0.trimmingCharacters(in: .whitespaces) }
            let others = rest.filter { !$0.isEmpty }

            #expect(Set(bold + others) == Set(properties.keys), "\(place.row)")
            #expect(schema["required"] == nil || Set(bold) == Set(schema["required"]?.texts ?? []), "\(place.row)")
            #expect(bold.count + others.count == properties.count)
        }
    }

    @Test("has the words of the vocabulary, in its order")
    func words() throws {
        let vocabulary = set.vocabulary
        #expect(try row("levels").components(separatedBy: " < ") == VocabularyFile.levels.map(\.text))
        #expect(try words("purposes") == vocabulary.purposes.map(\.code.text))
        #expect(try words("roles") == vocabulary.roles.map(\.text))
        #expect(try words("about") == vocabulary.about.map(\.word.text))
        #expect(try words("to councils") == vocabulary.routes.map(\.text))
        for (fact, known) in zip(RequestFact.allCases, vocabulary.requestFacts) {
            #expect(try words(fact.rawValue) == known.map(\.text))
        }
    }

    @Test("has the obligations on their scales, loosest first")
    func obligations() throws {
        let lines = card.components(separatedBy: "\n")
        let head = try #require(lines.firstIndex { $0.hasPrefix("| contact | since |") })
        let keys = lines[head].components(separatedBy: "|").dropFirst().dropLast()
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let scales = lines[head + 2].components(separatedBy: "|").dropFirst().dropLast()
            .map { $0.trimmingCharacters(in: .whitespaces).components(separatedBy: " < ") }

        #expect(keys == ObligationScale.keys)
        #expect(keys.map { set.vocabulary.obligations.words[$0] } == scales)
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    fileprivate var texts: [String] {
        guard case .array(let values) = self else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
