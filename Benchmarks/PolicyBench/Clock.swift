import Foundation

/// Seconds, of the process and of the wall.
enum Clock {
    /// Processor time of this process, which has one thread.
    static func processorSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
    static func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
