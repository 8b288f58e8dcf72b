import Foundation

/// Keeps one authority below what a node allows it: 20 requests a second, 100 at once. The allowance has a case of its
/// own.
actor PaceKeeper {
    private static let burst = 80.0
    private static let rate = 18.0
    private let started = Date()
    private var sent = 0.0

    /// Waits until another request may be sent.
    func turn(of requests: Int = 1) async {
        sent += Double(requests)
        let ahead = sent - PaceKeeper.burst - PaceKeeper.rate * Date().timeIntervalSince(started)
        guard ahead > 0 else { return }
        try? await Task.sleep(for: .milliseconds(Int(1_000 * ahead / PaceKeeper.rate)))
    }
}
