import Foundation
import Gateway
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("A node's configuration and folder")
struct NodeFileTests {
    private func file(_ text: String) -> NodeFile {
        NodeFile(
            authority: SyntheticCouncil.leeds.authority, name: text, federation: text, publicName: text,
            listenHost: text, listenPort: 8_443, keyName: text, directorySigners: [Array(0..<32)],
            policyDigest: String(repeating: "0a", count: 32), signersDigest: String(repeating: "0b", count: 32),
            generationsKept: 10, askingDeadlineSeconds: 10, allowance: PeerAllowance(),
            connectionsPerPeer: 32)
    }

    @Test(
        "whatever is given is read back as it was",
        arguments: [
            "Leeds City Council", "the \"other\" council", "back\\slash\\", "two\nlines\r\n", "key: value", "a # b",
            "'", "{ port: 1 }", "- one", "%", "&a *a", "~", "yes", " spaces ", "Cyngor Sir Ynys Môn",
            "\u{85}\u{2028}\t",
            "\u{0}\u{1B}[31m\u{7F}", "a\u{FEFF}\u{202E}", "👪", "a\npolicy digest: \"00\"",
        ])
    func roundTrip(text: String) throws {
        let written = file(text).text

        let read = try NodeFile(text: written, path: "node.yaml")
        let pinned = try NodeFile(
            text: try #require(NodeFile.pinning(String(repeating: "ff", count: 32), in: written)), path: "node.yaml")

        for file in [read, pinned] {
            for value in [file.name, file.federation, file.publicName, file.listenHost, file.keyName] {
                #expect(value.unicodeScalars.elementsEqual(text.unicodeScalars))
            }
            #expect(file.directorySigners == [Array(0..<32)])
        }
        #expect(pinned.policyDigest.hasPrefix("ff"))
    }

    @Test(
        "a node that could not be read back is not made",
        arguments: [("", "8443"), ("Leeds", "70000"), ("\u{FEFF}Leeds", "8443")])
    func unreadable(name: String, port: String) async throws {
        let folder = try TemporaryFolder()
        let place = folder.path("node")

        let made = try await Program.fcg([
            "init", "--folder", place, "--authority", "E08000035", "--name", name, "--federation", "north.example",
            "--public-name", "gateway.leeds.example", "--port", port, "--policies", RunningSandbox.samples + "/leeds",
            "--signers", try SignedNode.register(for: "leeds", in: folder),
        ])

        #expect(made.code != 0)
        #expect(made.text.contains("is not") || made.text.contains("would not give back"))
        #expect(!FileManager.default.fileExists(atPath: place))
    }

    @Test("a folder has one spelling, whether it is there or not")
    func oneSpelling() throws {
        let place = try TemporaryFolder()
        let before = NodeFolder(path: place.path("box//leeds/"))
        try NodeFolder.write("x", to: before.config)

        let after = NodeFolder(path: place.path("box//leeds/"))

        #expect(before.config == place.path("box/leeds/node.yaml"))
        #expect(after.config == before.config)
        #expect(NodeFolder(config: after.config).path == before.path)
    }

    @Test("a sandbox whose port is taken says which, and starts and makes nothing")
    func portTaken() async throws {
        let folder = try TemporaryFolder()
        let base = try FreePorts.base(with: [7, 32, 35])
        let listener = try #require(FreePorts.Listener(port: base + 32))

        let up = try await Program.fcg([
            "sandbox", "up", "--folder", folder.path("sandbox"), "--port-base", "\(base)", "--policies",
            RunningSandbox.samples,
        ])

        withExtendedLifetime(listener) {}
        #expect(up.code != 0)
        #expect(up.text.contains("port \(base + 32) of") && up.text.contains("--port-base"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("sandbox")))
    }

    @Test("a task is a question's only under its exchange and its kind")
    func tasks() {
        let answer = StoryAnswer(
            reply: ["councils": [["authority": .string(SyntheticCouncil.stockport.authority.code), "exchange": "a"]]])
        let tasks: [JSONValue] = [
            ["kind": "hand-off", "exchange": "a"], ["kind": "hand-off", "exchange": "b"],
            ["kind": "compulsory-task", "exchange": "a"],
        ]

        #expect(answer.tasks("hand-off", at: .stockport, among: tasks) == [tasks[0]])
        #expect(answer.tasks("hand-off", at: .bradford, among: tasks).isEmpty)
    }
}
