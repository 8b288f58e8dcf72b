import NIOCore
import NIOPosix
import NIOSSL

/// One thing a hand-made client does.
enum RawStep: Sendable {
    case send(String)
    case pause(Duration)
    /// Waits until one more complete response has come.
    case response
    /// Goes away without listening.
    case hangUp
    case act(@Sendable () async throws -> Void)
}

/// What a hand-made client heard.
struct Heard: Sendable {
    var text = ""
    /// The other side ended the connection.
    var isClosed = false
    /// TLS or the socket failed.
    var isBroken = false

    var statuses: [Int] {
        text.matches(of: #/HTTP/1\.1 (\d\d\d) /#).compactMap { Int($0.1) }
    }
}

/// A client that says exactly what it is told, octet for octet.
struct RawConnection: Sendable {
    let port: Int
    var certificate: TestCertificate?
    var isPlain = false
    var newest: TLSVersion?
    var patience = TimeAmount.seconds(5)

    /// Takes the steps, then listens until the connection ends or patience does.
    func run(_ steps: [RawStep]) async throws -> Heard {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if !isPlain { try channel.pipeline.syncOperations.addHandler(tlsHandler()) }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let end = NIODeadline.now() + patience
        let giveUp = channel.channel.eventLoop.scheduleTask(deadline: end) { channel.channel.close(promise: nil) }
        defer { giveUp.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            var heard = Heard()
            var reader = Reader(iterator: inbound.makeAsyncIterator())
            do {
                for step in steps {
                    if case .hangUp = step { return heard }
                    try await take(step, &reader, outbound)
                }
            } catch {
                heard.isBroken = true
            }
            do { try await reader.readToEnd() } catch { heard.isBroken = true }
            heard.text = reader.text
            heard.isClosed = NIODeadline.now() < end
            return heard
        }
    }

    private func take(
        _ step: RawStep, _ reader: inout Reader, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        switch step {
        case .send(let text): try await outbound.write(ByteBuffer(string: text))
        case .pause(let time): try await Task.sleep(for: time)
        case .act(let body): try await body()
        case .hangUp: break
        case .response: try await reader.readResponse()
        }
    }

    private struct Reader {
        var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        var text = ""
        private var rest = ""[...]

        init(iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) { self.iterator = iterator }

        mutating func readResponse() async throws {
            while !dropResponse(), try await readMore() {}
        }

        mutating func readToEnd() async throws {
            while try await readMore() {}
        }

        private mutating func readMore() async throws -> Bool {
            guard let more = try await iterator.next(isolation: #isolation) else { return false }
            text += String(buffer: more)
            rest += String(buffer: more)
            return true
        }

        private mutating func dropResponse() -> Bool {
            guard let head = rest.firstRange(of: "\r\n\r\n") else { return false }
            let length = rest[..<head.lowerBound].firstMatch(of: #/content-length: (\d+)/#).flatMap { Int($0.1) } ?? 0
            guard rest[head.upperBound...].utf8.count >= length else { return false }
            rest = rest[head.upperBound...].dropFirst(length)
            return true
        }
    }

    private func tlsHandler() throws -> NIOSSLClientHandler {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = try TestCertificates.shared.holderIssuer.anchor
        tls.maximumTLSVersion = newest
        tls.shutdownTimeout = .milliseconds(200)
        if let certificate {
            tls.certificateChain = try certificate.chain
            tls.privateKey = try certificate.privateKey
        }
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: tls), serverHostname: TestCertificates.host)
    }
}

extension RawConnection {
    /// As the asker.
    static func asker(_ port: Int) throws -> RawConnection {
        RawConnection(port: port, certificate: try TestCertificates.shared.asker)
    }
}

/// The text of a request to the holder.
func request(
    _ method: String = "GET", _ target: String = "/fcg/v1/node", _ fields: [String] = [], body: String = "",
    isLast: Bool = true
) -> String {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: \(TestCertificates.host)"] + fields
    if method == "POST" { lines.append("Content-Length: \(body.utf8.count)") }
    if isLast { lines.append("Connection: close") }
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
}
