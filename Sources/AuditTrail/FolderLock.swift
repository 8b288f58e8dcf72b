import Foundation
import Synchronization

/// The operating system's lock on a folder: one process at a time. Falls with the process, however it ends.
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(folder: String) throws(AuditFailure) {
        let descriptor = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notInitialised("`\(folder)` cannot be opened") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .locked("another process holds `\(folder)`")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Lets another process in.
    func release() {
        descriptor.withLock { descriptor in
            if let held = descriptor { close(held) }
            descriptor = nil
        }
    }
}
