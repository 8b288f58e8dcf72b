import CoreFoundation
import Glibc

/// Processor time, user and system together.
package enum ProcessorTime {
    /// Seconds a process has used since it began, all its threads together (clock_getcpuclockid(3)): to the nanosecond,
    /// where `/proc/PID/stat` counts in ticks of 10 ms.
    package static func seconds(of process: Int32) throws -> Double {
        var (clock, time) = (clockid_t(), timespec())
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw BenchFault("the processor time of process \(process) cannot be read")
        }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// Microseconds of this thread a call takes, on average over `count` calls.
    package static func microseconds(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = ThreadTime.nanoseconds()
        for _ in 0..<count { try body() }
        return Double(ThreadTime.nanoseconds() - start) / Double(count) / 1_000
    }
}
