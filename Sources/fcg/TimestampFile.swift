import Foundation
import TrustedTimestamps
import Yams

/// `timestamps.yaml` in the node's folder: which authority stamps this node's checkpoints. A node without the file has
/// none stamped.
struct TimestampFile: Sendable, Equatable {
    /// Where requests are posted.
    let url: String
    /// Object identifiers of policies that are good enough.
    let policies: Set<String>
    /// A log is stamped at most once in so many minutes.
    let everyMinutes: Int

    /// Reads the file, or `nil` if there is none.
    init?(folder: NodeFolder) throws {
        guard FileManager.default.fileExists(atPath: folder.timestamps) else { return nil }
        try self.init(text: try folder.text(of: folder.timestamps), path: folder.timestamps)
    }

    /// Reads a text; every key must be there, and no other.
    init(text: String, path: String) throws {
        let help = "\n    help: it has `authority`, `policies` and `every minutes`, as the operator guide shows"
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { throw Complaint("\(path): error: is not YAML: \(error)") }
        guard let mapping = node?.mapping else { throw Complaint("\(path):1: error: is not `key: value` lines" + help) }
        guard Set(mapping.keys.compactMap(\.string)) == ["authority", "policies", "every minutes"], mapping.count == 3
        else { throw Complaint("\(path):1: error: has a key that is unknown, twice or missing" + help) }
        guard let url = mapping["authority"]?.string, URL(string: url)?.host() != nil,
            url.hasPrefix("http://") || url.hasPrefix("https://")
        else { throw Complaint("\(path): error: `authority` is not an address of http or https" + help) }
        guard let policies = mapping["policies"]?.sequence?.compactMap(\.string), !policies.isEmpty,
            policies.count == mapping["policies"]?.sequence?.count
        else { throw Complaint("\(path): error: `policies` is not a list of object identifiers" + help) }
        guard let minutes = mapping["every minutes"]?.string.flatMap({ Int($0) }), (1...1_440).contains(minutes) else {
            throw Complaint("\(path): error: `every minutes` is not 1 to 1440" + help)
        }
        self.url = url
        self.policies = Set(policies)
        everyMinutes = minutes
    }

    /// The authority, by the certificates in `keys/timestamp-anchors.pem`.
    func authority(_ folder: NodeFolder) throws -> TimestampAuthority {
        do {
            return try TimestampAuthority(
                anchors: try folder.octets(of: folder.key("timestamp-anchors.pem")), policies: policies)
        } catch let fault as TimestampFault {
            throw Complaint("\(folder.key("timestamp-anchors.pem")): error: \(fault)")
        }
    }
}

extension NodeFolder {
    var timestamps: String { file("timestamps.yaml") }
}
