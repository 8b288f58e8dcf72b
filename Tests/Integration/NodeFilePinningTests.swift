import Foundation
import Gateway
import PolicyWorkbench
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("Numbers and the digest in node.yaml")
struct NodeFilePinningTests {
    private let folder: TemporaryFolder
    private var config: String { folder.path("node.yaml") }

    init() throws { folder = try TemporaryFolder() }

    private func sound() throws -> String {
        NodeFile(
            authority: try #require(AuthorityID("E08000007")), name: "Stockport", federation: "north.fcg.example",
            publicName: "gateway.stockport.example", listenHost: "127.0.0.1", listenPort: 8_443, keyName: "2026a",
            directorySigners: [[UInt8](repeating: 7, count: 32)], policyDigest: String(repeating: "0", count: 64),
            signersDigest: String(repeating: "0", count: 64), generationsKept: 10,
            askingDeadlineSeconds: 10, allowance: PeerAllowance(), connectionsPerPeer: 32
        ).text
    }

    private func read(_ text: String) throws -> NodeFile {
        try NodeFolder.write(text, to: config)
        return try NodeFile(path: config)
    }

    @Test("what is written is read back")
    func roundTrip() throws {
        let text = try sound()

        #expect(try read(text).text == text)
    }

    @Test(
        "a number has one way to be written",
        arguments: [
            ("port: 8443", "port: +8443"), ("port: 8443", "port: 08443"), ("seconds: 10", "seconds: +10"),
            ("rate: 20.0", "rate: +20.0"), ("rate: 20.0", "rate: 0x1p3"), ("rate: 20.0", "rate: 1e3"),
            ("in flight: 64", "in flight: +64"),
        ])
    func numbers(old: String, new: String) throws {
        let text = try sound()
        try #require(text.contains(old))

        #expect(throws: Complaint.self) { try read(text.replacing(old, with: new)) }
    }

    @Test("a digest is pinned in its own line, comment kept, whatever the line ends")
    func pinning() throws {
        let text = try sound()
        let digest = String(repeating: "a", count: 64)

        for text in [text, text.replacing("\n", with: "\r\n")] {
            let pinned = try read(try #require(NodeFile.pinning(digest, in: text)))
            #expect(pinned.policyDigest == digest)
        }
        #expect(NodeFile.pinning(digest, in: text)?.contains("# `fcg policy activate` writes this") == true)
    }

    @Test("both digests are pinned in one step, and nothing else changes")
    func both() throws {
        let text = try sound()
        let policies = try #require(PolicyPin(String(repeating: "a", count: 64)))
        let signers = try #require(PolicyPin(String(repeating: "b", count: 64)))
        _ = try read(text)

        try NodePolicies(config: config).pin(PolicyPins(policies: policies, signers: signers))

        let pinned = try NodeFile(path: config)
        #expect(pinned.policyDigest == policies.digest && pinned.signersDigest == signers.digest)
        let written = try String(contentsOfFile: config, encoding: .utf8)
        #expect(written.split(separator: "\n").count == text.split(separator: "\n").count)
    }

    @Test("where no line holds the digest, or two do, pinning fails, says what to write, and changes nothing")
    func noLine() throws {
        let pin = try #require(PolicyPin(String(repeating: "a", count: 64)))
        let text = try sound()
        _ = try read(text)
        let policies = try NodePolicies(config: config)
        for key in ["policy digest", "signers digest"] {
            for broken in [
                text.replacing(key + ": ", with: key.replacing(" ", with: "  ") + ": "),
                text.replacing(key + ": ", with: "\"\(key)\": "), text + key + ": x\n",
            ] {
                try NodeFolder.write(broken, to: config)

                let fault = #expect(throws: Complaint.self) {
                    try policies.pin(PolicyPins(policies: pin, signers: pin))
                }

                #expect(fault?.description.contains("nothing was pinned") == true)
                #expect(fault?.description.contains("help: write one line `\(key): \"") == true)
                #expect(try String(contentsOfFile: config, encoding: .utf8) == broken)
            }
        }
    }
}
