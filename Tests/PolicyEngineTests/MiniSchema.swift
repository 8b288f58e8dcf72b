import WireProtocol

/// As much of JSON Schema (draft 7) as our schemas use; a keyword it does not know is a failure.
struct MiniSchema {
    private let keywords: [String: JSONValue]

    init(_ schema: JSONValue) {
        guard case .object(let members) = schema else { preconditionFailure("a schema is an object") }
        keywords = members
    }

    func accepts(_ value: JSONValue) throws -> Bool {
        for (keyword, rule) in keywords {
            guard try holds(keyword, rule, value) else { return false }
        }
        return true
    }

    private func holds(_ keyword: String, _ rule: JSONValue, _ value: JSONValue) throws -> Bool {
        switch (keyword, rule, value) {
        case ("$schema", _, _), ("title", _, _): true
        case ("type", .string(let type), _): Self.type(of: value) == type
        case ("type", .array(let types), _): types.contains(.string(Self.type(of: value)))
        case ("enum", .array(let choices), _): choices.contains(value)
        case ("const", _, _): rule == value
        case ("pattern", .string(let pattern), .string(let text)): try text.contains(Regex(pattern))
        case ("anyOf", .array(let rules), _): try rules.contains { try MiniSchema($0).accepts(value) }
        case ("minimum", .integer(let least), .integer(let number)): number >= least
        case ("maximum", .integer(let most), .integer(let number)): number <= most
        case ("items", _, .array(let values)): try values.allSatisfy { try MiniSchema(rule).accepts($0) }
        case ("minItems", .integer(let least), .array(let values)): values.count >= least
        case ("uniqueItems", .bool(true), .array(let values)): Set(values.map(CanonicalJSON.text)).count == values.count
        case ("properties", .object(let rules), .object(let members)):
            try members.allSatisfy { try rules[$0.key].map(MiniSchema.init)?.accepts($0.value) ?? true }
        case ("required", .array(let names), .object(let members)):
            names.allSatisfy { name in members.keys.contains { JSONValue.string($0) == name } }
        case ("additionalProperties", _, .object(let members)): try others(members, rule)
        case ("minProperties", .integer(let least), .object(let members)): members.count >= least
        case ("pattern", _, _), ("minimum", _, _), ("maximum", _, _), ("items", _, _), ("minItems", _, _),
            ("uniqueItems", _, _), ("properties", _, _), ("required", _, _), ("minProperties", _, _),
            ("additionalProperties", _, _):
            true
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private func others(_ members: [String: JSONValue], _ rule: JSONValue) throws -> Bool {
        let named: Set<String> = if case .object(let rules) = keywords["properties"] { Set(rules.keys) } else { [] }
        let others = members.filter { !named.contains($0.key) }
        if case .bool(let allowed) = rule { return allowed || others.isEmpty }
        return try others.values.allSatisfy { try MiniSchema(rule).accepts($0) }
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private struct UnknownKeyword: Error { let keyword: String }
}
