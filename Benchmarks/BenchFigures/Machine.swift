import Foundation

/// The machine a figure was taken on.
package enum Machine {
    /// Processor, cores, kernel and the file system that holds `folder`, in one line.
    package static func description(folder: String) -> String {
        let cores = ProcessInfo.processInfo.processorCount
        return "\(processor), \(cores) cores, Linux \(kernel), \(fileSystem(of: folder)) under the databases"
    }

    private static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    private static var kernel: String {
        let text = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? "unknown"
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The type of the mount with the longest path above a folder.
    private static func fileSystem(of folder: String) -> String {
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        let above = mounts.split(separator: "\n").map { $0.split(separator: " ") }
            .filter { $0.count > 2 && isAbove(String($0[1]), folder) }
        return above.max { $0[1].count < $1[1].count }.map { String($0[2]) } ?? "unknown file system"
    }

    private static func isAbove(_ mount: String, _ folder: String) -> Bool {
        mount == "/" || folder == mount || folder.hasPrefix(mount + "/")
    }
}
