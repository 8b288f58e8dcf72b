import Foundation

/// `openssl s_client` as the asker: it can keep a session and come back with it.
struct OpenSSLClient: Sendable {
    private let port: Int
    private let folder: URL

    init(port: Int) throws {
        self.port = port
        folder = FileManager.default.temporaryDirectory.appending(path: "fcg-client-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let asker = try TestCertificates.shared.asker
        try Data(asker.pem).write(to: folder.appending(path: "client.pem"))
        try Data(asker.key).write(to: folder.appending(path: "client.key"))
        try Data(request().utf8).write(to: folder.appending(path: "request"))
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Sends one request and returns everything that was printed until the connection ended.
    func run(_ options: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.currentDirectoryURL = folder
        process.arguments =
            ["timeout", "10", "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-ign_eof"]
            + ["-cert", "client.pem", "-key", "client.key"] + options
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "request"))
        process.standardError = FileHandle.nullDevice
        try Data().write(to: folder.appending(path: "printed"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "printed"))
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        return try String(decoding: Data(contentsOf: folder.appending(path: "printed")), as: UTF8.self)
    }
}
