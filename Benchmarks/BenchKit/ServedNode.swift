import BenchFigures
import Foundation
import PeerClient
import WireProtocol

/// One `fcg serve` process of the sandbox.
package struct ServedNode {
    /// The node's folder.
    package let folder: String
    private let process: Process

    /// The process id.
    package var pid: Int32 { process.processIdentifier }
    package var staffSocket: String { folder + "/staff.sock" }

    /// Starts a node and waits until its staff door answers.
    package init(fcg: String, folder: String) async throws {
        self.folder = folder
        process = Process()
        process.executableURL = URL(fileURLWithPath: fcg)
        process.arguments = ["serve", "--config", folder + "/node.yaml", "--log-level", "error"]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<300 {
            let status = try? await StaffClient.send("status", [:], socketPath: staffSocket)
            if status?.isFine == true { return }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchFault("the node in `\(folder)` does not serve")
    }

    /// Lets the node finish, and waits for it.
    package func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
