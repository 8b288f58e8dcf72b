import Yams

/// One mapping of a configuration file, taken apart key by key with the line of every mistake.
struct ConfigSection {
    private var entries: [String: Node]
    private let path: String
    private let line: Int
    /// Where somebody finds which keys there are.
    private var help = "`fcg init` shows what is"

    init(text: String, path: String, help: String) throws {
        try self.init(text: text, path: path)
        self.help = help
    }

    init(text: String, path: String) throws {
        do {
            guard let node = try Yams.compose(yaml: text) else { throw Complaint("\(path):1: error: is empty") }
            try self.init(node, path: path)
        } catch let error as YamlError {
            throw Complaint("\(path): error: is not YAML: \(error)")
        }
    }

    private init(_ node: Node, path: String) throws {
        self.path = path
        line = node.mark?.line ?? 1
        guard let mapping = node.mapping else {
            throw Complaint("\(path):\(line): error: should be `key: value` lines")
        }
        entries = [:]
        for (key, value) in mapping {
            guard let name = key.string else { throw Complaint("\(path):\(line): error: a key is not text") }
            entries[name] = value
        }
    }

    private func fault(_ name: String, _ node: Node?, _ what: String) -> Complaint {
        Complaint("\(path):\(node?.mark?.line ?? line): error: `\(name)` \(what)")
    }

    mutating func section(_ name: String) throws -> ConfigSection {
        guard let node = entries.removeValue(forKey: name) else { throw fault(name, nil, "is missing") }
        return try ConfigSection(node, path: path)
    }

    mutating func value<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) throws -> Value {
        guard let node = entries.removeValue(forKey: name) else { throw fault(name, nil, "is missing") }
        guard let text = node.scalar?.string, let value = parse(text) else { throw fault(name, node, "is not \(form)") }
        return value
    }

    /// A value that may be absent.
    mutating func optional<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) throws -> Value? {
        guard entries[name] != nil else { return nil }
        return try value(name, form, parse)
    }

    mutating func text(_ name: String) throws -> String {
        try value(name, "text") { $0.isEmpty ? nil : $0 }
    }

    mutating func list<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) throws -> [Value] {
        guard let node = entries.removeValue(forKey: name) else { throw fault(name, nil, "is missing") }
        guard let sequence = node.sequence else { throw fault(name, node, "is not a list") }
        return try sequence.map { element in
            guard let text = element.scalar?.string, let value = parse(text) else {
                throw fault(name, element, "holds something that is not \(form)")
            }
            return value
        }
    }

    func finish() throws {
        guard let (name, node) = entries.min(by: { $0.key < $1.key }) else { return }
        throw fault(name, node, "is not known here; \(help)")
    }
}
