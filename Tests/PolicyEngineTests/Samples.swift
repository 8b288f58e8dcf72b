import Foundation
import PolicyEngine
import WireProtocol

/// The sample sets of this repository, read from its `Policies` folder.
enum Samples {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Policies")

    /// The files of one council's set by their path inside it.
    static func files(_ council: String) throws -> [String: [UInt8]] {
        let folder = root.appending(path: council)
        var files: [String: [UInt8]] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: folder.path()) ?? .init()
        where path.hasSuffix(".yaml") {
            files[path] = Array(try Data(contentsOf: folder.appending(path: path)))
        }
        return files
    }

    static func set(_ council: String) throws -> PolicySet { try PolicySet.load(files: files(council)) }
}
