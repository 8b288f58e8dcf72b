import Crypto
import MerkleLog
import MessageSignatures
import WireProtocol

/// Section K: the log as a stranger can see it.
enum LogCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.log, profile: .audit)
        checkpoints(&list)
        readers(&list)
        witness(&list)
        receipts(&list)
        return list.all
    }

    private static func checkpoints(_ list: inout CaseList) {
        list.add(
            ["FCP-WIT-1+"], "checkpoint",
            "the exchange log's checkpoint is a note of three lines, signed by the log's key"
        ) { bench in
            bench.peer.memory.keep(try await LogReading(bench).checkpoint(of: bench.holder.exchangeLog))
        }
        list.add(["FCP-WIT-1+"], "internal-checkpoint", "so is the internal log's") { bench in
            _ = try await LogReading(bench).checkpoint(of: bench.holder.logs.first { $0.contains("/internal/") })
        }
        list.add(
            ["FCP-WIT-5+", "FCP-WIT-32+"], "tiles", "the tiles hash to the root of the checkpoint", attacks: [118]
        ) { bench in
            let reading = LogReading(bench)
            let checkpoint = try await reading.checkpoint(of: bench.holder.exchangeLog)
            let leaves = try await reading.leaves(of: checkpoint)
            try demand(
                MerkleHash.root(of: leaves) == checkpoint.root, "the tiles come to another root than the checkpoint's",
                cause: "tiles are written from another state than the checkpoint is signed from")
        }
        list.add(
            ["FCP-WIT-2+", "FCP-AUD-11+"], "growth",
            "the log has grown over the first checkpoint and holds the first receipt's leaf at its index",
            attacks: [118], pace: .last
        ) { bench in
            let reading = LogReading(bench)
            let checkpoint = try await reading.checkpoint(of: bench.holder.exchangeLog)
            let leaves = try await reading.leaves(of: checkpoint)
            if let first = bench.peer.memory.firstCheckpoint, first.origin == checkpoint.origin {
                try demand(
                    first.size <= checkpoint.size, "the log has become shorter: \(first.size), then \(checkpoint.size)")
                try demand(
                    MerkleHash.root(of: leaves.prefix(Int(first.size))) == first.root,
                    "the log no longer holds what its first checkpoint said",
                    cause: "a fork: keep both notes")
            }
            guard let receipt = bench.peer.memory.firstExchange?.answer.receipt, receipt.index < checkpoint.size else {
                return
            }
            try demand(
                leaves[Int(receipt.index)] == MerkleHash.leaf(receipt.leaf),
                "another leaf stands at the index of a receipt",
                cause: "the receipt was written before the commit that fixed the index")
        }
    }

    private static func readers(_ list: inout CaseList) {
        list.add(["FCP-AUD-30-"], "entries", "entries are not for peers: refused as not-found") { bench in
            let reading = LogReading(bench)
            let path = try reading.path(of: bench.holder.exchangeLog) + "/tile/entries/000"
            let (sent, reply) = try await bench.peer.signedlessGet(path)
            try bench.peer.refused(sent, reply, .notFound)
        }
        list.add(["FCP-WIT-5-"], "no-such-tile", "a tile that is not there: refused as not-found") { bench in
            let path = try LogReading(bench).path(of: bench.holder.exchangeLog) + "/tile/0/x999/999"
            let (sent, reply) = try await bench.peer.signedlessGet(path)
            try bench.peer.refused(sent, reply, .notFound)
        }
        list.add(["FCP-AUD-20-"], "unknown-receipt", "the receipt of no exchange: refused as not-found") { bench in
            let (sent, reply) = try await bench.peer.signedlessGet(
                "/fcg/v1/exchanges/cf-00000000000000000000000000000000/receipt")
            try bench.peer.refused(sent, reply, .notFound)
        }
    }

    private static func witness(_ list: inout CaseList) {
        list.add(["FCP-WIT-6-"], "unknown-origin", "a checkpoint of a log that does not name this witness: 404") {
            bench in
            let note =
                "elsewhere.example/audit/2026\n1\n\(Base64.encode([UInt8](repeating: 7, count: 32)))\n\n\u{2014} elsewhere.example/audit/2026 \(Base64.encode([UInt8](repeating: 1, count: 68)))\n"
            try await addCheckpoint(bench, "old 0\n\n" + note, 404)
        }
        list.add(["FCP-WIT-8-"], "malformed-checkpoint", "an `add-checkpoint` that is none: 400") {
            try await addCheckpoint($0, "hello\n", 400)
        }
        list.add(["FCP-WIT-17-"], "large-checkpoint", "an `add-checkpoint` over 32 KiB: 413 or 400") { bench in
            try await addCheckpoint(bench, "old 0\n\n" + String(repeating: "a", count: 33_000), 413, 400)
        }
        list.add(["FCP-WIT-7-"], "forged-checkpoint", "a checkpoint of a log that it witnesses, signed by nobody: 403")
        { bench in
            guard
                let origin = bench.peer.kit.holders.first(where: { $0.authority != bench.holder.authority })?
                    .exchangeLog
            else {
                throw Trouble("the kit names no other council's log")
            }
            let note =
                "\(origin)\n900000\n\(Base64.encode([UInt8](repeating: 7, count: 32)))\n\n\u{2014} \(origin) \(Base64.encode([UInt8](repeating: 1, count: 68)))\n"
            try await addCheckpoint(bench, "old 0\n\n" + note, 403)
        }
        list.add(["FCP-WIT-20-"], "nothing-witnessed", "the witnessed note of a log nobody has: 404") { bench in
            let name = Hex.encode(SHA256.hash(data: Array("elsewhere.example/audit/2026".utf8)))
            let response = try await bench.peer.get("/witness/\(name)/checkpoint")
            try demand(response.status == 404, "expected 404, and got \(response.status)")
        }
    }

    private static func addCheckpoint(_ bench: Bench, _ body: String, _ statuses: Int...) async throws {
        let octets = Array(body.utf8)
        let head =
            "POST /witness/add-checkpoint HTTP/1.1\r\nHost: \(bench.holder.address)\r\nContent-Type: text/plain\r\nContent-Length: \(octets.count)\r\n\r\n"
        let reply = try await bench.peer.send(Array(head.utf8) + octets)
        guard case .response(let response, _) = reply, statuses.contains(response.status) else {
            throw Breach("expected \(statuses), and got: \(reply.words)")
        }
    }

    private static func receipts(_ list: inout CaseList) {
        list.add(
            ["FCP-AUD-22+", "FCP-AUD-20+"], "receipt", "the receipt of an exchange proves its leaf under a checkpoint",
            pace: .last
        ) { bench in
            let kept = try await exchange(bench)
            let receipt = kept.answer.receipt
            for _ in 0..<15 {
                let response = try await bench.peer.get("/fcg/v1/exchanges/\(kept.id)/receipt")
                if response.status == 503 {
                    try await Task.sleep(for: .seconds(2))
                    continue
                }
                try demand(response.status == 200, "the receipt is refused with \(response.status)")
                return try LogReading(bench).check(response.body, of: receipt)
            }
            throw Trouble("the receipt was pending for 30 seconds; no witness may be running")
        }
        list.add(
            ["FCP-AUD-20-"], "receipt-of-another", "the receipt of another authority's exchange: refused as not-found",
            pace: .last
        ) { bench in
            let kept = try await exchange(bench)
            let (sent, reply) = try await bench.other.signedlessGet("/fcg/v1/exchanges/\(kept.id)/receipt")
            try bench.other.refused(sent, reply, .notFound)
        }
        list.add(
            ["FCP-AUD-25+"], "reconcile", "a list of one exchange comes back signed, with the node's own index",
            pace: .last
        ) { bench in
            let (sent, reply) = try await Reconciling(bench).send(try await exchange(bench))
            try Reconciling(bench).check(sent, reply)
        }
        list.add(
            ["FCP-AUD-27-"], "reconcile-again", "a second list within a minute: refused as rate", attacks: [90],
            pace: .last
        ) { bench in
            let (sent, reply) = try await Reconciling(bench).send(try await exchange(bench))
            try bench.peer.refused(sent, reply, .rate)
        }
    }

    private static func exchange(_ bench: Bench) async throws -> RunMemory.Exchange {
        if let kept = bench.peer.memory.firstExchange { return kept }
        let sent = bench.peer.request()
        try bench.peer.verified(sent, try await bench.peer.send(sent.octets))
        guard let kept = bench.peer.memory.firstExchange else { throw Trouble("no exchange could be made") }
        return kept
    }
}

/// Reads a log over its tiles.
struct LogReading {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    /// The path of a log, its origin without the node's name.
    func path(of origin: String?) throws -> String {
        guard let origin, let slash = origin.firstIndex(of: "/") else { throw Trouble("the kit names no such log") }
        return String(origin[slash...])
    }

    func checkpoint(of origin: String?) async throws -> Checkpoint {
        let path = try path(of: origin)
        let response = try await bench.peer.get(path + "/checkpoint")
        try demand(response.status == 200, "no checkpoint, but \(response.status)")
        guard let origin, let key = bench.holder.logKeys[origin].flatMap({ try? NoteVerifierKey($0) }) else {
            throw Trouble("the kit has no key of the log `\(origin ?? "")`")
        }
        do {
            let checkpoint = try Checkpoint(note: response.body, signedBy: key)
            try demand(checkpoint.origin == origin, "the note is of another origin")
            try demand(checkpoint.extensionLines.isEmpty, "the note has more than three lines")
            return checkpoint
        } catch let fault as NoteFault { throw Breach("the checkpoint does not verify: \(fault)") }
    }

    /// The hashes of all leaves, from the tiles of the lowest level.
    func leaves(of checkpoint: Checkpoint) async throws -> [MerkleHash] {
        guard checkpoint.size <= 65_536 else {
            throw Trouble("the log is too long to be read whole: \(checkpoint.size) leaves")
        }
        let path = try path(of: checkpoint.origin)
        var leaves: [MerkleHash] = []
        for index in 0..<((checkpoint.size + 255) / 256) {
            let width = Tile.width(level: 0, index: index, size: checkpoint.size)
            guard let tile = TilePath(.hashes(level: 0), index: index, width: width) else {
                throw Trouble("no path for tile \(index)")
            }
            let response = try await bench.peer.get("\(path)/\(tile)")
            guard response.status == 200, let hashes = Tile.decode(response.body), hashes.count == width else {
                throw Breach("tile `\(tile)` is not served whole: \(response.status)")
            }
            leaves += hashes
        }
        return leaves
    }

    /// A `.tlog-proof` against the receipt that came with the answer.
    func check(_ octets: [UInt8], of receipt: Receipt) throws {
        let proof: LogProof
        do { proof = try LogProof(octets: octets) } catch { throw Breach("the receipt is no tlog-proof: \(error)") }
        try demand(
            proof.index == receipt.index, "the proof is of index \(proof.index), the receipt of \(receipt.index)")
        guard let key = bench.holder.logKeys[receipt.origin].flatMap({ try? NoteVerifierKey($0) }) else {
            throw Trouble("the kit has no key of the log `\(receipt.origin)`")
        }
        let checkpoint = try Checkpoint(note: proof.note.octets, signedBy: key)
        let inclusion = InclusionProof(index: proof.index, size: checkpoint.size, hashes: proof.hashes)
        try demand(
            inclusion.proves(MerkleHash.leaf(receipt.leaf), in: checkpoint.root),
            "the proof does not join the receipt's leaf to its checkpoint")
        let extra = Base64.encode(receipt.leaf)
        try demand(proof.extra?.asText.hasPrefix(extra) ?? false, "`extra` does not hold the leaf in base64")
    }
}

/// A list of attempts to compare.
struct Reconciling {
    private let bench: Bench

    init(_ bench: Bench) { self.bench = bench }

    /// Signed as far ahead as is allowed: a list signed before the node's start and a minute more is refused.
    func send(_ exchange: RunMemory.Exchange) async throws -> (SignedRequest, Reply) {
        let leaf = exchange.answer.leaf
        let item: JSONValue = [
            "id": .string(exchange.id), "rq": .string(Base64URL.encode(leaf.requestEvidence.octets)),
            "rs": .string(Base64URL.encode(leaf.answerDigest?.octets ?? [])), "index": 0,
        ]
        let body = CanonicalJSON.encode([
            "type": "fcg.reconcile/1", "from": .string(bench.peer.kit.authority.code),
            "to": .string(bench.holder.authority.code),
            "day": .string(String(leaf.time.text.prefix(10))), "items": [item],
        ])
        return try await bench.exchange { draft in
            draft.target = "/fcg/v1/reconcile"
            draft.body = body
            draft.at = 55
        }
    }

    func check(_ sent: SignedRequest, _ reply: Reply) throws {
        guard case .response(let response, let place) = reply else {
            throw Breach("a list got no reply: \(reply.words)")
        }
        if response.status == 429 { throw Trouble("a list was sent less than a minute ago; run it again in a minute") }
        try demand(response.status == 200, "a sound list was answered with \(reply.words)", cause: Causes.of(reply))
        bench.trace.markVerified(place)
        do {
            _ = try SignatureProfile.verify(
                response: response.http, body: response.body, answering: sent.http, now: bench.peer.now,
                expectedOwner: bench.holder.authority.code, requiresReceipt: false, keys: bench.holder.profileKey)
        } catch {
            throw Breach("the reply's signature does not satisfy the profile: \(error)", cause: Causes.of(error))
        }
        let value = try? StrictJSON.parse(response.body, limits: .answer)
        let items = value?["items"]?.elements ?? []
        let index = bench.peer.memory.firstExchange?.answer.receipt.index
        try demand(
            value?["type"]?.text == "fcg.reconciliation/1" && items.count == 1,
            "the reply is not a list of the one item sent")
        try demand(items.first?["own"]?.number == index, "the node's own index is not that of its receipt")
    }
}

extension Peer {
    /// A GET, as a request that a refusal can be judged against.
    func signedlessGet(_ path: String) async throws -> (SignedRequest, Reply) {
        let sent = request { draft in
            draft.method = "GET"
            draft.target = path
            draft.body = []
            for name in ["Content-Type", "Content-Length", "Content-Digest"] { draft.field(name, .absent) }
            draft.bendHead = {
                $0.remove("Signature-Input")
                $0.remove("Signature")
            }
        }
        return (sent, try await send(sent.octets))
    }
}
