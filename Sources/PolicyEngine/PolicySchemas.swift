package import WireProtocol

/// JSON Schemas for editors: what the keys of each kind of policy file are, and which words may stand behind them.
///
/// They are sketched by the readers themselves. An editor completes and underlines with them; what only shows when
/// several places are laid side by side, `fcg policy check` alone can say.
package enum PolicySchemas {
    /// The schemas by file name, with the words of a `vocabulary.yaml`.
    package static func all(vocabulary octets: [UInt8]) throws(PolicyFaults) -> [String: JSONValue] {
        let file = SourceFile(path: PolicyFileKind.vocabulary.place)
        let reader = PolicyDocument.read(octets, in: file).flatMap {
            MappingReader($0, PolicyFileKind.vocabulary.subject, in: file)
        }
        let words = Words(reader.map(VocabularyFile.init) ?? VocabularyFile())
        guard file.diagnostics.isEmpty else { throw PolicyFaults(diagnostics: file.diagnostics) }
        return PolicyFileKind.allCases.reduce(into: [:]) { schemas, kind in
            schemas["\(kind.rawValue).schema.json"] = document(kind, words)
        }
    }

    /// What a reader of a kind of file asks for.
    static func sketch(_ kind: PolicyFileKind, _ words: Words) -> SchemaSketch {
        let sketch = SchemaSketch()
        read(MappingReader(sketching: sketch), as: kind, words)
        return sketch
    }

    /// Reads one file for what is wrong with it by itself.
    static func read(_ reader: MappingReader, as kind: PolicyFileKind, _ words: Words) {
        switch kind {
        case .vocabulary: _ = VocabularyFile(reader)
        case .owners: _ = OwnersFile(reader, words)
        case .bans: _ = BansFile(reader, words)
        case .asking: _ = AskingFile(reader, words)
        case .agreement: _ = Agreement(reader, words)
        case .trial: _ = Trial(reader, words)
        case .tests: _ = TestsFile(reader, words)
        }
    }

    private static func document(_ kind: PolicyFileKind, _ words: Words) -> JSONValue {
        guard case .object(var members) = schema(sketch(kind, words)) else { return .null }
        members["$schema"] = "http://json-schema.org/draft-07/schema#"
        members["title"] = .string("Family Context Gateway, policy language 1: \(kind.subject)")
        return .object(members)
    }

    private static func schema(_ sketch: SchemaSketch) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": "object", "additionalProperties": sketch.anyKey.map(schema) ?? false,
        ]
        if !sketch.keys.isEmpty { members["properties"] = .object(sketch.keys.mapValues(schema)) }
        if !sketch.required.isEmpty { members["required"] = .array(sketch.required.map(JSONValue.string)) }
        if sketch.isNeverEmpty { members["minProperties"] = 1 }
        return .object(members)
    }

    private static func schema(_ shape: SchemaSketch.Shape) -> JSONValue {
        switch shape {
        case .text: ["type": ["string", "integer"], "pattern": "[^ ]"]
        case .number(let range): number(range)
        case .day: ["type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"]
        case .authority: ["type": "string", "pattern": "^E(06|07|08|09|10)[0-9]{6}$"]
        case .word(nil): ["type": ["string", "integer"], "pattern": "^[a-z0-9][A-Za-z0-9-]{0,63}$"]
        case .word(.some(let words)): ["enum": .array(words.flatMap(spellings))]
        case .fixed(let words): ["const": .array(words.map(JSONValue.string))]
        case .list(let shape, let mayBeEmpty): list(shape, mayBeEmpty)
        case .group(let sketch): schema(sketch)
        }
    }

    private static func list(_ shape: SchemaSketch.Shape, _ mayBeEmpty: Bool) -> JSONValue {
        var members: [String: JSONValue] = ["type": "array", "items": schema(shape)]
        if case .word = shape { members["uniqueItems"] = true }
        if !mayBeEmpty { members["minItems"] = 1 }
        return .object(members)
    }

    /// A number may stand in quotes: the language gives scalars their kind, not YAML.
    private static func number(_ range: ClosedRange<Int>) -> JSONValue {
        [
            "anyOf": [
                [
                    "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                    "maximum": .integer(Int64(range.upperBound)),
                ],
                ["type": "string", "pattern": "^(0|[1-9][0-9]*)$"],
            ]
        ]
    }

    /// An editor takes a plain `1` for a number, the language for a word.
    private static func spellings(_ word: String) -> [JSONValue] {
        guard let number = Int64(word), String(number) == word else { return [.string(word)] }
        return [.string(word), .integer(number)]
    }
}
