import ArgumentParser
import Foundation
import NodeIdentity
import WireProtocol

/// `fcg ca`
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "A development authority: issues TLS certificates for trials, never for live use.",
        subcommands: [Create.self, Issue.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes an authority's key and certificate.")
        @Option(help: "The folder to make.") var folder: String
        @Option(help: "Its name, for people.") var name = "Development authority"

        func run() throws {
            guard !FileManager.default.fileExists(atPath: folder) else {
                throw Complaint("`\(folder)` exists; nothing was changed")
            }
            _ = try DevelopmentCA.create(in: folder, name: name)
            print("made \(folder)/ca.pem and \(folder)/ca.key")
        }
    }

    struct Issue: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Signs a node's certificate request.")
        @Option(help: "The authority's folder.") var folder: String
        @Option(help: "The request, PEM.") var request: String
        @Option(help: "Where to write the certificate, PEM.") var out: String
        @Option(help: "Days it is valid.") var days = 90

        func run() throws {
            let authority = try DevelopmentCA.open(folder)
            let text = try NodeFolder(path: ".").text(of: request)
            let certificate = try DevelopmentCA.issue(try CertificateRequest(pem: text), by: authority, days: days)
            try NodeFolder.write(certificate.pem, to: out)
            print("wrote \(out)")
        }
    }
}

/// The files of a development authority: `ca.pem`, `ca.key`.
enum DevelopmentCA {
    static func create(in folder: String, name: String) throws -> DevelopmentAuthority {
        let key = try TLSKey(scalar: systemRandom(32))
        let now = wallClock()
        let authority = try DevelopmentAuthority(
            name: name, key: key, serial: systemRandom(16), notBefore: now.adding(seconds: -3_600),
            notAfter: now.adding(seconds: 3_650 * 86_400))
        let files = NodeFolder(path: folder)
        try NodeFolder.write(authority.certificate.pem, to: files.file("ca.pem"))
        try NodeFolder.writeSecret(Array(key.pem.utf8), to: files.file("ca.key"))
        return authority
    }

    static func open(_ folder: String) throws -> DevelopmentAuthority {
        let files = NodeFolder(path: folder)
        let certificate = try CertificateReading(pem: try files.text(of: files.file("ca.pem")))
        return try DevelopmentAuthority(
            certificate: certificate, key: try TLSKey(pem: try files.text(of: files.file("ca.key"))))
    }

    static func issue(
        _ request: CertificateRequest, by authority: DevelopmentAuthority, days: Int
    ) throws -> CertificateReading {
        let now = wallClock()
        return try authority.issue(
            request, serial: systemRandom(16), notBefore: now.adding(seconds: -3_600),
            notAfter: now.adding(seconds: Int64(days) * 86_400))
    }
}
