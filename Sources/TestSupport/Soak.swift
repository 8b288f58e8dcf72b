import Foundation

/// Tests that try many random cases try more of them under `make soak`.
package enum Soak {
    /// How many cases: the first number with every test run, the second where `FCG_SOAK` is set.
    package static func count(_ short: Int, soak long: Int) -> Int {
        ProcessInfo.processInfo.environment["FCG_SOAK"] == nil ? short : long
    }
}
