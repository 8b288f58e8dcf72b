import Foundation
import WireProtocol

/// How the node under test is made to ask the suite.
package struct AskingSide: Sendable {
    /// Has the node ask, and gives back the octets of what it shows.
    let show: @Sendable (JSONValue) async throws -> [UInt8]
    /// Where the suite listens; the directory names it as the test authority's address.
    package let port: Int

    /// `command` reads a question (JSON) on standard input and prints what the node shows, as `fcg ask --json` does.
    /// It has `deadline` seconds, whatever the peer does.
    package init(command: [String], port: Int, deadline: Double = 20) {
        self.init(port: port) { try await AskCommandLine(command: command, deadline: deadline).show($0) }
    }

    init(port: Int, show: @escaping @Sendable (JSONValue) async throws -> [UInt8]) {
        self.port = port
        self.show = show
    }
}

/// A command of the implementer's that makes the node ask.
private struct AskCommandLine {
    let command: [String]
    let deadline: Double

    func show(_ question: JSONValue) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fcg-conformance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "question.json"), folder.appending(path: "shown.json"))
        try Data(CanonicalJSON.encode(question)).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command.first ?? "/bin/false")
        process.arguments = Array(command.dropFirst())
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        try await finish(process)
        return Array(try Data(contentsOf: output))
    }

    private func finish(_ process: Process) async throws {
        let began = ContinuousClock.now
        do { try process.run() } catch { throw Trouble("the command that makes the node ask does not start: \(error)") }
        while process.isRunning {
            guard ContinuousClock.now - began < .seconds(deadline) else {
                process.terminate()
                throw Breach(
                    "the node shows nothing within \(deadline) seconds",
                    cause: "the deadline is counted for each octet instead of for the whole answer")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        guard process.terminationStatus == 0 else {
            throw Trouble("the command that makes the node ask ended with \(process.terminationStatus)")
        }
    }
}

/// What an asking node shows, as `fcg.ask-result/1`.
struct ShownResult: Sendable {
    let octets: [UInt8]
    private let councils: [JSONValue]

    init(_ octets: [UInt8]) throws {
        self.octets = octets
        guard let value = try? StrictJSON.parse(octets, limits: .file), let councils = value["councils"]?.elements
        else {
            throw Trouble("the command that makes the node ask printed no `fcg.ask-result/1`")
        }
        self.councils = councils
    }

    /// What is shown of one council.
    func council(_ authority: AuthorityID) throws -> JSONValue {
        guard let found = councils.first(where: { $0["authority"]?.text == authority.code }) else {
            throw Breach(
                "nothing is shown of the council asked",
                cause: "a council that fails is left out instead of shown as what it is")
        }
        return found
    }
}
