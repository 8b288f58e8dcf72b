package import Foundation

/// A folder of a test's own, gone with everything in it when the last reference goes.
package final class TemporaryFolder: Sendable {
    /// The folder, which exists and is empty.
    package let url: URL

    /// Makes a folder with a name nobody else has.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "fcg-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// The folder's path.
    package var path: String { url.path(percentEncoded: false) }

    /// The path of a file in it, which need not exist.
    package func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
