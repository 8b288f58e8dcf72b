import WireProtocol

/// Section D: replay and clocks. Each signature has times of its own, so nothing waits.
enum TimeCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.replay)
        times(&list)
        replays(&list)
        retries(&list)
        return list.all
    }

    private static func times(_ list: inout CaseList) {
        list.refused("FCP-TIM-2-", "old", "made 400 seconds ago", .signatureTime, attacks: [46]) { draft in
            draft.at = -400
            draft.life = 300
        }
        list.refused("FCP-TIM-3-", "expired", "expired 70 seconds ago", .signatureTime, attacks: [46]) { draft in
            draft.at = -100
            draft.life = 30
        }
        list.answered("FCP-TIM-3+", "just-expired", "expired 20 seconds ago, within the skew") { draft in
            draft.at = -40
            draft.life = 20
        }
        list.refused("FCP-TIM-1-", "future", "made 90 seconds ahead", .signatureTime, attacks: [46]) { $0.at = 90 }
        list.refused("FCP-TIM-4-", "life-301", "a life of 301 seconds", .signatureTime, attacks: [46]) { $0.life = 301 }
        list.refused("FCP-TIM-4-", "life-year", "a life of a year", .signatureTime, attacks: [46]) {
            $0.life = 31_536_000
        }
        list.refused("FCP-TIM-4-", "inverted", "expires before it is created", .signatureTime, attacks: [46]) {
            $0.life = -1
        }
        list.refused("FCP-TIM-4-", "no-life", "expires when it is created", .signatureTime, attacks: [46]) {
            $0.life = 0
        }
        list.refused("FCP-TIM-2-", "epoch", "made in 1970", .signatureTime, attacks: [46]) { draft in
            draft.parameters["created"] = .integer(0)
            draft.parameters["expires"] = .integer(120)
        }
        list.add(
            ["FCP-TIM-5-"], "body-after-signature",
            "a question made a minute and more after its signature: refused as schema"
        ) { bench in
            let issued = Instant(seconds: bench.peer.now + 30).text
            let (sent, reply) = try await bench.exchange { draft in
                draft.at = -50
                draft.members["issued"] = .string(issued)
            }
            try bench.peer.refused(sent, reply, .schema)
        }
        list.add(["FCP-TIM-6-"], "open-700", "a question open for 700 seconds: refused as schema") { bench in
            let expires = Instant(seconds: bench.peer.now + 700).text
            let (sent, reply) = try await bench.exchange { $0.members["expires"] = .string(expires) }
            try bench.peer.refused(sent, reply, .schema)
        }
    }

    private static func replays(_ list: inout CaseList) {
        list.add(["FCP-TIM-7-"], "same-octets", "the same octets again: refused as replayed", attacks: [41]) { bench in
            let sent = bench.peer.request()
            try bench.peer.answered(sent, try await bench.peer.send(sent.octets))
            try bench.peer.refused(sent, try await bench.peer.send(sent.octets), .replayed)
        }
        list.add(
            ["FCP-TIM-7-"], "same-nonce",
            "a nonce again, under a fresh signature over a fresh question: refused as replayed", attacks: [42]
        ) { bench in
            let nonce = bench.peer.chance.nonce()
            let first = bench.peer.request(nonce: nonce)
            try bench.peer.answered(first, try await bench.peer.send(first.octets))
            let second = bench.peer.request(nonce: nonce)
            try bench.peer.refused(second, try await bench.peer.send(second.octets), .replayed)
        }
        list.add(
            ["FCP-TIM-7-"], "reordered", "the same signature with its fields in another order: refused as replayed",
            attacks: [43]
        ) { bench in
            let sent = bench.peer.request()
            try bench.peer.answered(sent, try await bench.peer.send(sent.octets))
            let lines = sent.head.asText.split(separator: "\r\n").map(String.init)
            let head = ([lines[0]] + lines.dropFirst().reversed()).map { $0 + "\r\n" }.joined() + "\r\n"
            let again = sent.with(head: Array(head.utf8))
            try bench.peer.refused(again, try await bench.peer.send(again.octets), .replayed)
        }
        list.add(
            ["FCP-TIM-8-"], "copies-at-once", "16 copies at once: one is answered, the others are replays",
            attacks: [44]
        ) { bench in
            try await copiesAtOnce(bench)
        }
        list.add(["FCP-TIM-9-"], "forged-nonce", "a nonce that a forgery named is still good", attacks: [45]) { bench in
            let nonce = bench.peer.chance.nonce()
            let forged = bench.peer.request(nonce: nonce) {
                $0.bendSignature = { _ in [UInt8](repeating: 0, count: 64) }
            }
            try bench.peer.refused(forged, try await bench.peer.send(forged.octets), .signatureInvalid)
            let true_ = bench.peer.request(nonce: nonce)
            try bench.peer.answered(true_, try await bench.peer.send(true_.octets))
        }
        list.refused(
            "FCP-TIM-25-", "other-node", "a request signed for and addressed to another node of the federation",
            .misdirected, attacks: [51]
        ) { $0.host = "gateway.elsewhere.example" }
    }

    private static func copiesAtOnce(_ bench: Bench) async throws {
        let (peer, sent) = (bench.peer, bench.peer.request())
        let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
            for _ in 0..<16 { group.addTask { try await peer.send(sent.octets) } }
            return try await group.reduce(into: [Reply]()) { $0.append($1) }
        }
        let answers = replies.filter {
            if case .response(let response, _) = $0 { response.status == 200 } else { false }
        }
        for reply in answers { try peer.verified(sent, reply) }
        try demand(
            answers.count == 1, "\(answers.count) of 16 copies were answered",
            cause: "the nonce is looked up and stored in two steps, and two requests pass between them")
        for reply in replies {
            if case .response(let response, _) = reply, response.status == 200 { continue }
            try peer.refused(sent, reply, .replayed)
        }
    }

    private static func retries(_ list: inout CaseList) {
        list.add(
            ["FCP-TIM-20+", "FCP-AUD-17+"], "honest-retry",
            "the same question in a new attempt: the same answer, octet for octet, under a leaf of its own"
        ) { bench in
            let question = bench.peer.question()
            let (first, second) = (bench.peer.request(question), bench.peer.request(question))
            let before = try bench.peer.answered(first, try await bench.peer.send(first.octets))
            let after = try bench.peer.answered(second, try await bench.peer.send(second.octets))
            try demand(
                before.octets == after.octets, "the retry got other octets",
                cause: "answers are kept for retries until the question's `expires` and a minute more")
            try demand(before.receipt.index < after.receipt.index, "the retry has no leaf of its own")
        }
        list.add(
            ["FCP-TIM-21-"], "id-again", "one id for two questions: the second is refused as query-id-conflict",
            attacks: [66]
        ) { bench in
            let id = JSONValue.string("again-" + Hex.encode(bench.peer.chance.octets(12)))
            let (first, reply) = try await bench.exchange { $0.members["id"] = id }
            try bench.peer.answered(first, reply)
            let (second, other) = try await bench.exchange {
                $0.members["id"] = id
                $0.members["purpose"] = "s17-assessment"
            }
            try bench.peer.refused(second, other, .queryIDConflict)
        }
    }
}
