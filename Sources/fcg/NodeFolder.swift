import Crypto
import Foundation
import NodeIdentity
import WireProtocol

/// The folder of one node: where everything of it lies.
///
/// ```
/// node.yaml      directory.json   directory.seen   suspensions.yaml   extracts/   staff.sock
/// policies/      signers.yaml   schemas/: what people edit        sign-offs/: of changes under way
/// generations/   what was signed: the one in force, and those before
/// keys/          signing.pem  tls.pem  tls.csr  tls.crt.pem  issuer.pem  witness.pem  pseudonym.key
///                log-exchange-<year>.pem  log-internal-<year>.pem
/// matching/      policy.yaml: how often the wrong person may be shown   report.json: how often   model.json, if any
/// data/          audit/  index.db  duty.db  book.db
/// ```
struct NodeFolder: Sendable {
    let path: String

    /// The folder that holds a `node.yaml`.
    init(config: String) {
        self.init(path: URL(fileURLWithPath: config).deletingLastPathComponent().path(percentEncoded: false))
    }

    /// One spelling of a path, whether its folder is there yet or not: no slash twice, none at the end.
    init(path: String) {
        let full = URL(fileURLWithPath: path).path(percentEncoded: false)
        self.path = (full.hasPrefix("/") ? "/" : "") + full.split(separator: "/").joined(separator: "/")
    }

    func file(_ name: String) -> String { path == "/" ? "/" + name : "\(path)/\(name)" }

    var config: String { file("node.yaml") }
    var policies: String { file("policies") }
    var signers: String { file("signers.yaml") }
    var signOffs: String { file("sign-offs") }
    var generations: String { file("generations") }
    var suspensions: String { file("suspensions.yaml") }
    var extracts: String { file("extracts") }
    var directory: String { file("directory.json") }
    var directorySeen: String { file("directory.seen") }
    var staffSocket: String { file("staff.sock") }
    var audit: String { file("data/audit") }
    var index: String { file("data/index.db") }
    var duty: String { file("data/duty.db") }
    var book: String { file("data/book.db") }
    var matching: MatchingFolder { MatchingFolder(path: file("matching")) }

    func key(_ name: String) -> String { file("keys/" + name) }

    /// A private key of Ed25519.
    func signingKey(_ name: String) throws -> NodeIdentity.SigningKey {
        do { return try NodeIdentity.SigningKey(pem: try text(of: key(name))) } catch let fault as IdentityFault {
            throw Complaint("\(key(name)): error: \(fault)")
        }
    }

    /// 32 secret octets.
    func secret(_ name: String) throws -> [UInt8] {
        let octets = try octets(of: key(name))
        guard octets.count == 32 else { throw Complaint("\(key(name)): error: does not hold 32 octets") }
        return octets
    }

    func octets(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Complaint("\(path): error: cannot be read")
        }
        return Array(data)
    }

    func text(of path: String) throws -> String {
        guard let text = String(validating: try octets(of: path), as: UTF8.self) else {
            throw Complaint("\(path): error: is not UTF-8 text")
        }
        return text
    }

    /// Writes a file that only its owner can read.
    static func writeSecret(_ octets: [UInt8], to path: String) throws {
        try write(octets, to: path, mode: 0o600)
    }

    /// Makes a file that only its owner can read, which would survive a power cut, and leaves one that is there alone:
    /// `false` then. Two processes that make the same one end up with one of the two, whole.
    static func createSecret(_ octets: [UInt8], at path: String) throws -> Bool {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path(percentEncoded: false)
        let beside = path + ".\(Hex.encode(systemRandom(8)))"
        defer { unlink(beside) }
        try writeSecret(octets, to: beside)
        try sync(beside)
        guard link(beside, path) == 0 else {
            guard errno == EEXIST else { throw Complaint("\(path): error: cannot be written") }
            return false
        }
        try sync(folder)
        return true
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY)
        defer { close(file) }
        guard file >= 0, fsync(file) == 0 else { throw Complaint("\(path): error: cannot be written") }
    }

    /// Writes a file: new content beside the old, then one rename.
    static func write(_ octets: [UInt8], to path: String, mode: Int = 0o644) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let beside = path + ".new"
        let created = FileManager.default.createFile(
            atPath: beside, contents: Data(octets), attributes: [.posixPermissions: mode])
        guard created, rename(beside, path) == 0 else { throw Complaint("\(path): error: cannot be written") }
    }

    static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }
}

/// Random octets of the system (getentropy(3), which gives up to 256 at a time).
func systemRandom(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { octets, filled in
        while filled < count {
            let next = UnsafeMutableRawBufferPointer(
                UnsafeMutableBufferPointer(rebasing: octets[filled..<min(count, filled + 256)]))
            precondition(getentropy(next.baseAddress, next.count) == 0, "the kernel gives no random octets")
            filled += next.count
        }
    }
}

/// The wall clock.
func wallClock() -> Instant { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))) }

/// Milliseconds that only ever go forward.
func monotonicMilliseconds() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000) }

/// SHA-256.
func digest(_ octets: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: octets)) }
