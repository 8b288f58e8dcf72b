import Foundation

/// Keeps one authority below what a node allows it: 20 requests a second, 100 at once. The allowance has a case of its
/// own.
actor PaceKeeper {
    /// Below what the protocol allows: 100 at once, and 20 a second.
    private let burst = 80.0
    private let rate: Double
    private let started = Date()
    private var sent = 0.0

    /// `rate` is in requests a second.
    init(rate: Double = 18) { self.rate = rate }

    /// Waits until another request may be sent.
    func turn(of requests: Int = 1) async {
        sent += Double(requests)
        let ahead = sent - burst - rate * Date().timeIntervalSince(started)
        guard ahead > 0 else { return }
        try? await Task.sleep(for: .milliseconds(Int(1_000 * ahead / rate)))
    }
}
