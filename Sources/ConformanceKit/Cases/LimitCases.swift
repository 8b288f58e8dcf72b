import Foundation
import WireProtocol

/// Section H: size, slowness, and what one peer may take.
enum LimitCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.limits)
        sizes(&list)
        slowness(&list)
        patience(&list)
        floods(&list)
        return list.all
    }

    private static func sizes(_ list: inout CaseList) {
        list.refused("FCP-LIM-3-", "body", "a body over 64 KiB", .bodySize, attacks: [84]) {
            $0.body = [UInt8](repeating: 0x30, count: 65_537)
        }
        list.refused(
            "FCP-LIM-3-", "tebibyte", "a declared tebibyte, of which nothing is sent", .bodySize, attacks: [85]
        ) { draft in
            draft.field("Content-Length", .text("1099511627776"))
            draft.bendBody = { _ in [] }
        }
        list.refused("FCP-LIM-1-", "target", "a target of 2,049 octets", .targetSize, attacks: [86]) {
            $0.target = "/" + String(repeating: "a", count: 2_048)
        }
        list.refused("FCP-LIM-2-", "65-fields", "65 fields and more", .headerSize, attacks: [86]) {
            $0.bendHead = { head in for n in 0..<65 { head.add("X-\(n): 1") } }
        }
        list.refused("FCP-LIM-2-", "field", "a field of 9,000 octets", .headerSize, attacks: [86]) {
            $0.bendHead = { $0.add("X-Long: " + String(repeating: "a", count: 9_000)) }
        }
        list.refused("FCP-LIM-2-", "all-fields", "fields of 40,000 octets together", .headerSize, attacks: [86]) {
            draft in
            draft.bendHead = { head in for n in 0..<5 { head.add("X-\(n): " + String(repeating: "a", count: 8_000)) } }
        }
        list.add(["FCP-LIM-2-"], "header-256k", "a header of 256 KiB: refused, signed or not", attacks: [86]) { bench in
            let (sent, reply) = try await bench.exchange {
                $0.bendHead = { $0.add("X-Long: " + String(repeating: "a", count: 262_144)) }
            }
            try bench.peer.refusedSomehow(sent, reply, .headerSize)
        }
        list.answered("FCP-LIM-4+", "fields-at-the-limit", "as many fields as allowed") { draft in
            draft.bendHead = { head in for n in 0..<(64 - head.lines.count) { head.add("X-\(n): 1") } }
        }
    }

    private static func slowness(_ list: inout CaseList) {
        list.add(
            ["FCP-LIM-5-"], "slow-body", "a body that comes octet by octet: ended after 10 seconds", attacks: [87],
            pace: .slow
        ) { bench in
            let sent = bench.peer.request()
            let reply = try await trickle(bench, first: sent.head, then: sent.body)
            try bench.peer.refusedSomehow(sent, reply, .timeout)
        }
        list.add(
            ["FCP-LIM-5-"], "slow-header", "a header that comes octet by octet: ended after 10 seconds", attacks: [87],
            pace: .slow
        ) { bench in
            let sent = bench.peer.request()
            let reply = try await trickle(bench, first: [], then: sent.head)
            try bench.peer.refusedSomehow(sent, reply, .timeout)
        }
        list.add(
            ["FCP-LIM-6-"], "stalled-handshakes",
            "50 handshakes that are never begun: others are served meanwhile, and they are closed after 10 seconds",
            attacks: [8], pace: .slow
        ) { bench in
            var lines: [RawConnection] = []
            for _ in 0..<50 { lines.append(try await bench.peer.connectInTheClear()) }
            let (_, ending) = await lines[0].read(within: 20) { _ in false }
            for line in lines { await line.close() }
            guard case .closed = ending else {
                throw Breach("a handshake that is not begun is not closed within 20 seconds")
            }
        }
    }

    private static func patience(_ list: inout CaseList) {
        list.add(
            ["FCP-LIM-7-"], "idle", "a connection on which nothing is asked: closed after 60 seconds", attacks: [88],
            pace: .patient
        ) { bench in
            let line = try await bench.peer.connect()
            let (_, early) = await line.read(within: 50) { _ in false }
            try demand(early == .silent, "a connection without a request was closed within 50 seconds")
            let (_, ending) = await line.read(within: 25) { _ in false }
            await line.close()
            guard case .closed = ending else { throw Breach("a connection without a request is open after 75 seconds") }
        }
        list.add(
            ["FCP-TIM-12-"], "replay-after-expiry",
            "the same octets 50 seconds after `expires`: still refused as replayed", attacks: [41], pace: .patient
        ) { bench in
            let sent = bench.peer.request { $0.life = 1 }
            bench.peer.leaves.awaitOneAside()
            let first = try bench.peer.unnoted.answered(sent, try await bench.peer.send(sent.octets))
            bench.peer.leaves.noteAside(first.receipt.index)
            try await Task.sleep(for: .seconds(51))
            try bench.peer.refused(sent, try await bench.peer.send(sent.octets), .replayed)
        }
    }

    /// Sends an octet every half second until something comes back.
    private static func trickle(_ bench: Bench, first: [UInt8], then octets: [UInt8]) async throws -> Reply {
        let line = try await bench.peer.connect()
        bench.trace.add(.sent, first)
        await line.send(first)
        for octet in octets.prefix(40) {
            await line.send([octet])
            let (received, ending) = await line.read(within: 0.5) { !$0.isEmpty }
            if !received.isEmpty || ending != .silent { break }
        }
        bench.trace.note("one octet every half second")
        let reply = await bench.peer.hear(line, within: 5)
        await line.close()
        return reply
    }

    private static func floods(_ list: inout CaseList) {
        list.add(
            ["FCP-LIM-8-", "FCP-LIM-11-"], "connections",
            "32 connections are served, the 33rd is cut, and another authority is served", attacks: [88], pace: .last
        ) { bench in
            var lines: [RawConnection] = []
            for _ in 0..<32 { lines.append(try await bench.peer.connect()) }
            try await Task.sleep(for: .milliseconds(200))
            let reply = try await bench.peer.send(bench.peer.request().octets)
            for line in lines { await line.close() }
            try await Task.sleep(for: .milliseconds(200))
            try bench.peer.cutOff(reply)
        }
        list.add(["FCP-LIM-8+"], "connections-return", "connections that end make room for others", pace: .last) {
            bench in
            let sent = bench.peer.request()
            try bench.peer.answered(sent, try await bench.peer.send(sent.octets))
        }
        list.add(
            ["FCP-LIM-9-", "FCP-LIM-11-"], "flood",
            "more than 20 a second with 100 at once: 429 for this authority, while another is served", attacks: [90],
            pace: .exhausting
        ) { bench in
            let line = try await bench.peer.connect()
            let head = Array("GET /fcg/v1/node HTTP/1.1\r\nHost: \(bench.holder.address)\r\n\r\n".utf8)
            for _ in 0..<400 {
                let reply = await bench.peer.ask(line, head)
                guard case .response(let response, _) = reply, response.status == 200 else {
                    await line.close()
                    return try bench.peer.isRate(reply)
                }
            }
            throw Breach("400 requests in one go were served", cause: "nothing counts what a peer sends")
        }
    }
}

extension Peer {
    /// A 429 with its code and `Retry-After`.
    func isRate(_ reply: Reply) throws {
        guard case .response(let response, _) = reply, response.status == 429 else {
            throw Breach("expected 429 rate, and got: \(reply.words)")
        }
        try demand(response.has("retry-after"), "a 429 without `Retry-After`")
        try demand(ProblemDocument(octets: response.body)?.code == .rate, "a 429 without its code")
    }
}
