import Yams

/// Turns the octets of one file into nodes, or says why they are none.
enum PolicyDocument {
    /// A policy file is written by people; one beyond this is not.
    static let largest = 512 * 1_024

    /// The keys of a file, or `nil` after its mistakes have been reported.
    static func read(_ octets: [UInt8], in file: SourceFile) -> PolicyNode? {
        guard octets.count <= largest else {
            file.fault("the file is larger than \(largest / 1_024) KiB", at: .start, help: "split it")
            return nil
        }
        guard var text = String(validating: octets, as: UTF8.self) else {
            file.fault("the file is not UTF-8 text", at: .start, help: "save it as UTF-8")
            return nil
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        guard YAMLTraps.areAbsent(from: text, in: file), let root = compose(text, in: file) else { return nil }
        let node = PolicyNode(root, in: file)
        guard case .mapping = node else {
            file.fault("the file must be made of keys, but is \(node.kind)", at: node.spot, help: "write `key: value`")
            return nil
        }
        return node
    }

    /// Composes, reporting each repeated key and going on as if its second appearance were not there.
    private static func compose(_ text: String, in file: SourceFile) -> Node? {
        var text = text
        for repetition in 0..<32 {
            do {
                guard let root = try Yams.compose(yaml: text) else {
                    file.fault("the file is empty", at: .start)
                    return nil
                }
                return root
            } catch let error as YamlError {
                guard case .duplicatedKeysInMapping(let keys, let context) = error, let key = keys.first,
                    let second = RepeatedKey.hideSecond(key, first: Spot(context.mark), number: repetition, in: &text)
                else {
                    report(error, in: file)
                    return nil
                }
                file.fault(
                    "`\(key)` stands twice in one place", at: second,
                    help: "keep one of the two; the first stands in line \(context.mark.line)")
            } catch {
                file.fault("the file cannot be read as YAML", at: .start)
                return nil
            }
        }
        return nil
    }

    private static func report(_ error: YamlError, in file: SourceFile) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            file.fault("this is not YAML: \(problem)", at: Spot(mark), help: help(for: problem))
        case .duplicatedKeysInMapping(let keys, let context):
            file.fault("`\(keys.first ?? "")` stands twice in one place", at: Spot(context.mark), help: "keep one")
        case .reader(let problem, _, _, _): file.fault("this is not YAML: \(problem)", at: .start)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            file.fault("the file cannot be read as YAML", at: .start)
        }
    }

    /// A colon inside a sentence is the slip that people make most.
    private static func help(for problem: String) -> String {
        problem.contains("mapping values")
            ? "put a text that has a colon in it in quotes, and keep the keys of one group in one column"
            : "look for a missing colon, quote, bracket or space in this line or the one before"
    }
}
