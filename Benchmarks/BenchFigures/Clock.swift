import Foundation
package import WireProtocol

/// The clocks of a measurement.
package enum Clock {
    /// The wall clock.
    package static func wall() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// Seconds that only ever go forward.
    package static func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1_000_000_000 }
}
