import SyntheticFamilies
import Foundation
import WireProtocol

/// One `fcg serve` process of the sandbox: started, found again by its pid file, stopped.
struct CouncilProcess {
    let council: SandboxPlan.Council
    /// The `fcg` to run: this very one, unless told otherwise.
    var executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    private var pidFile: String { council.folder.file("serve.pid") }
    var logFile: String { council.folder.file("serve.log") }

    /// Starts the node and waits until its staff door answers.
    func start() async throws {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["serve", "--config", council.folder.config, "--log-level", "trace"]
        guard
            FileManager.default.fileExists(atPath: logFile)
                || FileManager.default.createFile(atPath: logFile, contents: nil),
            let log = FileHandle(forWritingAtPath: logFile)
        else {
            throw Complaint("\(logFile): error: cannot be written")
        }
        try log.seekToEnd()
        process.standardOutput = log
        process.standardError = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try NodeFolder.write("\(process.processIdentifier)\n", to: pidFile)
        try await waitUntilServing(process)
    }

    private func waitUntilServing(_ process: Process) async throws {
        for _ in 0..<300 {
            if (try? await StaffLine(council.folder).send("status", [:])) != nil { return }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Complaint("\(council.council.name) did not start; see \(logFile)")
    }

    /// The process id of the running node, if it runs.
    var pid: Int32? {
        guard let text = try? String(contentsOfFile: pidFile, encoding: .utf8),
            let pid = Int32(text.trimmingCharacters(in: .newlines)), text == "\(pid)\n", isOurs(pid)
        else { return nil }
        return pid
    }

    /// Whether a process is this council's node: a number may have gone to somebody else since.
    private func isOurs(_ pid: Int32) -> Bool {
        let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        return line.range(of: Data(council.folder.config.utf8)) != nil
    }

    /// Lets the node finish, and waits for it.
    func stop() async throws {
        guard let pid else { return }
        kill(pid, SIGTERM)
        for _ in 0..<200 where isOurs(pid) {
            _ = waitpid(pid, nil, WNOHANG)
            try await Task.sleep(for: .milliseconds(50))
        }
        if isOurs(pid) { kill(pid, SIGKILL) }
        try? FileManager.default.removeItem(atPath: pidFile)
    }
}
