import Foundation
import Testing

/// The programs of `Examples/`, run as their page says.
@Suite("Examples")
struct ExamplesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(
        "each example prints what stands in its `output.txt`",
        arguments: [
            ("ReadAnswer", ["docs/protocol/example/response.http"]), ("SignQuestion", []), ("ProveLeaf", []),
            ("DecideQuestion", ["Policies/stockport"]),
        ])
    func output(name: String, arguments: [String]) async throws {
        let expected = try String(
            contentsOf: ExamplesTests.root.appending(path: "Examples/\(name)/output.txt"), encoding: .utf8)

        let said = try await Program.run(name, arguments, in: ExamplesTests.root)

        #expect(said.code == 0)
        #expect(said.text == expected)
    }

    @Test("the page lists each example, with the command that runs it")
    func page() throws {
        let page = try String(contentsOf: ExamplesTests.root.appending(path: "Examples/README.md"), encoding: .utf8)
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: ExamplesTests.root.appending(path: "Examples").path(percentEncoded: false)
        ).filter { !$0.contains(".") }

        #expect(folders.count == 4)
        for folder in folders { #expect(page.contains("| `\(folder)` |") && page.contains("swift run \(folder)")) }
    }
}
