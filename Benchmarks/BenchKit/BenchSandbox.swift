import BenchFigures
import Foundation
package import SyntheticFamilies
import WireProtocol

/// The sandbox's councils in a temporary folder, with the limits raised so that nothing but the node's work is measured.
package struct BenchSandbox {
    /// The folder of all councils.
    package let folder: String
    /// The invented families in it.
    package let families: SyntheticFamilies
    private let fcg: String
    private let portBase: Int

    /// Has `fcg` build the sandbox; nothing runs when this returns.
    package init(fcg: String = BenchSandbox.builtBesideUs, policies: String = "Policies") throws {
        self.fcg = fcg
        let parent = ProcessInfo.processInfo.environment["FCG_BENCH_FOLDER"] ?? NSTemporaryDirectory()
        folder = URL(fileURLWithPath: parent).appending(path: "fcg-bench-\(getpid())").path(percentEncoded: false)
        portBase = 20_000 + Int(getpid()) % 400 * 100
        families = SyntheticFamilies(seed: 20_261_120, today: Clock.wall().londonDay)
        do { try build(policies) } catch {
            remove()
            throw error
        }
    }

    private func build(_ policies: String) throws {
        let place = ["--folder", folder, "--port-base", String(portBase)]
        try run(["sandbox", "up", "--policies", policies] + place)
        try run(["sandbox", "down"] + place)
        for council in SyntheticCouncil.allCases {
            try raiseLimits(of: council)
            try raiseDailyLimits(of: council)
        }
        try run(["sandbox", "sign"] + place)
    }

    /// The release `fcg` that was built with this benchmark.
    package static var builtBesideUs: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "fcg").path(percentEncoded: false)
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: fcg)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchFault("`fcg \(arguments[0]) \(arguments[1])` failed") }
    }

    private func raiseLimits(of council: SyntheticCouncil) throws {
        let path = folder(of: council) + "/node.yaml"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let raised =
            "limits: { rate: 100000, burst: 100000, in flight: 1000, attempts a day: 1000000, connections: 500 }"
        let text = lines.map { $0.hasPrefix("limits:") ? raised : String($0) }.joined(separator: "\n")
        guard text.contains(raised) else { throw BenchFault("`\(path)` has no `limits`") }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// The agreements have limits of their own; above them a question is refused, which is much less work. More than
    /// 100,000 a day cannot be written.
    private func raiseDailyLimits(of council: SyntheticCouncil) throws {
        let agreements = folder(of: council) + "/policies/agreements"
        for name in try FileManager.default.contentsOfDirectory(atPath: agreements) {
            let path = "\(agreements)/\(name)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let raised = text.replacing(/at most: \d+, per: day/) { _ in "at most: 100000, per: day" }
            try raised.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// Has a council load its extracts again, with what was put beside them.
    package func importExtracts(of council: SyntheticCouncil) throws {
        try run(["import", "--config", folder(of: council) + "/node.yaml"])
    }

    /// A council's node folder.
    package func folder(of council: SyntheticCouncil) -> String { "\(folder)/\(council.rawValue)" }

    /// The port a council's node listens on.
    package func port(of council: SyntheticCouncil) -> Int {
        portBase + (Int(council.authority.code.suffix(2)) ?? 0)
    }

    /// Starts a council's node, and waits for the end of the minute in which a start that no witness confirms refuses
    /// questions: not all councils run in a measurement.
    package func serve(_ council: SyntheticCouncil) async throws -> ServedNode {
        let node = try await ServedNode(fcg: fcg, folder: folder(of: council))
        try await Task.sleep(for: .seconds(61))
        return node
    }

    /// Removes everything.
    package func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
