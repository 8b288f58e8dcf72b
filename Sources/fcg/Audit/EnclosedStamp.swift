import AuditTrail
import Foundation
import TrustedTimestamps
import WireProtocol

/// The timestamp that came with a checkpoint (`checkpoint.tsr`, RFC 3161), looked at as far as the auditor lets us.
struct EnclosedStamp {
    private let path: String
    private let authority: TimestampAuthority?

    /// - Parameters:
    ///   - folder: where the checkpoint lies.
    ///   - certificates: a file of PEM certificates that the authority's chain must end at; the auditor's own, never one
    ///     that came with the stamp.
    init(in folder: String, certificates: String?) throws {
        path = "\(folder)/\(ExportFiles.stamp)"
        authority = try certificates.map { file in
            do {
                return try TimestampAuthority(anchors: try NodeFolder(path: ".").octets(of: file), policies: nil)
            } catch let fault as TimestampFault { throw Complaint("\(file): error: \(fault)") }
        }
    }

    /// What the timestamp proves of a note with this SHA-256. A stamp for something else, and one that the authority did
    /// not sign, are complained of.
    func sentence(over digest: [UInt8]) throws -> String { try look(over: digest).sentence }

    /// The same, with the time it proves where its signature was checked.
    func look(over digest: [UInt8]) throws -> (sentence: String, time: Instant?) {
        guard FileManager.default.fileExists(atPath: path) else { return ("timestamp: none", nil) }
        let response = try NodeFolder(path: ".").octets(of: path)
        do {
            guard let authority else {
                let claim = try TimestampAuthority.claim(in: response, digest: digest)
                let words =
                    "timestamp: says \(Instant(seconds: claim.seconds).text) and fits the checkpoint; signature not "
                    + "checked: anybody can have written it; give the authority's certificate with --timestamp-authority"
                return (words, nil)
            }
            let stamp = try authority.verify(response, digest: digest, nonce: nil, within: 0...Int64(UInt32.max))
            let time = Instant(seconds: stamp.seconds)
            let words =
                "timestamp: the checkpoint existed at \(time.text), policy \(stamp.policy), serial \(stamp.serial); "
                + "signature and certificate checked"
            return (words, time)
        } catch { throw Complaint("\(path): error: \(error)") }
    }
}
