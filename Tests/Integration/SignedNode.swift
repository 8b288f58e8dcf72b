import Foundation
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import fcg

/// A node's folder with signers, as `fcg init` makes it; nothing runs.
struct SignedNode {
    let place: TemporaryFolder
    let folder: NodeFolder
    let office: SandboxOffice

    var config: String { folder.config }

    /// The folder of a council whose invented office-holders have signed its first policies, unless told otherwise.
    init(isActive: Bool = true) throws {
        place = try TemporaryFolder()
        folder = NodeFolder(path: place.path("node"))
        office = SandboxOffice(folder: place.path("signers"))
        let samples = RunningSandbox.samples + "/stockport"
        try office.make(for: try PolicyCommand.load(samples), today: wallClock().londonDay)
        try NewNode(
            folder: folder, authority: SyntheticCouncil.stockport.authority, name: "Stockport",
            federation: "trial.example", publicName: "localhost:8507", listenHost: "127.0.0.1", listenPort: 8_507,
            policies: samples, signers: office.registerPath, directorySigners: [[UInt8](repeating: 7, count: 32)]
        ).make()
        if isActive { try office.activate(folder, because: "the first policies") }
    }

    /// A register of invented office-holders for a sample set; where it lies.
    static func register(for council: String, in place: TemporaryFolder) throws -> String {
        let office = SandboxOffice(folder: place.path("signers"))
        try office.make(
            for: try PolicyCommand.load(RunningSandbox.samples + "/" + council), today: wallClock().londonDay)
        return office.registerPath
    }

    func policy(_ arguments: String...) async throws -> Finished {
        try await Program.fcg(["policy"] + arguments + ["--config", config])
    }

    /// `--as` and `--key` of somebody.
    func person(_ person: Code) -> [String] { ["--as", person.text, "--key", office.keyPath(person)] }

    func policy(_ arguments: [String], as person: Code) async throws -> Finished {
        try await Program.fcg(["policy"] + arguments + ["--config", config] + self.person(person))
    }

    func holder(_ post: String) throws -> Code {
        let register = try SignersRegister.read(folder.octets(of: folder.signers))
        return try #require(register.post(post)?.holder)
    }

    func edit(_ file: String, _ old: String, _ new: String) throws {
        let path = folder.policies + "/" + file
        let text = try folder.text(of: path)
        try #require(text.contains(old))
        try NodeFolder.write(text.replacing(old, with: new), to: path)
    }

    /// Bundles the draft by the author; the path of the change.
    func bundle(_ command: [String] = ["bundle"]) async throws -> String {
        let author = InventedOffice.author
        let said = try await Program.fcg(
            ["policy"] + command + [
                "--config", config, "--author", author.text, "--key", office.keyPath(author), "--because", "A test.",
            ])
        try #require(said.code == 0, Comment(rawValue: said.text))
        let line = try #require(said.text.split(separator: "\n").last)
        return String(line.dropFirst("wrote ".count))
    }
}
