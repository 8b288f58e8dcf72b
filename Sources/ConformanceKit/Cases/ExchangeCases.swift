import Crypto
import WireProtocol

/// What a sound question gets.
enum ExchangeCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.exchange)
        wholes(&list)
        refusals(&list)
        soundRequests(&list)
        outcomes(&list)
        return list.all
    }

    private static func soundRequests(_ list: inout CaseList) {
        list.answered("FCP-ANS-1+", "sound", "a sound question") { _ in }
        list.answered("FCP-TIM-4+", "life-300", "a signature that lives for 300 seconds") { $0.life = 300 }
        list.answered("FCP-TIM-1+", "ahead-50", "a signature made 50 seconds ahead of the node's clock") { $0.at = 50 }
        list.answered("FCP-SIG-15+", "no-alg", "a signature without `alg`") { $0.parameters["alg"] = .absent }
        list.answered("FCP-SIG-12+", "label", "another label than `fcg`") { $0.label = "sig1" }
        list.answered("FCP-SIG-25+", "sha-512", "a digest by SHA-512") {
            $0.field("Content-Digest", .made(Octets.digest512))
        }
        list.answered("FCP-SIG-24+", "two-digests", "two digests, both right") { draft in
            draft.field("Content-Digest", .made { "\(Octets.digest512($0)), \(Octets.digest($0))" })
        }
        list.answered("FCP-SIG-2+", "further-component", "a covered field of the asker's own") { draft in
            draft.field("X-Case", .text("7"))
            draft.covering += ["x-case"]
        }
        list.answered("FCP-SIG-30+", "host-capitals", "the host in capitals") { draft in
            draft.bendHead = { $0.change("Host") { "Host: " + $0.dropFirst(6).uppercased() } }
        }
        list.answered("FCP-SIG-1+", "component-order", "components in another order") { $0.covering.reverse() }
        list.answered("FCP-TLS-22+", "forwarded-host", "`X-Forwarded-Host` of somebody else beside the signed fields") {
            $0.bendHead = { $0.add("X-Forwarded-Host: other.example") }
        }
        list.answered("FCP-LIM-4+", "long-names", "given names of 16,000 octets") { draft in
            let names = JSONValue.array(Array(repeating: .string(String(repeating: "a", count: 4_000)), count: 4))
            draft.text = { Edits.firstSubject(of: $0) { $0["name"] = ["given": names, "family": "Long"] } }
        }
        list.add(["FCP-TLS-21+"], "two-on-one-line", "two questions one after another over one connection") { bench in
            let line = try await bench.peer.connect()
            for _ in 0..<2 {
                await bench.peer.pace.turn()
                let sent = bench.peer.request()
                try bench.peer.answered(sent, await bench.peer.ask(line, sent.octets))
            }
            await line.close()
        }
    }

    /// One sound question, and everything that a stranger can check of it and of its answer.
    private static func wholes(_ list: inout CaseList) {
        let wholes: [([Citation], String, String)] = [
            (
                [
                    "FCP-TLS-2+", "FCP-TLS-6+", "FCP-TLS-7+", "FCP-TLS-8+", "FCP-TLS-9+", "FCP-TLS-10+", "FCP-TLS-12+",
                    "FCP-TLS-13+",
                    "FCP-TLS-15+", "FCP-TLS-16+", "FCP-TLS-17+", "FCP-TLS-19+", "FCP-TLS-23+", "FCP-IDN-1+",
                    "FCP-IDN-2+", "FCP-IDN-3+",
                    "FCP-IDN-5+", "FCP-IDN-6+", "FCP-IDN-7+", "FCP-IDN-11+", "FCP-IDN-12+", "FCP-IDN-13+",
                ], "keeps-transport", "a question over a sound connection, with a sound header and identity"
            ),
            (
                [
                    "FCP-SIG-3+", "FCP-SIG-4+", "FCP-SIG-5+", "FCP-SIG-6+", "FCP-SIG-7+", "FCP-SIG-8+", "FCP-SIG-9+",
                    "FCP-SIG-10+",
                    "FCP-SIG-11+", "FCP-SIG-13+", "FCP-SIG-14+", "FCP-SIG-16+", "FCP-SIG-18+", "FCP-SIG-21+",
                    "FCP-SIG-23+", "FCP-SIG-26+",
                    "FCP-SIG-27+", "FCP-SIG-28+", "FCP-SIG-29+", "FCP-SIG-31+", "FCP-SIG-32+", "FCP-SIG-37+",
                    "FCP-TIM-2+", "FCP-TIM-5+",
                    "FCP-TIM-6+", "FCP-TIM-7+", "FCP-TIM-25+",
                ], "keeps-signature", "a question whose signature, digest and times keep the profile"
            ),
            (
                [
                    "FCP-QRY-1+", "FCP-QRY-2+", "FCP-QRY-3+", "FCP-QRY-4+", "FCP-QRY-5+", "FCP-QRY-6+", "FCP-QRY-7+",
                    "FCP-QRY-8+", "FCP-QRY-9+",
                    "FCP-QRY-11+", "FCP-QRY-12+", "FCP-QRY-14+", "FCP-QRY-16+", "FCP-QRY-17+", "FCP-QRY-18+",
                    "FCP-QRY-34+", "FCP-QRY-20+",
                    "FCP-VER-7+", "FCP-POL-6+",
                ], "keeps-schema", "a question in strict JSON of its schema, in words that the holder knows"
            ),
            (
                [
                    "FCP-ANS-2+", "FCP-ANS-3+", "FCP-ANS-4+", "FCP-ANS-5+", "FCP-ANS-8+", "FCP-SIG-35+", "FCP-SIG-36+",
                    "FCP-AUD-4+", "FCP-AUD-7+",
                    "FCP-AUD-8+", "FCP-AUD-9+", "FCP-AUD-10+",
                ], "is-answered",
                "an answer about everything asked and nothing else, signed over all it must be, with its leaf"
            ),
        ]
        for (citations, name, title) in wholes {
            list.add(citations, name, "\(title): answered") { bench in
                let (sent, reply) = try await bench.exchange()
                try bench.peer.answered(sent, reply)
            }
        }
    }

    private static func refusals(_ list: inout CaseList) {
        list.add(
            ["FCP-ERR-1+", "FCP-ERR-2+", "FCP-ERR-4+", "FCP-ERR-5+", "FCP-ERR-17+", "FCP-ERR-8+", "FCP-ERR-10+"],
            "refusal",
            "a refusal as the protocol has it: code and status, form, signature, challenge, one title"
        ) { bench in
            var titles: Set<String> = []
            func note(_ reply: Reply) {
                guard case .response(let response, _) = reply else { return }
                titles.insert((try? StrictJSON.parse(response.body))?["title"]?.text ?? "")
            }
            for parameters in [["tag": Draft.Parameter.absent], ["created": .integer(1)]] as [[String: Draft.Parameter]]
            {
                let (sent, reply) = try await bench.exchange { $0.parameters = parameters }
                try bench.peer.refused(sent, reply, .signatureParameter, .signatureTime)
                note(reply)
            }
            let (sent, first) = try await bench.exchange()
            try bench.peer.verified(sent, first)
            let again = try await bench.peer.send(sent.octets)
            try bench.peer.refused(sent, again, .replayed)
            note(again)
            let (misshapen, reply) = try await bench.exchange { $0.members["purpose"] = 47 }
            try bench.peer.refused(misshapen, reply, .schema)
            try demand(
                titles.count == 1, "failures of authentication have several titles",
                cause: "a title tells a forger how far it came")
        }
        list.add(["FCP-ERR-12+"], "fresh-instance", "two refusals have two references") { bench in
            var instances: Set<String> = []
            for _ in 0..<2 {
                let (sent, reply) = try await bench.exchange { $0.parameters["tag"] = .absent }
                try bench.peer.refused(sent, reply, .signatureParameter)
                guard case .response(let response, _) = reply, let document = ProblemDocument(octets: response.body)
                else { continue }
                instances.insert(document.instance)
            }
            try demand(instances.count == 2, "two refusals share one `instance`")
        }
        list.refused("FCP-ERR-3-", "names-member", "an unknown member whose name is somebody's", .schema) { draft in
            draft.text = Edits.member("\"\(QuestionMaker.canary)\":1")
        }
        list.refused(
            "FCP-ERR-14-", "then-others", "a forged question, after which others are served", .signatureInvalid
        ) {
            $0.bendSignature = { [$0[0] ^ 1] + $0.dropFirst() }
        }
    }

    private static func outcomes(_ list: inout CaseList) {
        list.add(
            ["FCP-POL-6-"], "unknown-purpose", "an unknown purpose: a signed answer that refuses it by name",
            attacks: [64]
        ) {
            try await vocabularyUnknown($0, ["purpose": "idle-curiosity"])
        }
        list.add(
            ["FCP-POL-6-"], "purpose-case", "a purpose in another case: not taken for the known one", attacks: [63]
        ) {
            try await vocabularyUnknown($0, ["purpose": "s47-Enquiry"])
        }
        list.add(
            ["FCP-POL-6-"], "unknown-law", "an unknown legal basis among known words: not taken for the known one",
            attacks: [64]
        ) { bench in
            guard case .object(var law)? = bench.peer.kit.sample["law"] else {
                throw Trouble("the kit's sample query names no legal basis")
            }
            law["under"] = ["magna-carta-1215"]
            try await vocabularyUnknown(bench, ["law": .object(law)])
        }
        list.add(["FCP-POL-6-"], "unknown-category", "an unknown service among known ones", attacks: [64]) {
            try await vocabularyUnknown($0, ["categories": ["school", "tax-credits"]])
        }
        list.add(
            ["FCP-AUD-5+", "FCP-AUD-1+"], "one-leaf",
            "an answer, a refusal and a person not confirmed make one leaf each, of one length"
        ) { bench in
            var lengths: Set<Int> = []
            for members in [[:], ["purpose": "idle-curiosity"], ["subjects": [Edits.nobody]]] as [[String: JSONValue?]]
            {
                let (sent, reply) = try await bench.exchange { $0.members = members }
                lengths.insert(try bench.peer.verified(sent, reply).receipt.leaf.count)
            }
            try demand(
                lengths.count == 1, "leaves of different outcomes have \(lengths.sorted()) octets",
                cause: "something that depends on the outcome stands in the leaf, and every peer sees its length")
        }
        list.add(["FCP-ANS-6+"], "fresh-salt", "two answers to two questions have different salts") { bench in
            let salts = try await withTwo(bench).map(\.answer.salt)
            try demand(salts[0] != salts[1], "two answers have one salt", cause: "a digest of an answer can be guessed")
        }
        list.add(
            ["FCP-ANS-9+"], "sources",
            "somebody found and nobody found: the same sources were searched for each service"
        ) { bench in
            let (found, nobody) = try await (
                bench.exchange(), bench.exchange { $0.members["subjects"] = [Edits.nobody] }
            )
            let searched = try [found, nobody].map { try bench.peer.answered($0.0, $0.1).answer.searched }
            let same = Set(searched[0].keys).intersection(searched[1].keys).allSatisfy { service in
                searched[0][service] == searched[1][service]
            }
            try demand(
                same, "a service names other sources for somebody found than for nobody",
                cause: "only the sources that hold the person are named, so the list tells who is held")
        }
        list.add(
            ["FCP-ANS-10+"], "standing", "somebody found and nobody found get the same standing words and duty desk"
        ) { bench in
            let (found, nobody) = try await (
                bench.exchange(), bench.exchange { $0.members["subjects"] = [Edits.nobody] }
            )
            let answers = [try bench.peer.answered(found.0, found.1), try bench.peer.answered(nobody.0, nobody.1)]
            try demand(
                answers[0].answer.standing == answers[1].answer.standing,
                "the standing words differ between somebody and nobody",
                cause: "a call to the duty desk would prove something")
        }
    }

    private static func withTwo(_ bench: Bench) async throws -> [CheckedAnswer] {
        var answers: [CheckedAnswer] = []
        for _ in 0..<2 {
            let (sent, reply) = try await bench.exchange()
            answers.append(try bench.peer.verified(sent, reply))
        }
        return answers
    }

    private static func vocabularyUnknown(_ bench: Bench, _ members: [String: JSONValue]) async throws {
        let (sent, reply) = try await bench.exchange { $0.members = members.mapValues(Optional.some) }
        let reasons = try bench.peer.verified(sent, reply).answer.reasons
        try demand(
            reasons.contains("vocabulary-unknown"),
            "nothing is refused as `vocabulary-unknown`, but: \(reasons.sorted())",
            cause: "unknown words must refuse, and must not be taken for a similar one")
    }
}

/// Changes to a question's text that several cases use.
enum Edits {
    /// Somebody whom no council knows; every part is invented.
    static let nobody: JSONValue = [
        "ref": "s1", "about": "child", "name": ["given": ["Quillon"], "family": "Xylander-Nowhere"],
        "dateOfBirth": "2015-02-03", "sex": "M",
    ]

    /// Changes the first person asked about.
    static func firstSubject(of octets: [UInt8], _ change: (inout [String: JSONValue]) -> Void) -> [UInt8] {
        guard case .object(var members)? = try? StrictJSON.parse(octets), var subjects = members["subjects"]?.elements,
            case .object(var first)? = subjects.first
        else { return octets }
        change(&first)
        subjects[0] = .object(first)
        members["subjects"] = .array(subjects)
        return CanonicalJSON.encode(.object(members))
    }

    /// One more member at the top of the question, as it is written.
    static func member(_ text: String) -> @Sendable ([UInt8]) -> [UInt8] {
        { $0.replacing(first: "\"type\":\"fcg.query/1\"", with: "\"type\":\"fcg.query/1\",\(text)") }
    }

    /// Arrays inside each other.
    static func deep(_ levels: Int) -> @Sendable ([UInt8]) -> [UInt8] {
        member("\"x\":" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels))
    }
}
