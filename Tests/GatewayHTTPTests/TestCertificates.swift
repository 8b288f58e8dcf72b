import Foundation
import NIOSSL
import WireProtocol

/// A certificate and its key, made for one run of the tests.
struct TestCertificate: Sendable {
    let pem: [UInt8]
    let key: [UInt8]
    let der: [UInt8]

    var chain: [NIOSSLCertificateSource] {
        get throws { try NIOSSLCertificate.fromPEMBytes(pem).map { .certificate($0) } }
    }
    var privateKey: NIOSSLPrivateKeySource {
        get throws { .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)) }
    }
    var anchor: NIOSSLTrustRoots {
        get throws { .certificates([try NIOSSLCertificate(bytes: der, format: .der)]) }
    }
}

/// Two issuers, each pinned for one authority, a third that nobody pinned, and what they issued.
struct TestCertificates: Sendable {
    static let holder = "E08000007"
    static let asker = "E08000035"
    static let host = "gateway.holder.example"
    private static let made = Result { try TestCertificates() }
    static var shared: TestCertificates { get throws { try made.get() } }

    let holderIssuer: TestCertificate
    let askerIssuer: TestCertificate
    let strangeIssuer: TestCertificate
    let holder: TestCertificate
    let holderUnderOtherName: TestCertificate
    let neighbourUnderHoldersName: TestCertificate
    let strangeHolder: TestCertificate
    let asker: TestCertificate
    let askerFromHoldersIssuer: TestCertificate
    let expiredAsker: TestCertificate
    let strangeAsker: TestCertificate
    let serverOnlyAsker: TestCertificate

    static func spiffe(_ authority: String) -> String { "spiffe://test.example/authority/\(authority)" }

    private init() throws {
        let maker = try CertificateMaker()
        defer { maker.remove() }
        holderIssuer = try maker.issuer("holder-issuer")
        askerIssuer = try maker.issuer("asker-issuer")
        strangeIssuer = try maker.issuer("strange-issuer")
        holder = try maker.leaf("holder", by: "holder-issuer", of: Self.holder, dns: Self.host)
        holderUnderOtherName = try maker.leaf("other", by: "holder-issuer", of: Self.holder, dns: "other.example")
        neighbourUnderHoldersName = try maker.leaf("next", by: "holder-issuer", of: "E08000001", dns: Self.host)
        strangeHolder = try maker.leaf("strange-holder", by: "strange-issuer", of: Self.holder, dns: Self.host)
        asker = try maker.leaf("asker", by: "asker-issuer", of: Self.asker)
        askerFromHoldersIssuer = try maker.leaf("false-asker", by: "holder-issuer", of: Self.asker)
        expiredAsker = try maker.leaf("expired", by: "asker-issuer", of: Self.asker, days: -1)
        strangeAsker = try maker.leaf("strange-asker", by: "strange-issuer", of: Self.asker)
        serverOnlyAsker = try maker.leaf("server-only", by: "asker-issuer", of: Self.asker, usage: "serverAuth")
    }
}

/// The `openssl` command, in a folder of its own.
private struct CertificateMaker {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fcg-door-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func issuer(_ name: String) throws -> TestCertificate {
        try run(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).pem -days 2",
            "-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
            "keyUsage=critical,keyCertSign")
        return try read(name)
    }

    func leaf(
        _ name: String, by issuer: String, of authority: String, dns: String = "client.example", days: Int = 2,
        usage: String = "clientAuth,serverAuth"
    ) throws -> TestCertificate {
        try run(
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr",
            "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=URI:\(TestCertificates.spiffe(authority)),DNS:\(dns)", "-addext",
            "extendedKeyUsage=\(usage)")
        try run(
            "x509 -req -in \(name).csr -CA \(issuer).pem -CAkey \(issuer).key -copy_extensions copyall -out \(name).pem",
            "-days", "\(days)")
        return try read(name)
    }

    private func read(_ name: String) throws -> TestCertificate {
        let pem = try [UInt8](Data(contentsOf: folder.appending(path: "\(name).pem")))
        let key = try [UInt8](Data(contentsOf: folder.appending(path: "\(name).key")))
        return try TestCertificate(pem: pem, key: key, der: NIOSSLCertificate(bytes: pem, format: .pem).toDERBytes())
    }

    private func run(_ words: String, _ more: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + words.split(separator: " ").map(String.init) + more
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
