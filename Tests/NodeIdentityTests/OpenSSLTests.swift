import Foundation
import NodeIdentity
import TestSupport
import Testing
import WireProtocol

/// Asks a second implementation what we made. Skipped, and said so, where `openssl` is not installed.
@Suite("Checked by OpenSSL", .enabled(if: OpenSSL.path != nil, "`openssl` is not on PATH: cross-check skipped"))
struct OpenSSLTests {
    let bench = Workbench()
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "OpenSSL verifies our certificate against our authority, for both uses", arguments: ["sslserver", "sslclient"])
    func verifies(purpose: String) throws {
        let authority = try bench.authority()
        let leaf = try bench.leaf(by: authority)
        try write(authority.certificate.pem, "ca.pem")
        try write(leaf.pem, "leaf.pem")

        let report = try OpenSSL.run([
            "verify", "-x509_strict", "-purpose", purpose, "-attime", "\(bench.now.seconds)", "-CAfile",
            folder.path("ca.pem"), folder.path("leaf.pem"),
        ])

        #expect(report.contains("leaf.pem: OK"))
    }

    @Test("OpenSSL does not verify a certificate of another authority of the same name")
    func refusesOther() throws {
        try write(bench.authority().certificate.pem, "ca.pem")
        try write(bench.leaf(by: bench.authority(key: "other ca")).pem, "leaf.pem")

        let report = try OpenSSL.run([
            "verify", "-attime", "\(bench.now.seconds)", "-CAfile", folder.path("ca.pem"), folder.path("leaf.pem"),
        ])

        #expect(report.contains("verification failed"))
    }

    @Test("OpenSSL reads the names and the usages we wrote")
    func readsNames() throws {
        try write(bench.leaf().pem, "leaf.pem")

        let report = try OpenSSL.run(["x509", "-noout", "-text", "-in", folder.path("leaf.pem")])

        #expect(report.contains("URI:spiffe://north.fcg.example/authority/E08000035"))
        #expect(report.contains("DNS:gateway.leeds.example, IP Address:127.0.0.1"))
        #expect(report.contains("TLS Web Server Authentication, TLS Web Client Authentication"))
        #expect(report.contains("Public-Key: (256 bit)"))
    }

    @Test("OpenSSL accepts our request's signature")
    func acceptsRequest() throws {
        let request = try CertificateRequest(identity: bench.name(), hosts: [], key: bench.key("leeds tls"))
        try write(request.pem, "request.pem")

        let report = try OpenSSL.run(["req", "-verify", "-noout", "-text", "-in", folder.path("request.pem")])

        #expect(report.contains("verify OK"))
        #expect(report.contains("URI:spiffe://north.fcg.example/authority/E08000035"))
    }

    @Test("keys that OpenSSL makes are read, and it reads ours")
    func keys() throws {
        let ed25519 = try SigningKey(pem: OpenSSL.run(["genpkey", "-algorithm", "ED25519"]))
        let p256 = try TLSKey(pem: OpenSSL.run(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]))
        try write(ed25519.pem, "ed25519.pem")
        try write(p256.pem, "p256.pem")

        let first = try OpenSSL.run(["pkey", "-noout", "-text_pub", "-in", folder.path("ed25519.pem")])
        let second = try OpenSSL.run(["pkey", "-noout", "-text_pub", "-in", folder.path("p256.pem")])

        #expect(first.contains("ED25519 Public-Key"))
        #expect(second.contains("NIST CURVE: P-256"))
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
    }
}

private enum OpenSSL {
    /// Where it is, if it is on PATH.
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// What it printed on both of its streams, whether it succeeded or not.
    static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: try #require(path))
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = arguments.first == "genpkey" ? FileHandle.nullDevice : pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
