import ArgumentParser
import ConformanceKit
import Foundation
import WireProtocol

/// `fcg-conformance statement`
struct StatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement", abstract: "Signs a statement about the report of a certifying run.",
        discussion: "The key is an Ed25519 key in PKCS#8, as `openssl genpkey -algorithm ed25519` makes it.")

    @Option(help: "The report, as `run --mode certify --json` wrote it.") var report: String
    @Option(help: "The private key of whoever ran it, PEM.") var key: String
    @Option(help: "Where to write the statement.") var out: String

    func run() throws {
        let pem = String(decoding: try Files.octets(key), as: UTF8.self)
        do {
            let statement = try Statement(report: try Files.octets(report), issued: Clock.now())
            try Data(try statement.sealed(by: pem)).write(to: URL(fileURLWithPath: out))
            print(statement.words)
        } catch let fault as Statement.Fault {
            throw KitFault("\(report): error: \(fault)")
        }
    }
}

/// `fcg-conformance verify-statement`
struct VerifyStatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-statement",
        abstract: "Checks a statement: whose it is, whether it still counts, and what of.",
        discussion: "Exit codes: 0 it holds; 1 it does not; 2 the command was not understood.")

    @Argument(help: "The statement.") var statement: String
    @Option(help: "The public key of whoever ran the suite, 32 octets in base64url.") var key: String
    @Option(help: "The report it speaks of.") var report: String?

    func run() throws {
        guard let raw = Base64URL.decode(key), raw.count == 32 else {
            throw ValidationError("`--key` is not 32 octets in base64url")
        }
        let report = try report.map(Files.octets)
        do {
            let found = try Statement(
                octets: try Files.octets(statement), signedBy: raw, report: report, now: Clock.now())
            print(found.words)
        } catch let fault as Statement.Fault {
            print("\(statement): does not hold: \(fault)")
            throw ExitCode(1)
        }
    }
}

enum Files {
    static func octets(_ path: String) throws(KitFault) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw KitFault("\(path): error: cannot be read")
        }
        return Array(data)
    }
}
