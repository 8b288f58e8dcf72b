import Testing
import WireProtocol

/// A place inside a JSON value, written as schema faults write it: `subjects[0].name.given[1]`.
struct JSONPath: Sendable, Hashable, CustomTestStringConvertible {
    enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }
    var steps: [Step] = []

    var text: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            }
        }
    }

    var testDescription: String { text.isEmpty ? "the message" : text }

    /// Whether the last step names a member, not an element.
    var isMember: Bool {
        if case .member = steps.last { true } else { false }
    }

    func appending(_ step: Step) -> JSONPath { JSONPath(steps: steps + [step]) }
}

extension JSONValue {
    /// Every place in this value, the root first.
    func places(from path: JSONPath = JSONPath()) -> [(path: JSONPath, value: JSONValue)] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.reduce(into: [(path, self)]) { places, member in
                places += member.value.places(from: path.appending(.member(member.key)))
            }
        case .array(let elements):
            elements.enumerated().reduce(into: [(path, self)]) { places, element in
                places += element.element.places(from: path.appending(.element(element.offset)))
            }
        case .null, .bool, .integer, .string: [(path, self)]
        }
    }

    /// This value with another one at a place; `nil` takes the member away.
    func replacing(_ path: JSONPath, with value: JSONValue?) -> JSONValue {
        replacing(path.steps[...], with: value) ?? .null
    }

    private func replacing(_ steps: ArraySlice<JSONPath.Step>, with value: JSONValue?) -> JSONValue? {
        switch (steps.first, self) {
        case (nil, _): return value
        case (.member(let name), .object(var members)):
            members[name] = (members[name] ?? .null).replacing(steps.dropFirst(), with: value)
            return .object(members)
        case (.element(let index), .array(var elements)):
            elements[index] = elements[index].replacing(steps.dropFirst(), with: value) ?? .null
            return .array(elements)
        default: return self
        }
    }
}
