import Foundation
import TestSupport
import Testing

/// A timestamp authority of `openssl ts` in a folder of its own, with keys that last as long as the test.
final class LocalAuthority {
    static let policy = "1.3.6.1.4.1.32473.1"

    private let folder: TemporaryFolder
    private let configuration: String

    /// Makes the root `ca` and the certificate `tsa`, both valid now.
    init() throws {
        folder = try TemporaryFolder()
        configuration = folder.path("openssl.cnf")
        try Data(LocalAuthority.settings(folder.path).utf8).write(to: URL(filePath: configuration))
        for name in ["index.txt", "tsserial"] {
            try Data((name == "tsserial" ? "01\n" : "").utf8).write(to: URL(filePath: folder.path(name)))
        }
        try addRoot("ca")
        try addCertificate("tsa")
    }

    func addRoot(_ name: String) throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=Invented root \(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
    }

    /// A certificate under the extensions of a section of the configuration, valid between two times or for 20 days.
    func addCertificate(
        _ name: String, extensions: String = "timestamping", root: String = "ca", from: String? = nil,
        to: String? = nil,
        key: [String] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ) throws {
        let request = ["req"] + key
        try openssl(
            arguments: request + [
                "-nodes", "-subj", "/CN=Invented \(name)", "-keyout", path("\(name).key"), "-out", path("\(name).csr"),
            ])
        let dates = from.map { ["-startdate", $0] } ?? [] + ["-days", "20"]
        try openssl(
            arguments: [
                "ca", "-batch", "-notext", "-config", configuration, "-extensions", extensions, "-cert",
                path("\(root).pem"),
                "-keyfile", path("\(root).key"), "-in", path("\(name).csr"), "-out", path("\(name).pem"),
            ] + dates + (to.map { ["-enddate", $0] } ?? []))
    }

    /// What the authority answers to a request.
    func answer(_ request: [UInt8], signer: String = "tsa") throws -> [UInt8] {
        try write(request, "request.tsq")
        try openssl(
            "ts", "-reply", "-config", configuration, "-section", "service", "-queryfile", path("request.tsq"),
            "-signer",
            path("\(signer).pem"), "-inkey", path("\(signer).key"), "-out", path("answer.tsr"))
        return try read("answer.tsr")
    }

    /// The content of a response's token.
    func content(of response: [UInt8]) throws -> [UInt8] {
        try write(response, "in.tsr")
        try openssl("ts", "-reply", "-in", path("in.tsr"), "-token_out", "-out", path("token.der"))
        try openssl(
            "cms", "-verify", "-noverify", "-inform", "DER", "-in", path("token.der"), "-out", path("content.der"))
        return try read("content.der")
    }

    /// A response around any content, signed by anybody: what `openssl ts` itself would refuse to make.
    func sign(_ content: [UInt8], signer: String, digest: String = "sha256", bound: Bool = true) throws -> [UInt8] {
        try write(content, "content.der")
        try openssl(
            arguments: [
                "cms", "-sign", "-binary", "-nodetach", "-md", digest, "-econtent_type", "1.2.840.113549.1.9.16.1.4",
                "-in", path("content.der"), "-signer", path("\(signer).pem"), "-inkey", path("\(signer).key"),
                "-nosmimecap", "-outform", "DER", "-out", path("token.der"),
            ] + (bound ? ["-cades"] : []))
        try openssl("ts", "-reply", "-in", path("token.der"), "-token_in", "-out", path("signed.tsr"))
        return try read("signed.tsr")
    }

    /// A revocation list of the root, in DER.
    func revocationList() throws -> [UInt8] {
        try openssl(
            "ca", "-gencrl", "-crldays", "1", "-config", configuration, "-cert", path("ca.pem"), "-keyfile",
            path("ca.key"),
            "-out", path("ca.crl"))
        try openssl("crl", "-in", path("ca.crl"), "-outform", "DER", "-out", path("ca.crl.der"))
        return try read("ca.crl.der")
    }

    /// A certificate in PEM.
    func pem(_ name: String) throws -> [UInt8] { try read("\(name).pem") }

    /// The fields of a request, as `openssl ts` prints them.
    func text(ofRequest request: [UInt8]) throws -> String {
        try write(request, "request.tsq")
        return try openssl("ts", "-query", "-in", path("request.tsq"), "-text")
    }

    private func path(_ name: String) -> String { folder.path(name) }

    private func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path(name)))) }

    private func write(_ octets: [UInt8], _ name: String) throws {
        try Data(octets).write(to: URL(filePath: path(name)))
    }

    @discardableResult
    private func openssl(_ arguments: String...) throws -> String { try openssl(arguments: arguments) }

    @discardableResult
    private func openssl(arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments.joined(separator: " ")): \(complaint)")
        return text
    }

    private static func settings(_ folder: String) -> String {
        """
        [ca]
        default_ca = authority
        [authority]
        database = \(folder)/index.txt
        new_certs_dir = \(folder)
        default_md = sha256
        policy = any
        rand_serial = yes
        unique_subject = no
        [any]
        commonName = supplied
        [timestamping]
        extendedKeyUsage = critical,timeStamping
        keyUsage = critical,digitalSignature
        [timestampingNotCritical]
        extendedKeyUsage = timeStamping
        keyUsage = critical,digitalSignature
        [server]
        extendedKeyUsage = critical,serverAuth
        keyUsage = critical,digitalSignature
        [both]
        extendedKeyUsage = critical,timeStamping,serverAuth
        keyUsage = critical,digitalSignature
        [tsa]
        default_tsa = service
        [service]
        serial = \(folder)/tsserial
        crypto_device = builtin
        signer_digest = sha256
        default_policy = \(policy)
        other_policies = \(policy).7
        digests = sha256
        ess_cert_id_alg = sha256

        """
    }
}
