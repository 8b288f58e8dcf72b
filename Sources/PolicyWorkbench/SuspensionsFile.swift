import Foundation
package import PolicyEngine
import Synchronization

/// `suspensions.yaml` beside the policy folder, read anew as soon as it changes: what it says holds for the next question.
///
/// It can only take away. So a file that is missing, broken, or has lost an entry that nobody lifted makes everything
/// stand still, and says so.
package final class SuspensionsFile: Sendable {
    package let path: String
    /// Told once whenever what holds changes; why, when the file cannot be used.
    private let tell: @Sendable (String) -> Void
    private let seen = Mutex(Seen())

    private struct Seen {
        var stamp: Stamp?
        var set = ""
        var suspensions = Suspensions.none
        /// What the last sound file said.
        var sound = Suspensions.none
        var told = ""
    }

    /// What changes whenever a file is written or put in the place of another.
    private struct Stamp: Equatable {
        let number: UInt
        let size: Int
        /// Seconds and nanoseconds.
        let changed: [Int]
    }

    package init(path: String, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.path = path
        self.tell = tell
    }

    /// What stands still now.
    package func current(for set: PolicySet) -> Suspensions {
        let stamp = stamp()
        let before = seen.withLock(\.self)
        if let stamp, before.stamp == stamp, before.set == set.digest { return before.suspensions }
        let found = read(for: set, after: before.sound)
        let now = Seen(
            stamp: stamp, set: set.digest, suspensions: (try? found.get()) ?? .everything,
            sound: (try? found.get()) ?? before.sound, told: sentence(found))
        let isNews = seen.withLock { seen in
            defer { seen = now }
            return seen.told != now.told
        }
        if isNews { tell(now.told) }
        return now.suspensions
    }

    /// The suspensions as the file has them.
    package func read(for set: PolicySet) throws(SuspensionFault) -> Suspensions {
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw SuspensionFault("\(path): error: the file cannot be read")
        }
        do { return try Suspensions.read(Array(octets), path: path, for: set) } catch {
            throw SuspensionFault(error.description)
        }
    }

    private func read(for set: PolicySet, after sound: Suspensions) -> Result<Suspensions, SuspensionFault> {
        let found: Suspensions
        do { found = try read(for: set) } catch { return .failure(error) }
        for entry in sound.active where !found.entries.contains(where: { $0.target == entry.target }) {
            return .failure(
                SuspensionFault(
                    "\(path): error: the suspension of \(entry.target) is gone and was not lifted\n"
                        + "    help: put it back; two people lift it with `fcg policy resume`"))
        }
        return .success(found)
    }

    private func stamp() -> Stamp? {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        return Stamp(
            number: UInt(found.st_ino), size: Int(found.st_size),
            changed: [found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec, found.st_ctim.tv_nsec])
    }

    private func sentence(_ found: Result<Suspensions, SuspensionFault>) -> String {
        switch found {
        case .failure(let fault): "\(fault)\nno question is answered until this is mended"
        case .success(let sound):
            sound.active.isEmpty
                ? "nothing is suspended"
                : "suspended: " + sound.active.map(\.target.description).joined(separator: ", ")
        }
    }
}

/// Why `suspensions.yaml` cannot be used.
package struct SuspensionFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
