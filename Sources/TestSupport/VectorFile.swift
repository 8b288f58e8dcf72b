import Foundation
package import Testing
package import WireProtocol

/// One vector: an input, what must come of it, and the clause that says so.
package struct Vector: Sendable {
    package let name: String
    package let clause: String
    package let comment: String
    package let flags: [String]
    package let input: JSONValue
    package let expect: JSONValue

    /// A vector; the name is made of the words of `what`.
    package init(
        _ what: String, _ clause: String, flags: [String], comment: String, input: JSONValue, expect: JSONValue
    ) {
        name = what.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "_")
        self.clause = "FCP-" + clause
        self.flags = flags
        self.comment = comment
        self.input = input
        self.expect = expect
    }
}

extension JSONValue {
    /// What is expected of a sound input, beside values to be found.
    package static func accepted(_ values: [String: JSONValue] = [:]) -> JSONValue {
        .object(values.merging(["result": "accept"]) { first, _ in first })
    }

    /// What is expected of a broken input.
    package static func refused(at layer: String, code: ProblemCode? = nil) -> JSONValue {
        var members: [String: JSONValue] = ["result": "refuse", "layer": .string(layer)]
        members["code"] = code.map { .string($0.rawValue) }
        return .object(members)
    }

    /// Octets as vectors hold them.
    package static func octets(_ octets: some Sequence<UInt8>) -> JSONValue { .string(Base64.encode(octets)) }
}

/// A part of a vector file, as somebody reads it who knows JSON and nothing else.
package struct VectorPart: Sendable {
    package let json: JSONValue

    package init(json: JSONValue) { self.json = json }

    /// A member of an object.
    package subscript(_ name: String) -> VectorPart? {
        guard case .object(let members) = json else { return nil }
        return members[name].map(VectorPart.init)
    }

    package var text: String? { if case .string(let text) = json { text } else { nil } }
    package var number: Int64? { if case .integer(let number) = json { number } else { nil } }
    package var elements: [VectorPart]? {
        if case .array(let elements) = json { elements.map(VectorPart.init) } else { nil }
    }
    /// The octets that a text in base64 stands for.
    package var octets: [UInt8]? { text.flatMap { Base64.decode($0) } }
}

/// One file of `Tests/Vectors`, as the tests write it.
package struct VectorFile: Sendable {
    private let topic: String
    private let head: [String: JSONValue]
    private let vectors: [Vector]

    /// - Parameters:
    ///   - flags: each flag that a vector may have, and what it means.
    ///   - shared: members that stand in the input of every vector.
    package init(
        _ topic: String, notes: String, flags: [String: String], keys: JSONValue? = nil, shared: JSONValue? = nil,
        vectors: [Vector]
    ) {
        self.topic = topic
        self.vectors = vectors
        var head: [String: JSONValue] = [
            "type": "fcg.vectors/1", "topic": .string(topic), "notes": .string(notes),
            "flags": .object(flags.mapValues(JSONValue.string)),
        ]
        head["keys"] = keys
        head["shared"] = shared
        self.head = head
    }

    private var text: String {
        let rows = vectors.enumerated().map { number, vector -> JSONValue in
            [
                "id": .integer(Int64(number + 1)), "name": .string(vector.name), "clause": .string(vector.clause),
                "comment": .string(vector.comment), "flags": .array(vector.flags.map(JSONValue.string)),
                "input": vector.input, "expect": vector.expect,
            ]
        }
        return CanonicalJSON.prettyText(.object(head.merging(["vectors": .array(rows)]) { first, _ in first })) + "\n"
    }

    private static func path(_ topic: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tests/Vectors/\(topic).json")
    }

    /// Compares what would be written now with what stands in the repository; writes it anew where the environment has
    /// `FCG_WRITE_VECTORS`.
    package func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let path = VectorFile.path(topic)
        if ProcessInfo.processInfo.environment["FCG_WRITE_VECTORS"] != nil {
            try Data(text.utf8).write(to: path)
        }
        let stands = String(decoding: try Data(contentsOf: path), as: UTF8.self)
        #expect(stands == text, "`\(topic).json` is not what the tests write", sourceLocation: sourceLocation)
        let names = vectors.map(\.name)
        #expect(Set(names).count == names.count, "a name stands twice", sourceLocation: sourceLocation)
        let used = Set(vectors.flatMap(\.flags))
        var told: Set<String> = []
        if case .object(let flags)? = head["flags"] { told = Set(flags.keys) }
        #expect(used == told, "flags and what is told of them differ", sourceLocation: sourceLocation)
    }

    /// The file as it stands: its keys and its vectors.
    package static func read(_ topic: String) throws -> (keys: VectorPart?, vectors: [VectorPart]) {
        let file = try readWhole(topic)
        return (file["keys"], try #require(file["vectors"]?.elements))
    }

    /// The file as it stands, with whatever its vectors share.
    package static func readWhole(_ topic: String) throws -> VectorPart {
        VectorPart(json: try StrictJSON.parse(Array(try Data(contentsOf: path(topic))), limits: .file))
    }
}
