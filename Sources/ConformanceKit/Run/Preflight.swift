import Foundation
import NIOCore
import NodeIdentity
import WireProtocol

/// What stands between this machine and a node, in plain words, and what to mend first. It only reads.
package struct Preflight: Sendable {
    /// One thing looked at.
    package struct Step: Sendable, Equatable {
        package let name: String
        package let isSound: Bool
        /// What was found and, where it is not sound, what to do.
        package let words: String
    }

    package let steps: [Step]
    /// The node as it describes itself, if it could be asked.
    package let node: RunReport.Node?

    package var isSound: Bool { steps.allSatisfy(\.isSound) }

    /// Looks at one thing after another and stops at the first that nothing could be seen beyond.
    package init(_ peer: Peer) async {
        var steps: [Step] = []
        var node: RunReport.Node?
        do {
            steps.append(try Preflight.name(of: peer.holder))
            let line = try await Preflight.connection(peer)
            steps += try await Preflight.certificate(line, peer)
            await line.close()
            let page = try await Preflight.page(peer)
            steps += Preflight.clock(page, peer)
            node = Preflight.node(page, peer)
        } catch let unsound as Unsound {
            steps.append(unsound.step)
        } catch {
            steps.append(Step(name: "connection", isSound: false, words: "\(error)"))
        }
        self.steps = steps
        self.node = node
    }

    private struct Unsound: Error { let step: Step }

    private static func unsound(_ name: String, _ words: String) -> Unsound {
        Unsound(step: Step(name: name, isSound: false, words: words))
    }

    private static func name(of holder: Holder) throws -> Step {
        do {
            let address = try SocketAddress.makeAddressResolvingHost(holder.host, port: holder.port)
            return Step(name: "name", isSound: true, words: "`\(holder.host)` is \(address.ipAddress ?? "known")")
        } catch {
            throw unsound(
                "name",
                "`\(holder.host)` has no address here; ask your network team for a DNS entry, or for a forwarder to the federation's names"
            )
        }
    }

    private static func connection(_ peer: Peer) async throws -> RawConnection {
        do { return try await peer.connect() } catch let refused as HandshakeRefused {
            throw unsound(
                "TLS",
                "there is a connection but no TLS 1.3 (\(refused.why)); a proxy that breaks TLS open, or another issuer than the kit names"
            )
        } catch {
            throw unsound(
                "connection",
                "port \(peer.holder.port) cannot be reached (\(error)); the firewall, or the node is not running")
        }
    }

    private static func certificate(_ line: RawConnection, _ peer: Peer) async throws -> [Step] {
        guard let der = await line.serverCertificate(), let reading = try? CertificateReading(der: der) else {
            throw unsound("certificate", "the node's certificate cannot be read")
        }
        let days = (reading.notAfter.seconds - peer.now) / 86_400
        let named = reading.uris == [peer.holder.identity]
        return [
            Step(
                name: "certificate", isSound: named,
                words: named
                    ? "it names `\(peer.holder.identity)` and is of the one issuer pinned for it"
                    : "it does not name `\(peer.holder.identity)` alone; ask whoever issued it"),
            Step(
                name: "validity", isSound: days >= 0,
                words: days < 14
                    ? "the certificate ends in \(days) days; have it renewed"
                    : "the certificate is valid for \(days) more days"),
        ]
    }

    private static func page(_ peer: Peer) async throws -> JSONValue {
        let reply = try await peer.send(Array("GET /fcg/v1/node HTTP/1.1\r\nHost: \(peer.holder.address)\r\n\r\n".utf8))
        guard case .response(let response, _) = reply else {
            throw unsound(
                "own certificate",
                "the node ends the connection (\(reply.words)); it does not know the kit's certificate, or not its issuer"
            )
        }
        guard response.status == 200, let page = try? StrictJSON.parse(response.body) else {
            throw unsound(
                "membership",
                "the node says \(reply.words); is the kit's authority in the directory it holds, and not suspended?")
        }
        return page
    }

    private static func clock(_ page: JSONValue, _ peer: Peer) -> [Step] {
        guard let clock = page["clock"]?.text.flatMap({ Instant($0) }) else {
            return [Step(name: "clock", isSound: false, words: "the node does not tell the time")]
        }
        let offset = clock.seconds - peer.now
        let words = "the node's clock is \(abs(offset)) s \(offset >= 0 ? "ahead of" : "behind") this machine's"
        return [
            Step(
                name: "clock", isSound: abs(offset) <= 30,
                words: abs(offset) <= 30
                    ? words : words + "; run NTP on both, because 60 s is all that signatures allow"),
            directory(page, at: peer.now),
        ]
    }

    /// The version of the node's directory and, where it says so, its age and how long it still counts.
    static func directory(_ page: JSONValue, at now: Int64) -> Step {
        let version = page["directory"]?.number ?? 0
        let words = "the node holds version \(version) of the directory"
        guard version > 0, let issued = page["directoryIssued"]?.text.flatMap({ Instant($0) }),
            let expires = page["directoryExpires"]?.text.flatMap({ Instant($0) })
        else {
            return Step(
                name: "directory", isSound: version > 0,
                words: words + " and does not say how old that is; compare the version with the file you hold")
        }
        let age = "signed \(Preflight.days(now - issued.seconds)) ago"
        guard now <= expires.seconds else {
            return Step(
                name: "directory", isSound: false,
                words: words
                    + ", \(age) and over since \(expires.text): the node answers nobody; get the newest file from "
                    + "the keeper of the directory")
        }
        let left = expires.seconds - now
        return Step(
            name: "directory", isSound: true,
            words: words + ", \(age), which counts for \(Preflight.days(left)) more"
                + (left < 7 * 86_400 ? "; ask the keeper of the directory for the next one" : ""))
    }

    private static func days(_ seconds: Int64) -> String {
        seconds < 86_400 ? "less than a day" : seconds < 2 * 86_400 ? "1 day" : "\(seconds / 86_400) days"
    }

    private static func node(_ page: JSONValue, _ peer: Peer) -> RunReport.Node {
        RunReport.Node(
            address: "https://\(peer.holder.address)", authority: page["authority"]?.text ?? peer.holder.authority.code,
            software: page["software"]?.text ?? "unknown", directory: page["directory"]?.number ?? 0)
    }
}
