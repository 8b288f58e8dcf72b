import Foundation
import PolicyEngine
import Testing
import WireProtocol

@Suite("the policy guide")
struct GuideTests {
    private let day = Questions.day("2026-12-10")
    private let docs = Samples.root.deletingLastPathComponent().appending(path: "docs/policy-guide")

    private func guide(_ name: String = "README.md") throws -> String {
        try String(contentsOf: docs.appending(path: name), encoding: .utf8)
    }

    /// The beginning of a text, as the guide cuts it before `…`.
    private func beginning(_ text: some CustomStringConvertible, lines: Int) -> String {
        text.description.split(separator: "\n", omittingEmptySubsequences: false).prefix(lines).joined(separator: "\n")
    }

    @Test("shows what the commands really print")
    func output() throws {
        let guide = try guide()
        let set = try Samples.set("stockport")
        let share = try #require(
            set.page(of: "stockport-to-leeds")?.split(separator: "\n\n").first { $0.contains("### housing-notices") })

        #expect(guide.contains("digest \(set.digest)\n"))
        #expect(guide.contains("\n\(set.runTests().outcomes.count) passed, 0 failed\n"))
        #expect(guide.contains(beginning(set.testCoverage(), lines: 4)))
        #expect(guide.contains(beginning(try #require(set.whoSees("rent-arrears", on: day)), lines: 9)))
        #expect(guide.contains(set.between(try Samples.set("leeds"), on: day).description))
        #expect(guide.contains(share))
    }

    @Test("shows a register of signers that is one")
    func register() throws {
        let text = try #require(
            try guide().components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)

        let register = try SignersRegister.read(Array(text.utf8))

        #expect(register.isAway("ig-officer-1", on: Questions.day("2026-12-20")))
        #expect(register.post("Head of Housing Operations")?.holder == "housing-1")
    }
}
