import Foundation

/// How a program ended and what it said.
struct Finished: Sendable {
    let code: Int32
    let text: String
}

/// The `fcg` that was built with these tests, as a process of its own.
enum Program {
    static let executable = built("fcg")

    private static func built(_ name: String) -> URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
            path: name)
    }

    /// Runs a command to its end. What it says goes through a file, so that no pipe can fill.
    static func fcg(_ arguments: [String], in folder: URL? = nil) async throws -> Finished {
        try await run("fcg", arguments, in: folder)
    }

    /// The same with another program of the package.
    static func run(_ name: String, _ arguments: [String], in folder: URL? = nil) async throws -> Finished {
        let place = FileManager.default.temporaryDirectory.appending(path: "fcg-said-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: place.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: place) }
        let said = try FileHandle(forWritingTo: place)
        let process = Process()
        process.executableURL = built(name)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        process.standardOutput = said
        process.standardError = said
        process.standardInput = FileHandle.nullDevice
        try process.run()
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return Finished(
            code: process.terminationStatus, text: String(decoding: try Data(contentsOf: place), as: UTF8.self))
    }
}
