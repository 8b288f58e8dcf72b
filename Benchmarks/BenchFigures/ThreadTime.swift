import CoreFoundation
import Glibc

/// Processor time of the thread that asks.
package enum ThreadTime {
    /// Nanoseconds since the thread began (clock_gettime(2)).
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
