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

    static let single = [PolicyFileKind.vocabulary, .owners, .bans, .asking].map(\.place)
    static let folders = [PolicyFileKind.agreement, .trial, .tests].map(\.place)

    /// Reads files of YAML.
    init(_ octets: [String: [UInt8]]) {
        self.init(octets) { content, file in PolicyDocument.read(content, in: file) }
    }

    /// Reads files in whatever form; `node` turns the content of one into nodes, or reports why it cannot.
    init<Content>(_ contents: [String: Content], node: (Content, SourceFile) -> PolicyNode?) {
        for (path, content) in contents {
            let file = SourceFile(path: path)
            files[path] = file
            guard Self.belongs(path, file) else { continue }
            roots[path] = node(content, file)
        }
        for path in Self.single where files[path] == nil {
            let file = SourceFile(path: path)
            file.fault("the file is missing", at: .start, help: "every policy set has \(Self.sentence(Self.single))")
            files[path] = file
        }
        if let reader = Self.reader(of: "vocabulary.yaml", roots, files) { vocabulary = VocabularyFile(reader) }
        words = Words(vocabulary)
        readRules()
    }

    private mutating func readRules() {
        for path in roots.keys.sorted() {
            guard let kind = PolicyFileKind(path: path), kind != .vocabulary,
                let reader = Self.reader(of: path, roots, files)
            else {
                continue
            }
            read(reader, as: kind)
        }
    }

    private mutating func read(_ reader: MappingReader, as kind: PolicyFileKind) {
        switch kind {
        case .vocabulary: break
        case .owners: owners = OwnersFile(reader, words)
        case .bans: bans = BansFile(reader, words)
        case .asking: asking = AskingFile(reader, words)
        case .agreement: if let read = Agreement(reader, words) { agreements.append(read) }
        case .trial: if let read = Trial(reader, words) { trials.append(read) }
        case .tests: if let read = TestsFile(reader, words) { tests.append(read) }
        }
    }

    /// A reader of the keys of a file; `nil` where there are none.
    private static func reader(
        of path: String, _ roots: [String: PolicyNode], _ files: [String: SourceFile]
    ) -> MappingReader? {
        guard let root = roots[path], let file = files[path], let kind = PolicyFileKind(path: path) else { return nil }
        return MappingReader(root, kind.subject, in: file)
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
