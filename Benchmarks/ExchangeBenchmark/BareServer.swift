import BenchKit
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A server of the same framework that does nothing: mutual TLS, one request in, the same octets back every time.
struct BareServer {
    /// Octets of the response, as a file; its header fields, one a line, as another.
    static let bodyFile = "bare-body"
    static let fieldsFile = "bare-fields"

    let folder: String
    let node: String
    let askerIssuer: String
    let port: Int

    /// Writes down what the server is to give back.
    static func prepare(_ reply: WireReply, in folder: String) throws {
        try Data(reply.body).write(to: URL(fileURLWithPath: "\(folder)/\(bodyFile)"))
        let lines = reply.head.headers.filter { $0.name.lowercased() != "content-length" }
        let fields = lines.map { "\($0.name): \($0.value)" }
        try fields.joined(separator: "\n").write(
            toFile: "\(folder)/\(fieldsFile)", atomically: true, encoding: .utf8)
    }

    /// Serves until the process is told to stop.
    func run() async throws {
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(Self.bodyFile)")))
        let head = HTTPResponse(status: .ok, headerFields: try fields(length: body.readableBytes))
        let http = HTTP1Channel { request, response, _ in
            for try await _ in request.body {}
            try await response.write(response: head, body: ResponseBody(byteBuffer: body))
        }
        var logger = Logger(label: "bare")
        logger.logLevel = .error
        let server = Server(
            childChannelSetup: BareChannel(tls: try NIOSSLContext(configuration: try tls()), http: http),
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        try await server.run()
    }

    private func fields(length: Int) throws -> HTTPFields {
        var fields = HTTPFields()
        for line in try String(contentsOfFile: "\(folder)/\(Self.fieldsFile)", encoding: .utf8).split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            fields.append(HTTPField(name: name, value: String(line[line.index(colon, offsetBy: 2)...])))
        }
        fields[.contentLength] = String(length)
        return fields
    }

    private func tls() throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(node + "/keys/tls.crt.pem")
        let key = try NIOSSLPrivateKey(file: node + "/keys/tls.pem", format: .pem)
        var tls = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key),
            trustRoots: .file(askerIssuer))
        tls.minimumTLSVersion = .tlsv13
        return tls
    }
}

/// TLS in front of the framework's own HTTP/1.1, and nothing else.
private struct BareChannel: ServerChildChannel {
    let tls: NIOSSLContext
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        }.flatMap { http.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await http.handle(value: value, logger: logger) }
}
