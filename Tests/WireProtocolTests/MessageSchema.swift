import Testing
import WireProtocol

/// A message's example and what may be left out of it, from which all broken variants are made.
struct MessageSchema: Sendable {
    let example: JSONValue
    /// Members a message may go without, their indexes left out.
    let optional: Set<String>
    /// Places whose content is free: not walked into.
    let free: Set<String>
    /// Reads a message, and gives the octets it would travel as.
    let read: @Sendable (JSONValue) throws(SchemaFault) -> [UInt8]

    var places: [JSONPath] {
        example.places().map(\.path).filter { path in
            !path.steps.isEmpty && !free.contains { path.text.hasPrefix($0 + ".") }
        }
    }

    var objects: [JSONPath] {
        example.places().filter { place in
            if case .object = place.value { !free.contains { place.path.text.hasPrefix($0) } } else { false }
        }.map(\.path)
    }

    /// Whether the member at a place may be left out.
    func isOptional(_ path: JSONPath) -> Bool {
        let schema = path.steps.map { if case .member(let name) = $0 { name } else { "[]" } }.joined(separator: ".")
        return optional.contains(schema)
    }

    /// What the reader says of the example with one place changed; `nil` if nothing.
    func fault(_ path: JSONPath, _ value: JSONValue?) -> SchemaFault? {
        do {
            _ = try read(example.replacing(path, with: value))
            return nil
        } catch {
            return error
        }
    }

    static let query = MessageSchema(
        example: Examples.queryJSON,
        optional: [
            "agreement", "familyConversation", "harmThreshold", "namedManager", "ext", "subjects.[].relationship",
            "subjects.[].dateOfBirth", "subjects.[].sex", "subjects.[].previousNames", "subjects.[].postcode",
            "subjects.[].previousPostcodes", "subjects.[].ids",
        ],
        free: ["ext"],
        read: { value throws(SchemaFault) in try FamilyQuery(value).encoded() })

    static let answer = MessageSchema(
        example: Examples.answerJSON,
        optional: [
            "subjects.[].couldHelp", "subjects.[].categories.[].rule", "subjects.[].categories.[].owner",
            "subjects.[].categories.[].level", "subjects.[].categories.[].contact",
            "subjects.[].categories.[].contact.name", "subjects.[].categories.[].contact.organisation",
            "subjects.[].categories.[].contact.phone", "subjects.[].categories.[].contact.email",
            "subjects.[].categories.[].detail",
        ],
        free: ["subjects[0].categories[0].detail"],
        read: { value throws(SchemaFault) in try FamilyAnswer(value).encoded() })
}
