import Crypto
import HTTPTypes
import MessageSignatures
import WireProtocol

/// An answer that is sound but for what a case changes.
struct AnswerDraft: Sendable {
    /// A component of a response signature, of the response itself or of the request.
    struct Component: Sendable, Equatable {
        var name: String
        var isOfRequest = false
    }

    var status = 200
    var reason = "OK"
    var contentType: String? = "application/json"
    /// Changes the answer's members before it is padded.
    var members: @Sendable (inout [String: JSONValue]) -> Void = { _ in }
    /// Changes the answer's octets before they are digested and signed.
    var text: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    /// Changes the leaf's members, and the receipt's origin.
    var leaf: @Sendable (inout [String: JSONValue]) -> Void = { _ in }
    var origin: String?
    var index: Int64 = 7
    var hasReceipt = true
    /// Stands for the digest field; `nil` leaves it out.
    var digest: @Sendable ([UInt8]) -> String? = { Octets.digest($0) }
    var covering: @Sendable ([Component]) -> [Component] = { $0 }
    /// Parameters that differ, as they are written; an empty text leaves one out.
    var parameters: [String: String] = [:]
    var at: Int64 = 0
    var life: Int64 = 120
    var key: SigningKey?
    var isSigned = true
    /// Changes the base that is signed.
    var bendBase: @Sendable (String) -> String = { $0 }
    /// What happens after signing.
    var bendSignature: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    var bendHead: @Sendable (inout RequestHead) -> Void = { _ in }
    var bendBody: @Sendable ([UInt8]) -> [UInt8] = { $0 }
}

/// Writes answers as the test authority.
struct AnswerWriter {
    /// Stands in every answer of the suite; nothing of it may be shown unless the answer was verified.
    static let canary = "Hostile Harbourmaster"

    let kit: TestKit
    /// The origin of the test authority's log, as the directory lists it.
    let origin: String
    let now: Int64

    func write(_ draft: AnswerDraft, to asked: ReceivedQuestion) -> [UInt8] {
        let body = draft.text(Octets.padded(members(draft, asked)))
        var fields: [(String, String)] = []
        if let type = draft.contentType { fields.append(("content-type", type)) }
        if let digest = draft.digest(body) { fields.append(("content-digest", digest)) }
        if draft.hasReceipt { fields.append(("fcg-receipt", receipt(draft, asked, body))) }
        if draft.isSigned { fields += signature(draft, asked, fields) }
        let sent = draft.bendBody(body)
        var head = RequestHead(
            start: "HTTP/1.1 \(draft.status) \(draft.reason)",
            lines: (fields + [("content-length", String(sent.count)), ("connection", "close")]).map {
                "\($0.0): \($0.1)"
            })
        draft.bendHead(&head)
        return head.octets + sent
    }

    private func members(_ draft: AnswerDraft, _ asked: ReceivedQuestion) -> [String: JSONValue] {
        let categories = (asked.question["categories"]?.elements ?? []).map { category -> JSONValue in
            [
                "category": category, "shown": "current", "level": "contact",
                "contact": ["kind": "team", "name": .string(AnswerWriter.canary), "phone": "01632 960099"],
                "sources": [],
            ]
        }
        let subjects = (asked.question["subjects"]?.elements ?? []).map { subject -> JSONValue in
            ["ref": subject["ref"] ?? "s1", "outcome": "matched", "categories": .array(categories)]
        }
        var members: [String: JSONValue] = [
            "type": "fcg.answer/1", "from": .string(kit.authority.code), "to": .string(asked.text("from")),
            "inReplyTo": .string(asked.text("id")),
            "queryDigest": .string(Base64URL.encode(SHA256.hash(data: asked.body))),
            "salt": .string(Base64URL.encode(SHA256.hash(data: Array("salt \(asked.text("id"))".utf8)))),
            "outcome": "answered",
            "policySet": ["revision": "2026-11", "digest": .string("sha-256:" + String(repeating: "a", count: 64))],
            "subjects": .array(subjects),
            "standing": [
                "text": "This is a test authority.", "callBack": "may be asked for",
                "dutyDesk": ["phone": "01632 960000", "hours": "never: this is a test"],
            ],
            "handling": ["use": "this case only", "onward": "nobody", "keepHours": 1],
        ]
        draft.members(&members)
        return members
    }

    private func receipt(_ draft: AnswerDraft, _ asked: ReceivedQuestion, _ body: [UInt8]) -> String {
        let commitment = { (name: String) in
            JSONValue.string(Base64URL.encode(SHA256.hash(data: Array((name + asked.text("id")).utf8))))
        }
        var leaf: [String: JSONValue] = [
            "v": 1, "e": "exchange.answered", "n": .string(kit.authority.code), "p": .string(asked.text("from")),
            "x": .string(asked.text("id")), "d": 1, "t": .string(Instant(seconds: now).preciseText),
            "rq": .string(Base64URL.encode(asked.evidence)), "rs": .string(Base64URL.encode(SHA256.hash(data: body))),
            "c": [
                "actor": commitment("a"), "decision": commitment("d"), "reason": commitment("r"),
                "subject": commitment("s"),
            ],
        ]
        draft.leaf(&leaf)
        return Receipt(origin: draft.origin ?? origin, index: draft.index, leaf: CanonicalJSON.encode(.object(leaf)))
            .fieldValue
    }

    private func signature(
        _ draft: AnswerDraft, _ asked: ReceivedQuestion, _ fields: [(String, String)]
    ) -> [(String, String)] {
        typealias Component = AnswerDraft.Component
        let own =
            ["@status"]
            + ["content-type", "content-digest", "fcg-receipt"].filter { name in fields.contains { $0.0 == name } }
        let usual =
            own.map { Component(name: $0) } + asked.input.components.map { Component(name: $0.name, isOfRequest: true) }
        let covered = draft.covering(usual)
        let input = "(\(covered.map(quoted).joined(separator: " ")))\(parameters(draft, asked))"
        let lines =
            covered.map { "\(quoted($0)): \(value($0, draft, asked, fields))" } + ["\"@signature-params\": \(input)"]
        let signature =
            (draft.key ?? kit.signing).signature(for: Array(draft.bendBase(lines.joined(separator: "\n")).utf8)) ?? []
        return [
            ("signature-input", "fcg=\(input)"),
            ("signature", "fcg=:\(Base64.encode(draft.bendSignature(signature))):"),
        ]
    }

    private func quoted(_ component: AnswerDraft.Component) -> String {
        "\"\(component.name)\"" + (component.isOfRequest ? ";req" : "")
    }

    private func parameters(_ draft: AnswerDraft, _ asked: ReceivedQuestion) -> String {
        let usual = [
            ("created", "\(now + draft.at)"), ("expires", "\(now + draft.at + draft.life)"),
            ("nonce", "\"\(asked.input.nonce ?? "")\""), ("keyid", "\"\(kit.keyID)\""), ("alg", "\"ed25519\""),
            ("tag", "\"fcg-response-v1\""),
        ]
        return usual.map { name, value in
            let written = draft.parameters[name] ?? value
            return written.isEmpty ? "" : ";\(name)=\(written)"
        }.joined()
    }

    private func value(
        _ component: AnswerDraft.Component, _ draft: AnswerDraft, _ asked: ReceivedQuestion,
        _ fields: [(String, String)]
    ) -> String {
        guard component.isOfRequest else {
            return component.name == "@status" ? "\(draft.status)" : fields.first { $0.0 == component.name }?.1 ?? ""
        }
        switch component.name {
        case "@method": return asked.http.method.rawValue
        case "@authority": return (asked.http.authority ?? "").lowercased()
        case "@path": return String((asked.http.path ?? "").prefix { $0 != "?" })
        case "@query": return "?"
        default: return asked.http.headerFields.first { $0.name.canonicalName == component.name }?.value ?? ""
        }
    }
}
