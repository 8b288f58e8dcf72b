import Foundation
import Testing
import WireProtocol

@testable import PolicyEngine

@Suite("the schemas for editors")
struct SchemaTests {
    private let words: Words
    private let schemas: [String: JSONValue]
    private static let stockport = "stockport"

    init() throws {
        let vocabulary = try #require(try Samples.files(Self.stockport)["vocabulary.yaml"])
        schemas = try PolicySchemas.all(vocabulary: vocabulary)
        words = PolicyDraft(try Samples.files(Self.stockport)).words
    }

    /// One file as a tree of nodes, its schema and its kind.
    private struct Sample {
        let kind: PolicyFileKind
        let root: PolicyNode
        let schema: MiniSchema
    }

    private func sample(_ path: String, _ octets: [UInt8]) throws -> Sample {
        let kind = try #require(PolicyFileKind(path: path))
        let root = try #require(PolicyDocument.read(octets, in: SourceFile(path: path)))
        return Sample(
            kind: kind, root: root, schema: MiniSchema(try #require(schemas["\(kind.rawValue).schema.json"])))
    }

    /// What the strict reader says of one file by itself.
    private func faults(_ kind: PolicyFileKind, _ root: PolicyNode) -> [String] {
        let file = SourceFile(path: "x.yaml")
        guard let reader = MappingReader(root, kind.subject, in: file) else { return file.diagnostics.map(\.message) }
        PolicySchemas.read(reader, as: kind, words)
        return file.diagnostics.map(\.message)
    }

    @Test("those beside the samples are the generated ones")
    func checkedIn() throws {
        let folder = Samples.root.appending(path: "schemas")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())

        #expect(Set(names) == Set(schemas.keys))
        for (name, schema) in schemas {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(
                text == CanonicalJSON.prettyText(schema) + "\n",
                "run `fcg policy schemas Policies/stockport --output Policies/schemas`")
        }
    }

    @Test("every sample begins with the line that names its schema", arguments: SampleSetTests.councils)
    func schemaLine(council: String) throws {
        for (path, octets) in try Samples.files(council) {
            let kind = try #require(PolicyFileKind(path: path))
            let up = path.contains("/") ? "../../" : "../"
            let line = "# yaml-language-server: $schema=\(up)schemas/\(kind.rawValue).schema.json\n"
            #expect(String(decoding: octets, as: UTF8.self).hasPrefix(line), "\(council)/\(path)")
        }
    }

    @Test(
        "every sample is valid, whether an editor takes numbers for numbers or for text",
        arguments: SampleSetTests.councils)
    func samplesAreValid(council: String) throws {
        for (path, octets) in try Samples.files(council) {
            let sample = try sample(path, octets)
            #expect(try sample.schema.accepts(sample.root.json(numbers: [])), "\(path)")
            #expect(try sample.schema.accepts(sample.root.json(numbers: sample.root.plainNumbers)), "\(path)")
        }
    }

    @Test("planted defects are refused by both where a schema can tell")
    func defects() throws {
        let files = try Samples.files(Self.stockport)
        var refused = 0
        for defect in Defect.all + Defect.office + Defect.law {
            let octets = files.replacing(defect.path, defect.old, defect.new)[defect.path] ?? []
            guard let root = PolicyDocument.read(octets, in: SourceFile(path: defect.path)) else { continue }
            let sample = try sample(defect.path, octets)
            if try !sample.schema.accepts(root.json(numbers: [])) { refused += 1 }
        }

        #expect(refused >= 12)
    }

    @Test(
        "a schema refuses no more than the reader, and everything the reader calls missing, unknown or of another kind",
        arguments: PolicyFileKind.allCases)
    func agrees(kind: PolicyFileKind) throws {
        let files = try Samples.files(Self.stockport).filter { PolicyFileKind(path: $0.key) == kind }
        let structural = [
            "must say `", "unknown key", "must be a list", "must be text", "is made of keys", "whole number",
            "must be a day", "` must be `", " is empty",
        ]
        var refused = 0
        for (path, octets) in files.sorted(by: { $0.key < $1.key }).suffix(1) {
            let sample = try sample(path, octets)
            for (place, changed) in sample.root.withFewAlike.changes {
                let told = faults(kind, changed)
                let accepts = try sample.schema.accepts(changed.json(numbers: []))

                if !accepts { refused += 1 }
                #expect(accepts || !told.isEmpty, "\(path): only the schema refuses \(place)")
                // Which keys these numbers have, another list of the same file says.
                if place.hasPrefix("hand-off within minutes/") { continue }
                let isStructural = told.contains { message in structural.contains(where: message.contains) }
                #expect(!(accepts && isStructural), "\(path): only the reader refuses \(place): \(told)")
            }
        }

        #expect(refused > 20)
    }
}

extension PolicyNode {
    /// Where an editor sees a number.
    var plainNumbers: Set<Spot> {
        switch self {
        case .text(let text, let spot): Int64(text).map(String.init) == text ? [spot] : []
        case .list(let nodes, _): nodes.reduce(into: []) { $0.formUnion($1.plainNumbers) }
        case .mapping(let entries, _): entries.reduce(into: []) { $0.formUnion($1.value.plainNumbers) }
        case .refused: []
        }
    }

    /// The tree with two of each kind of group whose keys are words, such as the categories.
    var withFewAlike: PolicyNode {
        guard case .mapping(let entries, let spot) = self else { return self }
        let isOfGroups = entries.allSatisfy { entry in if case .mapping = entry.value { true } else { false } }
        return .mapping(
            (isOfGroups ? Array(entries.prefix(2)) : entries).map {
                PolicyEntry(key: $0.key, keySpot: $0.keySpot, value: $0.value.withFewAlike)
            }, spot)
    }

    /// The same tree with one thing changed, for every thing that can be, and where. One of several alike stands for all.
    var changes: [(place: String, node: PolicyNode)] {
        switch self {
        case .text(_, let spot):
            [("text", .text("zz zz", spot)), ("list", .list([], spot)), ("keys", .mapping([], spot))]
        case .list(let nodes, let spot):
            [("emptied", .list([], spot)), ("text", .text("zz", spot))]
                + (nodes.first?.changes ?? []).map { place, changed in
                    ("0/" + place, .list([changed] + nodes.dropFirst(), spot))
                }
        case .mapping(let entries, let spot):
            [
                ("emptied", .mapping([], spot)), ("text", .text("zz", spot)),
                ("another key", .mapping(entries + [.unknown(spot)], spot)),
            ] + entries.indices.flatMap { index in Self.changes(of: entries, at: index, spot) }
        case .refused: []
        }
    }

    private static func changes(of entries: [PolicyEntry], at index: Int, _ spot: Spot) -> [(String, PolicyNode)] {
        let entry = entries[index]
        var without = entries
        without.remove(at: index)
        return [("without " + entry.key, .mapping(without, spot))]
            + entry.value.changes.map { place, changed in
                var mapping = entries
                mapping[index] = PolicyEntry(key: entry.key, keySpot: entry.keySpot, value: changed)
                return (entry.key + "/" + place, .mapping(mapping, spot))
            }
    }
}

extension PolicyEntry {
    fileprivate static func unknown(_ spot: Spot) -> PolicyEntry {
        PolicyEntry(key: "zzz zzz", keySpot: spot, value: .text("zz", spot))
    }
}
