import Crypto
import WireProtocol

/// A set as one file that is read in a fraction of the time its YAML takes.
///
/// Nothing in it is believed. Behind a first line stands the very form whose SHA-256 is the set's digest, so a bundle that
/// says anything else than that set has another digest and is refused; then the readers and checks of YAML run over it too.
/// The last 32 octets are the SHA-256 of all before, which tells a damaged file from one of another set.
///
/// A set read from a bundle knows no lines and columns: whoever shows places reads the files.
package enum CompiledBundle {
    /// Why a bundle is not used. Then the files are to be read.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case notBundle
        case otherVersion
        case damaged
        case otherSet(digest: String)
        /// Its set is as pinned and has mistakes all the same: another version of the checks wrote it.
        case broken(PolicyFaults)

        package var description: String {
            switch self {
            case .notBundle: "this is no bundle of policies; make it anew with `fcg policy bundle`"
            case .otherVersion: "the bundle is of another version; make it anew with `fcg policy bundle`"
            case .damaged: "the bundle is cut short or altered; make it anew with `fcg policy bundle`"
            case .otherSet(let digest): "the bundle is of the set `sha-256:\(digest)`, not of the pinned one"
            case .broken(let faults): "the bundle holds what is no longer a sound set: \(faults)"
            }
        }
    }

    private static let name = "fcg-policy-bundle/"
    private static let head = Array((name + "1\n").utf8)
    private static let tail = 32

    /// The bundle of a set.
    package static func write(_ set: PolicySet) -> [UInt8] {
        sealed(head + set.content.octets)
    }

    static func sealed(_ octets: [UInt8]) -> [UInt8] { octets + SHA256.hash(data: octets) }

    /// Reads the bundle of the set whose digest was pinned; 64 hexadecimal digits.
    package static func read(_ octets: [UInt8], expecting digest: String) throws(Fault) -> PolicySet {
        let content = try content(of: octets)
        let found = PolicyContent.digest(of: content)
        guard found == digest else { throw .otherSet(digest: found) }
        var reader = CanonicalNodes(Array(content))
        guard let files = reader.files() else { throw .damaged }
        let draft = PolicyDraft(files) { part, _ in part.node }
        do {
            return try PolicySet(
                checking: draft,
                as: PolicyContent(reader.octets, digest: digest, files: files.mapValues(\.range)))
        } catch { throw .broken(error) }
    }

    /// What stands between the first line and the hash behind it.
    private static func content(of octets: [UInt8]) throws(Fault) -> ArraySlice<UInt8> {
        guard octets.starts(with: name.utf8) else { throw .notBundle }
        guard octets.starts(with: head) else { throw .otherVersion }
        guard octets.count > head.count + tail else { throw .damaged }
        let end = octets.count - tail
        guard octets[end...].elementsEqual(SHA256.hash(data: octets[..<end])) else { throw .damaged }
        return octets[head.count..<end]
    }
}
