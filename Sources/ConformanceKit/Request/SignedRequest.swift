package import HTTPTypes
import MessageSignatures
package import WireProtocol

/// A request as octets, with what is needed to judge the response to it.
package struct SignedRequest: Sendable {
    package let head: [UInt8]
    package let body: [UInt8]
    /// The request as it was signed, before a case bent it.
    package let http: HTTPRequest
    package let base: [UInt8]
    package let signature: [UInt8]
    package let created: Int64
    /// The question, as far as it is one.
    package let question: [String: JSONValue]
    /// The octets the digest was made of.
    package let signedBody: [UInt8]

    /// What goes over the wire.
    package var octets: [UInt8] { head + body }

    /// The same with other header octets.
    package func with(head: [UInt8]) -> SignedRequest {
        SignedRequest(
            head: head, body: body, http: http, base: base, signature: signature, created: created, question: question,
            signedBody: signedBody)
    }

    /// The request's evidence value `rq`.
    package var evidence: [UInt8] { Octets.evidence(base: base, signature: signature) }
}

/// Writes and signs drafts for one authority.
struct RequestWriter {
    let kit: TestKit
    let holder: Holder
    let now: Int64

    func write(_ draft: Draft, question: [String: JSONValue], nonce: String) -> SignedRequest {
        var whole = question
        for (name, value) in draft.members { whole[name] = value }
        let body = body(draft, whole)
        let fields = fields(draft, body)
        let host = draft.host ?? holder.address
        let parameters = parameters(draft, nonce: nonce)
        let lines = draft.covering.flatMap { line($0, draft, host, fields) }
        let base = Array((lines + ["\"@signature-params\": \(parameters)"]).joined(separator: "\n").utf8)
        let signature = (draft.key ?? kit.signing).signature(for: base) ?? []
        let sent = draft.bendSignature?(signature) ?? signature
        let signed =
            fields + [
                ("Signature-Input", "\(draft.label)=\(parameters)"),
                ("Signature", "\(draft.label)=:\(Base64.encode(sent)):"),
            ]
        var head = RequestHead(
            start: "\(draft.method) \(draft.target) \(draft.version)",
            lines: ["Host: \(host)"] + signed.map { "\($0.0): \($0.1)" })
        draft.bendHead?(&head)
        return SignedRequest(
            head: head.octets, body: draft.bendBody?(body) ?? body, http: http(draft, host, signed), base: base,
            signature: sent, created: now + draft.at, question: whole, signedBody: body)
    }

    private func body(_ draft: Draft, _ question: [String: JSONValue]) -> [UInt8] {
        if let body = draft.body { return body }
        let octets = Octets.padded(question)
        let changed = draft.text.map { Octets.refitted($0(octets)) } ?? octets
        return draft.unfitted?(changed) ?? changed
    }

    private func fields(_ draft: Draft, _ body: [UInt8]) -> [(String, String)] {
        var fields: [(name: String, value: Draft.FieldValue)] = [
            ("Content-Type", .text("application/json")), ("Content-Length", .text(String(body.count))),
            ("Content-Digest", .text(Octets.digest(body))),
        ]
        for field in draft.fields {
            if let place = fields.firstIndex(where: { $0.name == field.name }) {
                fields[place].value = field.value
            } else {
                fields.append(field)
            }
        }
        return fields.compactMap { name, value in
            switch value {
            case .text(let text): (name, text)
            case .made(let make): (name, make(body))
            case .absent: nil
            }
        }
    }

    private func parameters(_ draft: Draft, nonce: String) -> String {
        let usual: [(String, Draft.Parameter)] = [
            ("created", .integer(now + draft.at)), ("expires", .integer(now + draft.at + draft.life)),
            ("nonce", .text(nonce)), ("keyid", .text(kit.keyID)), ("alg", .text("ed25519")),
            ("tag", .text("fcg-request-v1")),
        ]
        let written = usual.map { name, value in
            switch draft.parameters[name] ?? value {
            case .text(let text): ";\(name)=\"\(text)\""
            case .integer(let number): ";\(name)=\(number)"
            case .raw(let text): ";\(name)=\(text)"
            case .absent: ""
            }
        }
        return "(\(draft.covering.map(RequestWriter.quoted).joined(separator: " ")))" + written.joined()
            + draft.furtherParameters
    }

    /// A line of the signature base. What is not in the message has none: the node refuses before it looks.
    private func line(
        _ component: String, _ draft: Draft, _ host: String, _ fields: [(String, String)]
    ) -> [String] {
        let name = String(component.prefix { $0 != ";" })
        guard let value = draft.signed[component] ?? value(name, draft, host, fields) else { return [] }
        return ["\(RequestWriter.quoted(component)): \(value)"]
    }

    private func value(_ name: String, _ draft: Draft, _ host: String, _ fields: [(String, String)]) -> String? {
        switch name {
        case "@method": return draft.method
        case "@authority":
            let lower = host.lowercased()
            return lower.hasSuffix(":443") ? String(lower.dropLast(4)) : lower
        case "@path": return String(draft.target.prefix { $0 != "?" })
        case "@query": return draft.target.contains("?") ? String(draft.target.drop { $0 != "?" }) : "?"
        default: return fields.first { $0.0.lowercased() == name }?.1
        }
    }

    /// `"name"` or `"name";req`.
    static func quoted(_ component: String) -> String {
        guard let mark = component.firstIndex(of: ";") else { return "\"\(component)\"" }
        return "\"\(component[..<mark])\"\(component[mark...])"
    }

    private func http(_ draft: Draft, _ host: String, _ fields: [(String, String)]) -> HTTPRequest {
        var request = HTTPRequest(
            method: HTTPRequest.Method(draft.method) ?? .post, scheme: "https", authority: host, path: draft.target)
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { continue }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return request
    }
}
