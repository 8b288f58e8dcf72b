import Foundation
import Testing

/// The commands of the policy guide that need no node, run as they stand there.
@Suite("the policy guide")
struct PolicyGuideTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// One command of a code block and what the guide says comes out.
    private struct Example {
        let arguments: [String]
        let output: String
    }

    private func examples(of commands: Set<String>) throws -> [Example] {
        let sections = try String(
            contentsOf: Self.root.appending(path: "docs/policy-guide/README.md"), encoding: .utf8
        ).components(separatedBy: "\n## ")
        let guide = sections.filter { !$0.hasPrefix("From zero") }.joined(separator: "\n## ")
        let blocks = guide.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return blocks.flatMap { $0.components(separatedBy: "\n$ ").dropFirst() }.compactMap { text in
            let lines = text.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
            let words = lines[0].components(separatedBy: " ")
            guard words.starts(with: ["fcg", "policy"]), commands.contains(words[2]) else { return nil }
            return Example(arguments: Array(words.dropFirst()), output: lines.dropFirst().joined(separator: "\n"))
        }
    }

    /// The copy with two edits that the guide speaks of.
    private func makeDraft(in folder: URL) throws {
        try FileManager.default.copyItem(
            at: Self.root.appending(path: "Policies"), to: folder.appending(path: "Policies"))
        let draft = folder.appending(path: "draft")
        try FileManager.default.copyItem(at: Self.root.appending(path: "Policies/stockport"), to: draft)
        let file = draft.appending(path: "agreements/stockport-to-leeds.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let edited = text.replacing(
            "about: [parent-or-carer, household-adult]\n    categories: [housing]",
            with: "about: [parent-or-carer, household-adult, other-adult]\n    categories: [housing]"
        ).replacing(
            "family conversation: [held, not-safe, not-practicable]\n", with: "family conversation: [pending]\n")
        #expect(edited != text)
        try edited.write(to: file, atomically: true, encoding: .utf8)
    }

    /// The copy whose own questions give away more.
    private func makeAsking(in folder: URL) throws {
        let copy = folder.appending(path: "asking")
        try FileManager.default.copyItem(at: Self.root.appending(path: "Policies/stockport"), to: copy)
        let file = copy.appending(path: "asking.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let edited = text.replacing(
            "identifiers: [name, date-of-birth, sex, nhs-number]",
            with: "identifiers: [name, date-of-birth, sex, previous-names, nhs-number]")
        #expect(edited != text)
        try edited.write(to: file, atomically: true, encoding: .utf8)
    }

    @Test("shows of the commands that read a set what they really say")
    func examplesAreReal() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "guide-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try makeDraft(in: folder)
        try makeAsking(in: folder)
        let examples = try examples(of: ["check", "test", "prove", "lint", "diff", "who-sees", "between"])
        #expect(examples.count == 12)

        for example in examples {
            let said = try await Program.fcg(example.arguments, in: folder)

            let output = said.text.trimmingCharacters(in: .newlines)
            // The guide cuts a long output before a line that says so.
            if example.output.hasSuffix("\n…") {
                #expect(output.hasPrefix(example.output.dropLast()))
            } else {
                #expect(output == example.output)
            }
            let isRefused = ["broken:", "warning:", "not decided:", "What does not fit:"].contains {
                example.output.contains($0)
            }
            #expect(said.code == (isRefused ? 1 : 0))
        }
    }

    @Test("prove and lint end with 1 on a word nobody knows and on a mistake, and say so")
    func failures() async throws {
        let stockport = Self.root.appending(path: "Policies/stockport").path

        let unknown = try await Program.fcg(["policy", "prove", stockport, "--field", "rent-arears"])
        let malformed = try await Program.fcg(["policy", "prove", stockport, "--says", "held"])
        let other = try await Program.fcg(
            ["policy", "diff", stockport, Self.root.appending(path: "Policies/leeds").path])

        #expect(unknown.code == 1)
        #expect(unknown.text.contains("the policies do not know the word `rent-arears`"))
        #expect(malformed.code == 1)
        #expect(malformed.text.contains("`--says` is not written as it should be"))
        #expect(other.code == 1)
        #expect(other.text.contains("the sets are those of two councils, E08000007 and E08000035"))
    }
}
