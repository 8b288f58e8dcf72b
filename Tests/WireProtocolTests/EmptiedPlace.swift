import Testing
import WireProtocol

/// A place of an example and the empty value of its kind.
struct EmptiedPlace: Sendable, CustomTestStringConvertible {
    let path: JSONPath
    let value: JSONValue

    var testDescription: String { path.testDescription }
}

extension JSONValue {
    /// Every place of a message that holds text, a list or an object, to be tried with an empty one.
    func emptied(except allowed: Set<String>, in schema: MessageSchema) -> [EmptiedPlace] {
        let walked = Set(schema.places)
        return places().filter { walked.contains($0.path) && !allowed.contains($0.path.text) }.compactMap { place in
            switch place.value {
            case .string: EmptiedPlace(path: place.path, value: "")
            case .array: EmptiedPlace(path: place.path, value: [])
            case .object: EmptiedPlace(path: place.path, value: [:])
            case .null, .bool, .integer: nil
            }
        }
    }

    /// An object without one member.
    func without(_ name: String) -> JSONValue { replacing(JSONPath(steps: [.member(name)]), with: nil) }
}
