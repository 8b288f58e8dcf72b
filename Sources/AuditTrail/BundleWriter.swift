import Crypto
import Foundation
import WireProtocol

/// Writes a folder of a few files that appears whole or not at all, with their digests in `SHA256SUMS`.
package final class BundleWriter {
    private let staged: StagedFolder
    private var lines: [String] = []

    /// Refuses a place that is taken.
    package init(_ place: String) throws(AuditFileFault) { staged = try StagedFolder(place) }

    package func write(_ name: String, _ octets: [UInt8]) throws(AuditFileFault) {
        try staged.write(name, octets)
        lines.append("\(Hex.encode(SHA256.hash(data: octets)))  \(name)\n")
    }

    package func finish() throws(AuditFileFault) {
        try staged.write(ExportFiles.digests, Array(lines.sorted().joined().utf8))
        try staged.finish()
    }

    /// Compares the files of a folder with its digests, if it has them.
    package static func checkDigests(_ folder: String) throws(AuditFileFault) {
        let path = "\(folder)/\(ExportFiles.digests)"
        guard FileManager.default.fileExists(atPath: path) else { return }
        let text = String(decoding: try FileOctets.read(path), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let name = String(line.dropFirst(66))
            guard !name.isEmpty, !name.contains("/") else {
                throw fault(path, "has a line that is no digest of a file here")
            }
            let octets = try FileOctets.read("\(folder)/\(name)")
            guard line == "\(Hex.encode(SHA256.hash(data: octets)))  \(name)" else {
                throw fault("\(folder)/\(name)", "does not fit its digest in `\(ExportFiles.digests)`")
            }
        }
    }

    private static func fault(_ place: String, _ problem: String) -> AuditFileFault {
        AuditFileFault(place, problem, help: "keep it, and ask the council for the files again")
    }
}
