import Foundation
import NIOSSL
import Testing
import WireProtocol

@testable import ConformanceKit

/// Two implementations that believe everything, put through the suite: every case that wrongs them must say so.
@Suite("The suite bites")
struct SelfTests {
    @Test("a node that answers whatever comes passes no case that wrongs it, but for the TLS it is built on")
    func gullibleHolder() async throws {
        let federation = try await BadFederation()
        federation.node.behave { octets in
            ReceivedQuestion(octets).map { federation.answer($0) }
                ?? Array("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".utf8)
        }
        let wronging = Cases.all.filter {
            $0.isNegative && $0.profile == .answer && $0.pace == .ordinary && !SelfTests.endless.contains($0.id)
        }

        let results = try await federation.run(wronging)
        await federation.stop()

        let passed = Set(results.filter { $0.verdict == .pass }.map(\.conformanceCase.id))
        #expect(passed.subtracting(SelfTests.beneath) == [])
        #expect(results.count { $0.verdict == .fail } > 200)
    }

    /// In these the node waits for octets that were announced and never come, and the suite for the node.
    private static let endless: Set<String> = [
        "signature.one-mebioctet", "limits.tebibyte", "framing.length-list", "framing.hidden-second",
        "framing.continue-too-large",
    ]

    /// What the TLS library below both refuses by itself.
    private static let beneath: Set<String> = [
        "transport.tls-1.2", "transport.tls-1.0", "transport.no-tls", "transport.garbage",
    ]

    // clause: FCP-QRY-24- FCP-QRY-28-
    @Test("a node that shows whatever comes back passes no case of a hostile peer, and every sound one")
    func gullibleAsker() async throws {
        let federation = try await BadFederation()
        federation.node.behave { octets in ReceivedQuestion(octets).map { federation.answer($0) } }
        let port = try FreePort.find()
        let asker = GullibleAsker(federation: federation, port: port)
        let asking = AskingSide(port: port) { try await asker.show($0) }
        let cases = Cases.all.filter { $0.profile == .ask && !SelfTests.passedOver.contains($0.id) }

        let results = try await federation.run(cases, profiles: [.ask], asking: asking)
        await federation.stop()

        for result in results {
            let one = result.conformanceCase
            let expected: Set<Verdict> =
                one.isNegative || SelfTests.careless.contains(one.id) ? [.fail, .inconclusive] : [.pass]
            #expect(expected.contains(result.verdict), "\(one.id): \(result.verdict) \(result.message)")
        }
        #expect(results.count { $0.verdict == .fail } > 80)
        for (name, words) in [("fresh", "two questions share"), ("pseudonym", "the worker's own id")] {
            let found = results.first { $0.conformanceCase.id == "asking.\(name)" }
            #expect(found?.verdict == .fail && found?.message.contains(words) ?? false)
        }
    }

    /// What this asker would only wait through; and what it escapes, because it prints JSON.
    private static let passedOver: Set<String> = [
        "asking.escapes",
        "asking.silence", "asking.octet-a-second", "asking.slow-body", "asking.interim-flood", "asking.endless-body",
    ]

    /// Sound cases about how a question is made, which this asker does not make carefully either.
    private static let careless: Set<String> = [
        "asking.fresh", "asking.no-present-postcode", "asking.pseudonym",
    ]
}

/// Asks with the node's keys and shows what comes back, unread.
private struct GullibleAsker: Sendable {
    let federation: BadFederation
    let port: Int

    func show(_ question: JSONValue) async throws -> [UInt8] {
        let answer = (try? await exchange(question)) ?? []
        return CanonicalJSON.encode([
            "type": "fcg.ask-result/1",
            "councils": [
                [
                    "authority": "E06999901", "state": "answered", "sentence": "fine",
                    "answer": .string(answer.asText.filter { $0 != "\0" }),
                ]
            ],
        ])
    }

    private func exchange(_ question: JSONValue) async throws -> [UInt8] {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.certificateVerification = .none
        let line = try await RawConnection.open(
            host: "127.0.0.1", port: port, tls: try NIOSSLContext(configuration: settings), serverName: "localhost",
            within: 3)
        guard case .object(var members) = question else { return [] }
        members["id"] = "always-the-same-id-00000000"
        members["salt"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        members["from"] = .string(federation.own.authority.code)
        let writer = RequestWriter(
            kit: federation.own, holder: federation.holder, now: Int64(Date().timeIntervalSince1970))
        let sent = writer.write(Draft(), question: members, nonce: "always-the-same-nonce-000000")
        await line.send(sent.octets)
        let (octets, _) = await line.read(within: 1) { ReadResponse($0) != .incomplete }
        await line.close()
        return octets
    }
}

/// A port of the loopback that nobody listens on now.
private enum FreePort {
    static func find() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            } ? Int(UInt16(bigEndian: pointer.pointee.sin_port)) : 0
        }
        guard port > 0 else { throw Trouble("no port is free") }
        return port
    }
}
