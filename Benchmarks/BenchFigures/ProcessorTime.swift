import Foundation

/// Processor time, user and system together.
package enum ProcessorTime {
    /// Seconds a process has used since it began: fields 14 and 15 of `/proc/PID/stat` (proc_pid_stat(5)).
    ///
    /// The kernel counts in ticks, 10 ms as a rule, so it takes many requests between two readings.
    package static func seconds(of process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The second field is the command in brackets, which may hold anything.
        guard let end = text.lastIndex(of: ")") else { throw BenchFault("`/proc/\(process)/stat` has no command") }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw BenchFault("`/proc/\(process)/stat` is not in its form")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Microseconds of this thread a call takes, on average over `count` calls.
    package static func microseconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = ThreadTime.nanoseconds()
        for _ in 0..<count { try body() }
        return Double(ThreadTime.nanoseconds() - start) / Double(count) / 1_000
    }
}
