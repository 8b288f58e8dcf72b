import NIOSSL
import WireProtocol

/// Transport that an asking node must survive within its deadline and its limits.
enum HostileTransport {
    static func add(to list: inout CaseList) {
        coded(&list)
        large(&list)
        slow(&list)
        broken(&list)
        servers(&list)
    }

    private static func coded(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-21-", "gzip", "an answer said to be gzip", attacks: [107]) {
            $0.bendHead = { $0.lines.append("content-encoding: gzip") }
        }
        list.scripted("FCP-ANS-21-", "gzip-bomb", "a gzip bomb that nobody asked for", attacks: [107]) { _, _ in
            [
                .send(
                    Array(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: \(bomb.count)\r\n\r\n"
                            .utf8) + bomb), .close,
            ]
        }
        list.disbelieved("FCP-ANS-21-", "trailer", "an answer that announces trailers", attacks: [107]) {
            $0.bendHead = { $0.lines.append("trailer: signature") }
        }
    }

    /// The head of a gzip stream and a run of deflate blocks of zeros.
    private static let bomb: [UInt8] =
        [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0x03] + [UInt8](repeating: 0, count: 100_000)

    private static func large(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-22-", "257-kib", "a sound answer of 260 KiB", attacks: [107]) { draft in
            draft.members = {
                $0["standing"] = [
                    "text": .string(String(repeating: "a", count: 266_240)), "callBack": "x",
                    "dutyDesk": ["phone": "x", "hours": "x"],
                ]
            }
        }
        list.add(["FCP-ANS-22-"], "endless-body", "a body of 64 MiB: cut off within the limit", attacks: [107]) {
            bench in
            let asking = try AskingBench(bench)
            let outcome = try await asking.ask { _ in
                [
                    .send(
                        Array(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 67108864\r\n\r\n".utf8
                        )),
                    .flood([UInt8](repeating: 0x30, count: 65_536), times: 1_024), .close,
                ]
            }
            try asking.disbelieved(outcome)
            try demand(
                outcome.sent < 16 << 20, "\(outcome.sent) octets of a body were taken",
                cause: "the length is looked at after the body was read")
        }
        list.scripted("FCP-ANS-22-", "5000-fields", "an answer with 5,000 fields", attacks: [109]) { writer, asked in
            var draft = AnswerDraft()
            draft.bendHead = { head in for number in 0..<5_000 { head.lines.append("x-\(number): 1") } }
            return [.send(writer.write(draft, to: asked)), .close]
        }
        list.scripted("FCP-ANS-22-", "interim-flood", "20,000 interim responses", attacks: [109]) { _, _ in
            [.flood(Array("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".utf8), times: 20_000), .close]
        }
    }

    private static func slow(_ list: inout CaseList) {
        list.scripted("FCP-ANS-23-", "silence", "a peer that takes the question and says nothing", attacks: [115]) {
            _, _ in [.hold]
        }
        list.scripted("FCP-ANS-23-", "octet-a-second", "a sound answer, an octet in 200 milliseconds", attacks: [108]) {
            writer, asked in
            [.trickle(writer.write(AnswerDraft(), to: asked), milliseconds: 200), .close]
        }
        list.scripted(
            "FCP-ANS-23-", "slow-body", "a sound header, and then an octet in 200 milliseconds", attacks: [108]
        ) { writer, asked in
            let octets = writer.write(AnswerDraft(), to: asked)
            let end = octets.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
            return [.send(Array(octets[..<end])), .trickle(Array(octets[end...]), milliseconds: 200), .close]
        }
    }

    private static func broken(_ list: inout CaseList) {
        list.scripted("FCP-ANS-33-", "closed", "a connection closed without a word", attacks: [109]) { _, _ in [.close]
        }
        list.scripted("FCP-ANS-33-", "truncated", "a sound answer cut in its middle", attacks: [109]) { writer, asked in
            [.send(Array(writer.write(AnswerDraft(), to: asked).dropLast(100))), .close]
        }
        list.scripted("FCP-ANS-33-", "not-http", "what is no HTTP", attacks: [109]) { _, _ in
            [.send(Array("hello, nothing known\r\n\r\n".utf8)), .close]
        }
        list.disbelieved("FCP-ANS-33-", "two-lengths", "a sound answer with two lengths", attacks: [109]) {
            $0.bendHead = { $0.lines.append("content-length: 5") }
        }
        list.disbelieved(
            "FCP-ANS-33-", "length-and-chunked", "a sound answer with a length and `Transfer-Encoding`", attacks: [109]
        ) { $0.bendHead = { $0.lines.append("transfer-encoding: chunked") } }
    }

    private static func servers(_ list: inout CaseList) {
        let bad: [(Citation, String, String)] = [
            ("FCP-IDN-8-", "other-ca", "a certificate of another issuer"),
            ("FCP-IDN-9-", "other-authority", "a certificate that names another authority"),
            ("FCP-IDN-9-", "two-names", "a certificate with two URI names"),
            ("FCP-IDN-10-", "other-host", "a certificate for another host"),
            ("FCP-IDN-5-", "expired", "an expired certificate"),
        ]
        for (citation, name, title) in bad {
            list.add([citation], "server-\(name)", "\(title): not an octet of the question is sent", attacks: [101]) {
                bench in
                let asking = try AskingBench(bench)
                let writer = asking.writer
                let outcome = try await asking.ask(certificate: "bad/\(name).crt.pem") {
                    [.send(writer.write(AnswerDraft(), to: $0)), .close]
                }
                try asking.disbelieved(outcome, asked: false)
                try demand(
                    outcome.heard.octets == 0, "\(outcome.heard.octets) octets of the question came to the wrong server"
                )
            }
        }
        list.add(
            ["FCP-TLS-1-"], "server-tls-1.2", "a server of TLS 1.2: not an octet of the question is sent", attacks: [5]
        ) { bench in
            let asking = try AskingBench(bench)
            let writer = asking.writer
            let outcome = try await asking.ask(newest: .tlsv12) {
                [.send(writer.write(AnswerDraft(), to: $0)), .close]
            }
            try asking.disbelieved(outcome, asked: false)
            try demand(outcome.heard.octets == 0, "\(outcome.heard.octets) octets of the question came over TLS 1.2")
        }
    }
}

extension CaseList {
    /// A peer that plays a script of which nothing may be shown.
    mutating func scripted(
        _ citation: Citation, _ name: String, _ title: String, attacks: [Int],
        _ script: @escaping @Sendable (AnswerWriter, ReceivedQuestion) -> [HostileAct]
    ) {
        add([citation], name, "\(title): no verified answer, within the deadline", attacks: attacks) { bench in
            let asking = try AskingBench(bench)
            let writer = asking.writer
            try asking.disbelieved(try await asking.ask { script(writer, $0) })
        }
    }
}
