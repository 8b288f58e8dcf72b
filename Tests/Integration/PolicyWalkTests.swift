import Foundation
import TestSupport
import Testing

/// The guide's way from nothing to a new agreement, walked as it stands: files written, lines added, commands run.
@Suite("from zero to a new agreement")
struct PolicyWalkTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private enum Step {
        case write(path: String, text: String)
        case add(path: String, under: String, text: String)
        case run(words: [String], output: String)
    }

    /// The code blocks of the section, in their order.
    private func steps() throws -> [Step] {
        let guide = try String(contentsOf: Self.root.appending(path: "docs/policy-guide/README.md"), encoding: .utf8)
        let section = try #require(guide.components(separatedBy: "\n## ").first { $0.hasPrefix("From zero") })
        return section.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map { _, block in
            var lines = block.components(separatedBy: "\n")
            let title = lines.removeFirst()
            let text = lines.joined(separator: "\n")
            guard title.hasPrefix("yaml ") else { return run(text) }
            let parts = title.dropFirst(5).components(separatedBy: ", under ")
            let key = parts.count > 1 ? parts[1].replacing("`", with: "") : nil
            return key.map { .add(path: parts[0], under: $0, text: text) } ?? .write(path: parts[0], text: text)
        }
    }

    private func run(_ text: String) -> Step {
        let joined = text.replacing("\\\n", with: "")
        let lines = joined.components(separatedBy: "\n")
        let words = lines[0].dropFirst(2).split(separator: " ").map(String.init)
        return .run(words: words, output: lines.dropFirst().joined(separator: "\n"))
    }

    @Test("every line of the way does what the guide says")
    func walk() async throws {
        let folder = try TemporaryFolder()
        let here = URL(filePath: folder.path(""))
        try FileManager.default.copyItem(
            at: Self.root.appending(path: "Policies"), to: here.appending(path: "Policies"))
        let steps = try steps()
        var commands: [String] = []
        for step in steps {
            switch step {
            case .write(let path, let text):
                try text.write(to: here.appending(path: path), atomically: true, encoding: .utf8)
            case .add(let path, let key, let text):
                let file = here.appending(path: path)
                let before = try String(contentsOf: file, encoding: .utf8)
                #expect(before.components(separatedBy: "\n\(key)\n").count == 2)
                try before.replacing("\n\(key)\n", with: "\n\(key)\n\(text)")
                    .write(to: file, atomically: true, encoding: .utf8)
            case .run(let words, let output):
                commands.append(words.prefix(3).joined(separator: " "))
                try await run(words, saying: output, in: here)
            }
        }

        #expect(
            commands == [
                "cp -r Policies/stockport", "fcg policy check", "fcg policy check", "fcg policy test",
                "fcg policy explain", "fcg policy prove", "fcg policy lint", "fcg policy diff", "fcg policy print",
                "fcg policy format",
            ])
    }

    private func run(_ words: [String], saying expected: String, in folder: URL) async throws {
        guard words[0] == "fcg" else {
            try #require(words.count == 4 && words[0] == "cp")
            return try FileManager.default.copyItem(
                at: folder.appending(path: words[2]), to: folder.appending(path: words[3]))
        }
        let said = try await Program.fcg(Array(words.dropFirst()), in: folder)
        let output = said.text.trimmingCharacters(in: .newlines)
        let wanted = expected.trimmingCharacters(in: .newlines)
        if wanted.hasSuffix("\n…") {
            #expect(output.hasPrefix(wanted.dropLast()))
        } else {
            #expect(output == wanted)
        }
        #expect(said.code == (wanted.contains("nothing was taken up") ? 1 : 0))
    }

    @Test("the reference card names every command there is, and no other")
    func commands() async throws {
        let card = try String(
            contentsOf: Self.root.appending(path: "docs/policy-guide/reference-card.md"), encoding: .utf8)
        let line = try #require(card.components(separatedBy: "\n").first { $0.hasPrefix("| `check` ") })
        let named = line.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)

        let help = try await Program.fcg(["policy", "--help"])

        let listed = help.text.components(separatedBy: "SUBCOMMANDS:\n").last?.components(separatedBy: "\n") ?? []
        let commands = listed.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("See 'fcg") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(Set(named) == Set(commands))
        #expect(named.count == commands.count && commands.count > 10)
    }
}
