import Foundation
package import PolicyEngine
import Synchronization
import WireProtocol

/// `suspensions.yaml` beside the policy folder, read anew as soon as it changes: what it says holds for the next question.
///
/// It can only take away. So a file that is missing, broken, has an act that nobody of the register signed, or has lost one
/// makes everything stand still, and says so.
package final class SuspensionsFile: Sendable {
    package let path: String
    /// What the acts were when they were last recorded, by the digest on record; `nil` where nothing ever was.
    private let recorded: String?
    /// Told once whenever what holds changes; why, when the file cannot be used.
    private let tell: @Sendable (String) -> Void
    private let seen = Mutex(Seen())

    private struct Seen {
        var stamp: PlainFile.Stamp?
        /// What the file was read for.
        var set = ""
        var register = ""
        var suspensions = Suspensions.none
        /// The digest of what the last sound file said.
        var sound: String?
        var told = ""
    }

    package init(path: String, recorded: String? = nil, tell: @escaping @Sendable (String) -> Void = { _ in }) {
        self.path = path
        self.recorded = recorded
        self.tell = tell
    }

    /// What stands still now.
    package func current(for state: PolicyState) -> Suspensions {
        let stamp = PlainFile.Stamp(of: path)
        let before = seen.withLock(\.self)
        if let stamp, before.stamp == stamp, before.set == state.set.digest, before.register == state.register.digest {
            return before.suspensions
        }
        let found = read(for: state, after: before.sound)
        let now = Seen(
            stamp: stamp, set: state.set.digest, register: state.register.digest,
            suspensions: (try? found.get()) ?? .everything, sound: (try? found.get())?.digest ?? before.sound,
            told: sentence(found))
        let isNews = seen.withLock { seen in
            defer { seen = now }
            return seen.told != now.told
        }
        if isNews { tell(now.told) }
        return now.suspensions
    }

    /// The suspensions as the file has them, every act signed by somebody of the register.
    package func read(for state: PolicyState) throws(SuspensionFault) -> Suspensions {
        let octets: [UInt8]
        do { octets = try PlainFile.read(path) } catch {
            throw SuspensionFault("\(path): error: \(error.reason)")
        }
        let found: Suspensions
        do { found = try Suspensions.read(octets, path: path, for: state.set) } catch {
            throw SuspensionFault(error.description)
        }
        for (index, act) in found.acts.enumerated() where !found.first(index).isFollowed(by: act, in: state) {
            throw SuspensionFault(
                "\(path): error: act \(index + 1), \(act.act.rawValue) \(act.target), is not signed by `\(act.by)`\n"
                    + "    help: put the file back as it was; `fcg policy suspend` and `resume` write and sign it")
        }
        return found
    }

    private func read(for state: PolicyState, after sound: String?) -> Result<Suspensions, SuspensionFault> {
        let found: Suspensions
        do { found = try read(for: state) } catch { return .failure(error) }
        guard [recorded, sound].compactMap(\.self).allSatisfy(found.continues) else {
            return .failure(
                SuspensionFault(
                    "\(path): error: an act that stood here is gone or changed, and what it suspended was not lifted\n"
                        + "    help: put it back; two people lift a suspension with `fcg policy resume`"))
        }
        return .success(found)
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

extension Suspensions {
    /// Whether the next act is signed by the person it names, with a key that was theirs on that day.
    package func isFollowed(by act: Suspension, in state: PolicyState) -> Bool {
        guard let key = state.register.key(of: act.by, on: act.day) else { return false }
        return SignerKey.isValid(
            act.signature, over: signingText(of: act, for: state.register.authority), by: key)
    }
}

/// Why `suspensions.yaml` cannot be used.
package struct SuspensionFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
