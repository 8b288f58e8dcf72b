import HTTPTypes
import MessageSignatures
import NIOSSL
import WireProtocol

/// Section J: a hostile peer against the asking side. The suite is the peer; the node under test asks it.
enum AskingCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.asking, profile: .ask)
        sound(&list)
        signatures(&list)
        parameters(&list)
        others(&list)
        statuses(&list)
        HostileBodies.add(to: &list)
        HostileTransport.add(to: &list)
        return list.all
    }

    private static func sound(_ list: inout CaseList) {
        list.believed("FCP-ANS-11+", "sound", "a sound answer is shown") { _ in }
        list.add(
            [
                "FCP-ANS-12+", "FCP-ANS-13+", "FCP-ANS-14+", "FCP-ANS-15+", "FCP-ANS-16+", "FCP-ANS-19+", "FCP-ANS-21+",
                "FCP-ANS-22+", "FCP-ANS-23+", "FCP-ANS-24+", "FCP-ANS-25+", "FCP-ANS-26+", "FCP-ANS-27+", "FCP-ANS-28+",
                "FCP-ANS-29+", "FCP-ANS-30+", "FCP-ANS-31+", "FCP-ANS-32+", "FCP-IDN-8+", "FCP-IDN-9+", "FCP-IDN-10+",
            ], "keeps-all", "an answer that keeps what an asker looks at is shown, with what it says"
        ) { bench in
            let asking = try AskingBench(bench)
            let outcome = try await asking.ask { _ in }
            try asking.believed(outcome)
            try demand(outcome.octets.asText.contains(AnswerWriter.canary), "what a sound answer says is not shown")
        }
        list.believed("FCP-ANS-17+", "no-alg", "an answer without `alg` is shown") { $0.parameters["alg"] = "" }
        list.believed("FCP-ANS-18+", "two-digests", "an answer with two digests, both right, is shown") { draft in
            draft.digest = { "\(Octets.digest512($0)), \(Octets.digest($0))" }
        }
        list.add(
            ["FCP-QRY-26+"], "no-present-postcode", "the question has no present postcode, though the worker gave it"
        ) { bench in
            let question = try await AskingBench(bench).questionSent()
            try demand(!question.body.asText.contains("\"postcode\""), "the question carries a present postcode")
        }
        list.add(["FCP-SIG-38+"], "sends-alg", "the question's signature names its algorithm", severity: .should) {
            bench in
            let question = try await AskingBench(bench).questionSent()
            try demand(question.input.algorithm != nil, "the question's signature has no `alg`")
        }
        list.add(["FCP-SIG-39+"], "lives-120", "the question's signature lives 120 seconds", severity: .should) {
            bench in
            let question = try await AskingBench(bench).questionSent()
            let life = (question.input.expires ?? 0) - (question.input.created ?? 0)
            try demand(life == 120, "the question's signature lives \(life) seconds")
        }
        list.add(["FCP-QRY-22+"], "canonical", "the question is canonical JSON", severity: .should) { bench in
            let question = try await AskingBench(bench).questionSent()
            try demand(CanonicalJSON.encode(question.question) == question.body, "the question is not canonical JSON")
        }
        list.add(
            ["FCP-QRY-28+"], "pseudonym", "the question names its worker by a pseudonym, never by the worker's own id"
        ) { bench in
            let asking = try AskingBench(bench)
            let worker = try await asking.questionSent().question["worker"]
            let own = asking.question()["worker"]?["staff"]?.text ?? ""
            let named = worker?["staff"]?.text ?? ""
            try demand(
                !named.isEmpty && named != own, "the question carries the worker's own id",
                cause: "the id is sent on as it was given; a holder could follow one worker through all questions")
        }
        list.add(
            ["FCP-SIG-22+", "FCP-QRY-24+", "FCP-QRY-27+"], "fresh",
            "two questions have different nonces, ids, salts and commitments to one case"
        ) { bench in
            let asking = try AskingBench(bench)
            var seen: [[String]] = []
            for _ in 0..<2 {
                let question = try await asking.questionSent()
                seen.append([
                    question.input.nonce ?? "", question.text("id"), question.text("salt"),
                    question.question["case"]?["ref"]?.text ?? "",
                    question.text("justification"),
                ])
            }
            for (first, second) in zip(seen[0], seen[1]) {
                try demand(first != second && !first.isEmpty, "two questions share a nonce, id, salt or commitment")
            }
        }
    }

    private static func signatures(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-11-", "unsigned", "an answer without a signature", attacks: [100]) {
            $0.isSigned = false
        }
        list.disbelieved("FCP-ANS-11-", "flipped-bit", "one flipped bit in the signature", attacks: [100]) {
            $0.bendSignature = { [$0[0] ^ 1] + $0.dropFirst() }
        }
        list.disbelieved("FCP-ANS-11-", "short-signature", "a signature of 63 octets", attacks: [100]) {
            $0.bendSignature = { Array($0.dropLast()) }
        }
        list.disbelieved("FCP-ANS-11-", "malleated", "the group's order added to S", attacks: [100]) {
            $0.bendSignature = Malleation.plusOrder
        }
        list.disbelieved("FCP-ANS-18-", "altered-body", "a body altered after signing", attacks: [100]) {
            $0.bendBody = { $0.replacing(first: "current", with: "histori") }
        }
        list.disbelieved(
            "FCP-ANS-11-", "altered-body-and-digest", "a body altered after signing, its digest made right",
            attacks: [100]
        ) { draft in
            draft.bendBody = { $0.replacing(first: "01632 960099", with: "01632 960098") }
            draft.bendHead = { $0.change("content-digest") { _ in "content-digest: \(Octets.digest([1]))" } }
        }
        list.disbelieved("FCP-ANS-18-", "no-digest", "no digest", attacks: [100]) { $0.digest = { _ in nil } }
        list.disbelieved("FCP-ANS-18-", "wrong-digest", "the digest of another body, signed", attacks: [100]) {
            $0.digest = { _ in Octets.digest([]) }
        }
        list.disbelieved("FCP-ANS-18-", "unknown-digest", "a digest by MD5", attacks: [100]) {
            $0.digest = { _ in "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:" }
        }
        list.disbelieved("FCP-ANS-18-", "second-digest-wrong", "two digests, the second wrong", attacks: [100]) {
            $0.digest = { "\(Octets.digest($0)), \(Octets.digest512([]))" }
        }
        list.disbelieved("FCP-ANS-17-", "two-signatures", "a second signature beside the sound one", attacks: [106]) {
            draft in
            draft.bendHead = {
                $0.change("signature-input") { $0 + ", two=" + $0.dropFirst("signature-input: fcg=".count) }
                $0.change("signature") { $0 + ", two=" + $0.dropFirst("signature: fcg=".count) }
            }
        }
        for name in ["@status", "content-type", "content-digest", "fcg-receipt"] {
            list.disbelieved(
                "FCP-ANS-14-", "uncovered-\(name.filter(\.isLetter))", "`\(name)` of the answer not covered",
                attacks: [105]
            ) { draft in
                draft.covering = { $0.filter { $0.isOfRequest || $0.name != name } }
            }
        }
        list.disbelieved("FCP-ANS-14-", "nothing-of-the-request", "no component of the request covered", attacks: [105])
        { $0.covering = { $0.filter { !$0.isOfRequest } } }
        for name in ["@method", "@authority", "@path", "@query", "content-digest"] {
            list.disbelieved(
                "FCP-ANS-14-", "request-\(name.filter(\.isLetter))", "`\(name)` of the request not covered",
                attacks: [105]
            ) { draft in
                draft.covering = { $0.filter { !$0.isOfRequest || $0.name != name } }
            }
        }
    }

    private static func parameters(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-12-", "no-nonce", "no nonce", attacks: [103]) { $0.parameters["nonce"] = "" }
        list.disbelieved("FCP-ANS-12-", "other-nonce", "another nonce", attacks: [103]) {
            $0.parameters["nonce"] = "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""
        }
        list.disbelieved("FCP-ANS-15-", "stale", "an answer signed 400 seconds ago", attacks: [102]) { draft in
            draft.at = -400
            draft.life = 300
        }
        list.disbelieved("FCP-ANS-15-", "future", "an answer signed 90 seconds ahead", attacks: [102]) { $0.at = 90 }
        list.disbelieved("FCP-ANS-15-", "long-lived", "a signature that lives for a year", attacks: [102]) {
            $0.life = 31_536_000
        }
        list.disbelieved("FCP-ANS-15-", "no-created", "no `created`", attacks: [102]) { $0.parameters["created"] = "" }
        list.disbelieved("FCP-ANS-16-", "request-tag", "the tag of a request", attacks: [104]) {
            $0.parameters["tag"] = "\"fcg-request-v1\""
        }
        list.disbelieved("FCP-ANS-16-", "no-tag", "no tag", attacks: [104]) { $0.parameters["tag"] = "" }
        list.disbelieved("FCP-ANS-17-", "alg-hmac", "`alg` is `hmac-sha256`", attacks: [106]) {
            $0.parameters["alg"] = "\"hmac-sha256\""
        }
        list.disbelieved("FCP-ANS-17-", "alg-none", "`alg` is `none`", attacks: [106]) {
            $0.parameters["alg"] = "\"none\""
        }
        list.disbelieved("FCP-ANS-11-", "unknown-parameter", "an unknown parameter", attacks: [106]) {
            $0.parameters["tag"] = "\"fcg-response-v1\";moon=1"
        }
    }

    private static func others(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-13-", "unknown-key", "a key name nobody has", attacks: [101]) {
            $0.parameters["keyid"] = "\"E06999901#nobody\""
        }
        list.add(
            ["FCP-ANS-13-"], "foreign-key", "the right key of another authority: no verified answer", attacks: [101]
        ) { bench in
            let other = bench.other.kit
            let asking = try AskingBench(bench)
            try asking.disbelieved(
                try await asking.ask { draft in
                    draft.key = other.signing
                    draft.parameters["keyid"] = "\"\(other.keyID)\""
                })
        }
        list.add(
            ["FCP-ANS-16-"], "reflected", "the request's own signature sent back: no verified answer", attacks: [104]
        ) { bench in
            let asking = try AskingBench(bench)
            let writer = asking.writer
            let outcome = try await asking.ask { asked in
                var draft = AnswerDraft()
                draft.isSigned = false
                let (input, signature) = (asked.field("signature-input"), asked.field("signature"))
                draft.bendHead = { $0.lines += ["signature-input: \(input)", "signature: \(signature)"] }
                return [.send(writer.write(draft, to: asked)), .close]
            }
            try asking.disbelieved(outcome)
        }
        list.add(
            ["FCP-ANS-12-"], "first-answer-again", "the sound answer to the question before: no verified answer",
            attacks: [103]
        ) { bench in
            let asking = try AskingBench(bench)
            let (writer, kept) = (asking.writer, KeptAnswer())
            try asking.believed(
                try await asking.ask { [.send(kept.keep(writer.write(AnswerDraft(), to: $0))), .close] })
            try asking.disbelieved(try await asking.ask { _ in [.send(kept.octets), .close] })
        }
    }

    private static func statuses(_ list: inout CaseList) {
        list.disbelieved(
            "FCP-ANS-19-", "status-altered", "another success than 200, altered after signing", attacks: [100]
        ) { $0.bendHead = { $0.start = "HTTP/1.1 201 Created" } }
        for (status, reason) in [(201, "Created"), (206, "Partial Content"), (404, "Not Found"), (503, "Unavailable")] {
            list.disbelieved(
                "FCP-ANS-19-", "signed-\(status)", "a whole answer under \(status), signed so", attacks: [100]
            ) { draft in
                draft.status = status
                draft.reason = reason
            }
        }
        list.disbelieved("FCP-ANS-19-", "html-500", "an unsigned page of HTML under 500", attacks: [111]) { draft in
            draft.status = 500
            draft.isSigned = false
            draft.contentType = "text/html"
            draft.text = { _ in Array("<h1>Nothing known</h1>".utf8) }
        }
        list.add(["FCP-ANS-20-"], "redirect", "a redirect: not followed, no verified answer", attacks: [110]) { bench in
            let asking = try AskingBench(bench)
            let outcome = try await asking.ask { asked in
                let authority = asked.http.authority ?? ""
                return [
                    .send(
                        Array(
                            "HTTP/1.1 307 Temporary Redirect\r\nlocation: https://\(authority)/elsewhere\r\ncontent-length: 0\r\n\r\n"
                                .utf8)), .close,
                ]
            }
            try asking.disbelieved(outcome)
            try demand(
                outcome.heard.questions.count == 1, "\(outcome.heard.questions.count) requests came after a redirect")
        }
        list.add(["FCP-VER-6-"], "no-second-try", "a 404: no second attempt in a weaker form") { bench in
            let asking = try AskingBench(bench)
            let outcome = try await asking.ask { _ in
                [.send(Array("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".utf8)), .close]
            }
            try asking.disbelieved(outcome)
            try demand(outcome.heard.questions.count == 1, "\(outcome.heard.questions.count) requests came after a 404")
        }
    }
}

extension CaseList {
    /// An answer that the node under test must show.
    mutating func believed(
        _ citation: Citation, _ name: String, _ title: String, bend: @escaping @Sendable (inout AnswerDraft) -> Void
    ) {
        add([citation], name, title) { bench in
            let asking = try AskingBench(bench)
            try asking.believed(try await asking.ask(bend))
        }
    }

    /// An answer of which the node under test must show nothing.
    mutating func disbelieved(
        _ citation: Citation, _ name: String, _ title: String, attacks: [Int],
        bend: @escaping @Sendable (inout AnswerDraft) -> Void
    ) {
        add([citation], name, "\(title): no verified answer", attacks: attacks) { bench in
            let asking = try AskingBench(bench)
            try asking.disbelieved(try await asking.ask(bend))
        }
    }
}
