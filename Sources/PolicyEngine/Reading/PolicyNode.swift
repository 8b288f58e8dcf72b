import WireProtocol
import Yams

/// What a policy file is made of, each piece with its place. No type is guessed: scalars are text until a schema asks.
enum PolicyNode: Sendable {
    case text(String, Spot)
    case list([PolicyNode], Spot)
    case mapping([PolicyEntry], Spot)
    /// Something that has been reported already; readers pass over it.
    case refused(Spot)

    var spot: Spot {
        switch self {
        case .text(_, let spot), .list(_, let spot), .mapping(_, let spot), .refused(let spot): spot
        }
    }

    /// What it is, for a sentence.
    var kind: String {
        switch self {
        case .text: "text"
        case .list: "a list"
        case .mapping: "a group of keys"
        case .refused: "unreadable"
        }
    }
}

/// A key and what stands behind it.
struct PolicyEntry: Sendable {
    let key: String
    let keySpot: Spot
    let value: PolicyNode
}

extension PolicyNode {
    /// Takes over a tree, reporting words that YAML readers disagree about.
    init(_ node: Node, in file: SourceFile) {
        let spot = Spot(node.mark)
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, let fault = AmbiguousWord.fault(in: scalar.string) {
                file.fault(fault.message, at: spot, help: fault.help)
                self = .refused(spot)
            } else {
                self = .text(scalar.string, spot)
            }
        case .sequence(let sequence): self = .list(sequence.map { PolicyNode($0, in: file) }, spot)
        case .mapping(let mapping):
            self = .mapping(mapping.compactMap { PolicyEntry($0.key, $0.value, in: file) }, spot)
        case .alias: self = .refused(spot)
        }
    }

    /// Whether another one says the same in the same order, wherever it stands.
    func saysTheSame(as other: PolicyNode) -> Bool {
        switch (self, other) {
        case (.text(let text, _), .text(let another, _)): text == another
        case (.list(let nodes, _), .list(let others, _)):
            nodes.count == others.count && zip(nodes, others).allSatisfy { $0.saysTheSame(as: $1) }
        case (.mapping(let entries, _), .mapping(let others, _)):
            entries.count == others.count
                && zip(entries, others).allSatisfy { $0.key == $1.key && $0.value.saysTheSame(as: $1.value) }
        case (.text, _), (.list, _), (.mapping, _), (.refused, _): false
        }
    }

    /// The canonical form: text and numbers, as the schema read them.
    func json(numbers: Set<Spot>) -> JSONValue {
        switch self {
        case .text(let text, let spot):
            if numbers.contains(spot), let number = Int64(text) { .integer(number) } else { .string(text) }
        case .list(let nodes, _): .array(nodes.map { $0.json(numbers: numbers) })
        case .mapping(let entries, _):
            .object(Dictionary(entries.map { ($0.key, $0.value.json(numbers: numbers)) }) { first, _ in first })
        case .refused: .null
        }
    }
}

extension PolicyEntry {
    fileprivate init?(_ key: Node, _ value: Node, in file: SourceFile) {
        switch PolicyNode(key, in: file) {
        case .refused: return nil
        case .text(let text, _) where RepeatedKey.isHidden(text): return nil
        case .text(let text, let spot): self.init(key: text, keySpot: spot, value: PolicyNode(value, in: file))
        case .list(_, let spot), .mapping(_, let spot):
            file.fault("a key must be a word", at: spot, help: "write `key: value`")
            return nil
        }
    }
}

extension Spot {
    init(_ mark: Mark?) { self.init(line: mark?.line ?? 1, column: mark?.column ?? 1) }
}
