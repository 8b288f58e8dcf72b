import AuditTrail
import Foundation
import MerkleLog
import PeerClient
import SyntheticFamilies
import Synchronization
import TestSupport
import Testing
import TrustedTimestamps
import WireProtocol

@testable import Gateway

/// `openssl ts` behind a small HTTP server, as a timestamp authority on this machine.
final class LocalStampServer: Sendable {
    static let policy = "1.3.6.1.4.1.32473.1"

    let folder: TemporaryFolder
    let port: Int
    private let process: Process
    /// The server ends when this pipe does, whatever becomes of the test.
    private let input = Pipe()

    init() throws {
        folder = try TemporaryFolder()
        try Data(LocalStampServer.settings(folder.path).utf8).write(to: URL(filePath: folder.path("openssl.cnf")))
        try Data("01\n".utf8).write(to: URL(filePath: folder.path("serial")))
        try Data(LocalStampServer.server.utf8).write(to: URL(filePath: folder.path("server.py")))
        try LocalStampServer.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-config", folder.path("openssl.cnf"), "-subj", "/CN=Invented timestamp authority", "-keyout",
            folder.path("tsa.key"), "-out", folder.path("tsa.pem"))
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", folder.path("server.py"), folder.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit { try? input.fileHandleForWriting.close() }

    func authority() throws -> TimestampAuthority {
        try TimestampAuthority(
            anchors: try Array(Data(contentsOf: URL(filePath: folder.path("tsa.pem")))), policies: [Self.policy])
    }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = Pipe()
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private static let server = """
        import http.server, os, subprocess, sys, threading
        folder = sys.argv[1]
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        class Door(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                assert self.headers["content-type"] == "application/timestamp-query"
                open(folder + "/request.tsq", "wb").write(body)
                subprocess.run(["openssl", "ts", "-reply", "-config", folder + "/openssl.cnf", "-section", "service",
                    "-queryfile", folder + "/request.tsq", "-out", folder + "/answer.tsr"], check=True,
                    stderr=subprocess.DEVNULL)
                answer = open(folder + "/answer.tsr", "rb").read()
                self.send_response(200)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
            def log_message(self, *rest): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Door)
        print(server.server_port, flush=True)
        server.serve_forever()

        """

    private static func settings(_ folder: String) -> String {
        """
        [req]
        distinguished_name = name
        x509_extensions = stamping
        [name]
        [stamping]
        basicConstraints = critical,CA:false
        keyUsage = critical,digitalSignature
        extendedKeyUsage = critical,timeStamping
        subjectKeyIdentifier = hash
        [service]
        serial = \(folder)/serial
        signer_cert = \(folder)/tsa.pem
        signer_key = \(folder)/tsa.key
        signer_digest = sha256
        default_policy = \(policy)
        digests = sha256
        accuracy = secs:1
        ess_cert_id_alg = sha256

        """
    }
}

@Suite("Timestamps of our checkpoints")
struct CheckpointStampTests {
    private let network: WitnessNetwork
    private let server: LocalStampServer

    init() throws {
        network = try WitnessNetwork([.stockport])
        server = try LocalStampServer()
        network.federation.clock.setWall(Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
    }

    private func stamps(
        _ ask: @escaping AskTimestamp
    ) throws -> CheckpointStamps {
        CheckpointStamps(
            node: try network.node(.stockport).context, authority: try server.authority(), everyMinutes: 30, ask: ask)
    }

    /// The authority's clock is the real one, so this goes with the years.
    private var shard: OwnShard { OwnShard(log: .exchange, year: network.federation.now.utcYear) }
    private var origin: String { "\(SyntheticCouncil.stockport.host)/audit/\(shard.year)" }

    private func publish() throws -> [UInt8] {
        try network.node(.stockport).context.audit.checkpoint(.exchange, at: network.federation.now, isLast: true)
    }

    private func record() async throws {
        let node = try network.node(.stockport)
        _ = try await node.context.audit.record(
            asked: [
                AskedExchange(
                    counterpart: SyntheticCouncil.leeds.authority,
                    exchange: #require(ExchangeID(Hex.encode(network.federation.random(16)))),
                    directory: 1,
                    requestEvidence: Evidence(
                        base: [1], signature: [2], keyID: "E08000007#2026a", keyHash: FixedKeys.seed("key")),
                    queryOctets: [3], payloads: LeafPayloads(), time: network.federation.now)
            ])
    }

    @Test("the newest checkpoint is stamped by an authority over HTTP, and not again until it is time")
    func stamped() async throws {
        try await record()
        let note = try publish()
        let stamps = try stamps(TimestampClient(url: "http://127.0.0.1:\(server.port)/").ask)

        let first = try await stamps.round(now: network.federation.now)
        let second = try await stamps.round(now: network.federation.now)
        try await record()
        _ = try publish()
        let hurried = try await stamps.round(now: network.federation.now)

        #expect(first == [origin])
        #expect(second == [])
        #expect(hurried == [])
        let file = try #require(try network.node(.stockport).context.witness).file
        let stamp = try #require(try file.newestStamp(of: origin))
        #expect(stamp.size == 1)
        let seconds = network.federation.now.seconds
        #expect(throws: Never.self) {
            try server.authority().verify(
                stamp.response, digest: EvidenceDigest.body(note).octets, nonce: nil,
                within: seconds - 300...seconds + 300)
        }
    }

    @Test("an authority that is down leaves checkpoints unstamped and the node recording; later the newest is stamped")
    func down() async throws {
        try await record()
        _ = try publish()
        let isDown = Mutex(true)
        let client = TimestampClient(url: "http://127.0.0.1:\(server.port)/")
        let nobody = TimestampClient(url: "http://127.0.0.1:1/")
        let stamps = try stamps { try await (isDown.withLock { $0 } ? nobody : client).ask($0) }

        await #expect(throws: StampFault.self) { try await stamps.round(now: network.federation.now) }
        let node = try network.node(.stockport)
        #expect(try node.context.standing(of: shard)?.isStamped == false)
        try await record()
        _ = try publish()
        isDown.withLock { $0 = false }

        #expect(try await stamps.round(now: network.federation.now) == [origin])
        #expect(try node.context.standing(of: shard)?.isStamped == true)
    }

    @Test("a stamp that does not come is overdue by the minute: after a start's patience, and after each pause")
    func overdue() async throws {
        let begun = network.federation.now
        try await record()
        _ = try publish()
        let stamps = try stamps(TimestampClient(url: "http://127.0.0.1:\(server.port)/").ask)
        func minutes(after seconds: Int64) throws -> [Int] {
            let late = try stamps.overdue(begun: begun, now: begun.adding(seconds: seconds))
            #expect(late.allSatisfy { $0.origin == origin })
            return late.map(\.minutes)
        }

        #expect(try minutes(after: 120) == [])
        #expect(try minutes(after: 120 + 300) == [5])
        #expect(try await stamps.round(now: network.federation.now) == [origin])
        #expect(try minutes(after: 86_400) == [])
        try await record()
        _ = try publish()

        #expect(try minutes(after: 25 * 60) == [])
        #expect((85...90).contains(try #require(try minutes(after: 120 * 60).first)))
    }

    @Test("an answer to another request is no stamp")
    func otherAnswer() async throws {
        try await record()
        _ = try publish()
        let client = TimestampClient(url: "http://127.0.0.1:\(server.port)/")
        let other = try TimestampRequest(digest: FixedKeys.seed("other"), nonce: [1, 2, 3, 4, 5, 6, 7, 8])
        let stamps = try stamps { _ in try await client.ask(other.der) }

        await #expect(throws: StampFault.self) { try await stamps.round(now: network.federation.now) }
        let file = try #require(try network.node(.stockport).context.witness).file
        #expect(try file.newestStamp(of: origin) == nil)
    }
}
