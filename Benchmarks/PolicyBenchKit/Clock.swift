import Foundation

/// Seconds, of the process and of the wall.
package enum Clock {
    /// Processor time of this process, which has one thread.
    package static func processorSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }
    package static func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

    /// The middle of the processor time of several calls, in seconds.
    package static func median<Result>(of rounds: Int, _ body: () throws -> Result) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = processorSeconds()
            _ = try body()
            times.append(processorSeconds() - start)
        }
        return times.sorted()[rounds / 2]
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
