import BenchFigures
import BenchKit
import Foundation
import NIOSSL

/// The bare server in a process of its own, so that its processor time can be told from everybody else's.
struct BareProcess {
    let port: Int
    private let process: Process

    var pid: Int32 { process.processIdentifier }

    /// Starts it and waits until it takes connections.
    init(folder: String, holder: String, asker: String, port: Int, tls: NIOSSLContext) async throws {
        self.port = port
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["bare", folder, holder, asker + "/keys/issuer.pem", String(port)]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<100 {
            if let connection = try? await PeerConnection.open(port: port, context: tls) {
                try await connection.close()
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchFault("the bare server does not serve")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
