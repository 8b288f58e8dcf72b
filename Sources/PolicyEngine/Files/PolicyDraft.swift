import WireProtocol

/// All files of a set as far as they could be read, before they are compared with each other.
struct PolicyDraft {
    private(set) var files: [String: SourceFile] = [:]
    private(set) var roots: [String: PolicyNode] = [:]
    private(set) var vocabulary = VocabularyFile()
    private(set) var owners = OwnersFile()
    private(set) var bans = BansFile()
    private(set) var asking = AskingFile()
    private(set) var agreements: [Agreement] = []
    private(set) var trials: [Trial] = []
    private(set) var tests: [TestsFile] = []
    let words: Words

    static let single = ["vocabulary.yaml", "owners.yaml", "bans.yaml", "asking.yaml"]
    static let folders = ["agreements", "trials", "tests"]

    init(_ octets: [String: [UInt8]]) {
        for (path, content) in octets {
            let file = SourceFile(path: path)
            files[path] = file
            guard Self.belongs(path, file) else { continue }
            roots[path] = PolicyDocument.read(content, in: file)
        }
        for path in Self.single where files[path] == nil {
            let file = SourceFile(path: path)
            file.fault("the file is missing", at: .start, help: "every policy set has \(Self.sentence(Self.single))")
            files[path] = file
        }
        if let root = roots["vocabulary.yaml"], let file = files["vocabulary.yaml"] {
            vocabulary = VocabularyFile(root, in: file)
        }
        words = Words(vocabulary)
        readRules()
    }

    private mutating func readRules() {
        for path in roots.keys.sorted() {
            guard let root = roots[path], let file = files[path] else { continue }
            switch path.split(separator: "/").first {
            case "owners.yaml": owners = OwnersFile(root, words, in: file)
            case "bans.yaml": bans = BansFile(root, words, in: file)
            case "asking.yaml": asking = AskingFile(root, words, in: file)
            case "agreements": if let read = Agreement(root, words, in: file) { agreements.append(read) }
            case "trials": if let read = Trial(root, words, in: file) { trials.append(read) }
            case "tests": if let read = TestsFile(root, words, in: file) { tests.append(read) }
            default: break
            }
        }
    }

    var diagnostics: [PolicyDiagnostic] {
        files.values.flatMap(\.diagnostics).sorted {
            ($0.path, $0.line, $0.column, $0.message) < ($1.path, $1.line, $1.column, $1.message)
        }
    }

    /// The canonical form of the set: `{path: typed content}`.
    var json: [String: JSONValue] {
        roots.reduce(into: [:]) { members, root in
            members[root.key] = root.value.json(numbers: files[root.key]?.numbers ?? [])
        }
    }

    /// Whether a path is one a policy set has; reports those that are not.
    private static func belongs(_ path: String, _ file: SourceFile) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1, single.contains(path) { return true }
        if parts.count == 2, folders.contains(parts[0]), parts[1].hasSuffix(".yaml"), parts[1] != ".yaml" {
            return true
        }
        let near =
            parts.count == 1
            ? Suggestion.nearest(to: path, among: single)
            : Suggestion.nearest(to: parts[0], among: folders).map { "\($0)/\(parts[1])" }
        let help = near.map { "did you mean `\($0)`? " } ?? ""
        file.fault(
            "`\(path)` is no file of a policy set", at: .start,
            help: help + "a set has \(sentence(single)), and files called `….yaml` in \(sentence(folders))")
        return false
    }

    private static func sentence(_ names: [String]) -> String {
        names.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " and `\(names.last ?? "")`"
    }
}
