import Foundation
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import fcg

/// The commands of the policy guide by which changes are signed and things suspended, run in their order as they stand there.
@Suite("the policy guide, signing and suspending")
struct SigningGuideTests {
    private static let commands: Set<String> = [
        "signer", "signers", "bundle", "sign", "activate", "rollback", "suspend", "resume",
    ]

    /// Who the guide calls what.
    private static let names = [
        ("information-governance-officer", "ig-officer-1"), ("data-protection-officer", "adviser-1"),
        ("Head of Housing Operations", "housing-1"), ("Head of School Admissions", "school-1"),
    ]

    private struct Example {
        let arguments: [String]
        let output: String
    }

    private func examples() throws -> [Example] {
        let path = RunningSandbox.samples + "/../docs/policy-guide/README.md"
        let blocks = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "```").enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        return blocks.flatMap { $0.components(separatedBy: "\n$ ").dropFirst() }.compactMap { text in
            let lines = text.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
            let words = Self.words(of: lines[0])
            guard words.starts(with: ["fcg", "policy"]), Self.commands.contains(words[2]) else { return nil }
            return Example(arguments: Array(words.dropFirst()), output: lines.dropFirst().joined(separator: "\n"))
        }
    }

    /// As a shell takes a line apart that has nothing but double quotes.
    private static func words(of line: String) -> [String] {
        line.components(separatedBy: "\"").enumerated().flatMap { place, part in
            place % 2 == 1 ? [part] : part.split(separator: " ").map(String.init)
        }
    }

    /// The node the guide speaks of, with the keys of its people beside it, and the edit in its draft.
    private func makeNode(in place: TemporaryFolder) throws -> NodeFolder {
        let node = NodeFolder(path: place.path("stockport-node"))
        let today = wallClock().londonDay
        let plan = SandboxPlan(
            folder: place.path("sandbox"), portBase: 7_400, policies: RunningSandbox.samples, today: today)
        let (samples, day) = (plan.policies + "/stockport", try #require(CalendarDay("2026-12-10")))
        let shifted = PolicyDates.shifted(
            try PolicyFolder.read(samples), byDays: today.daysSinceEpoch - day.daysSinceEpoch)
        for (path, octets) in shifted { try NodeFolder.write(octets, to: place.path("policies/" + path)) }
        let office = SandboxOffice(folder: place.path("keys"))
        try office.make(for: try PolicyCommand.load(place.path("policies")), today: today)
        try rename(office)
        try NewNode(
            folder: node, authority: SyntheticCouncil.stockport.authority, name: "Stockport",
            federation: "trial.example", publicName: "localhost:8507", listenHost: "127.0.0.1", listenPort: 8_507,
            policies: place.path("policies"), signers: office.registerPath,
            directorySigners: [[UInt8](repeating: 7, count: 32)]
        ).make()
        try office.activate(node, because: "the first policies")
        let agreement = node.policies + "/agreements/stockport-to-leeds.yaml"
        let text = try node.text(of: agreement)
        let edited = text.replacing(
            "about: [parent-or-carer, household-adult]\n    categories: [housing]",
            with: "about: [parent-or-carer, household-adult, other-adult]\n    categories: [housing]")
        try #require(edited != text)
        try NodeFolder.write(edited, to: agreement)
        return node
    }

    private func rename(_ office: SandboxOffice) throws {
        let octets = try NodeFolder(path: office.folder).octets(of: office.registerPath)
        let register = try SignersRegister.read(octets)
        var text = String(decoding: octets, as: UTF8.self)
        for (post, name) in Self.names {
            let person = try #require(register.post(post)?.holder)
            text = text.replacing("person: \(person)\n", with: "person: \(name)\n")
                .replacing("held by: \(person) }", with: "held by: \(name) }")
            try FileManager.default.moveItem(atPath: office.keyPath(person), toPath: "\(office.folder)/\(name).pem")
        }
        try NodeFolder.write(text, to: office.registerPath)
    }

    /// Whether a text is what the guide has, where `…` stands for anything.
    private func fits(_ said: String, _ output: String) -> Bool {
        let pattern = output.components(separatedBy: "…").map(NSRegularExpression.escapedPattern)
            .joined(separator: "[\\s\\S]*")
        return said.range(of: "\\A" + pattern + "\\z", options: .regularExpression) != nil
    }

    @Test("shows what they really say, from the edit to the generation and back", .timeLimit(.minutes(2)))
    func examplesAreReal() async throws {
        let place = try TemporaryFolder()
        let node = try makeNode(in: place)
        try FileManager.default.copyItem(atPath: RunningSandbox.samples, toPath: place.path("Policies"))
        let examples = try examples()
        #expect(examples.count == 12)

        for example in examples {
            let said = try await Program.fcg(example.arguments, in: place.url)

            let text = said.text.trimmingCharacters(in: .newlines)
            #expect(fits(text, example.output), Comment(rawValue: text))
            #expect((said.code == 0) == !example.output.hasPrefix("Error:"), Comment(rawValue: text))
        }
        #expect(try NodePolicies(config: node.config).inForce().number == 2)
    }
}
