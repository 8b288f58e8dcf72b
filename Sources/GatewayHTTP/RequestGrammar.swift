import HTTPTypes
import NIOHTTP1
import WireProtocol

/// A request header that is sound and within the limits.
struct RequestHead: Sendable {
    let head: HTTPRequest
    /// Octets of the body.
    let length: Int
    /// Whether the peer waits for `100 Continue` before it sends the body.
    let awaitsContinue: Bool
    /// Whether the peer wants the connection closed after the response.
    let isLast: Bool
}

/// What a header turned out to be.
enum ReadHead: Sendable {
    case sound(RequestHead)
    /// Refused, with the request as far as a signature could name it; `nil` if it could not.
    case refused(ProblemCode, HTTPRequest?)
}

/// The part of HTTP/1.1 (RFC 9112) that this listener speaks; everything else is refused, nothing repaired.
///
/// The decoder below has refused some of this already. It is checked again here because what the decoder accepts
/// changes between its versions, and a difference between two readers of one request is an attack.
struct RequestGrammar: Sendable {
    let limits: ListenerLimits

    func read(_ raw: HTTPRequestHead) -> ReadHead {
        let head = signable(raw)
        if let code = oversize(raw) { return .refused(code, head) }
        guard let head else { return .refused(isOffered(raw.method) ? .httpMalformed : .method, nil) }
        switch framing(raw) {
        case .failure(let fault): return .refused(fault.code, head)
        case .success(let length):
            return .sound(
                RequestHead(
                    head: head, length: length, awaitsContinue: raw.headers.contains(name: "expect"),
                    isLast: asksToClose(raw.headers)))
        }
    }

    private struct Fault: Error { let code: ProblemCode }

    // MARK: Size

    private func oversize(_ raw: HTTPRequestHead) -> ProblemCode? {
        if raw.uri.utf8.count > limits.target, !Mutant.longTarget.isOn { return .targetSize }
        let sizes = raw.headers.map { $0.name.utf8.count + $0.value.utf8.count }
        let tooLarge =
            sizes.count > limits.fieldCount && !Mutant.manyFields.isOn || sizes.contains { $0 > limits.field }
        return tooLarge || sizes.reduce(0, +) > limits.allFields ? .headerSize : nil
    }

    // MARK: Target and fields

    /// The request as RFC 9421 can name it: one host, a target in origin form, fields that are plain ASCII.
    private func signable(_ raw: HTTPRequestHead) -> HTTPRequest? {
        let hosts = raw.headers["host"]
        guard hosts.count == 1 || Mutant.twoHosts.isOn, let host = hosts.first, isHost(host), isOriginForm(raw.uri),
            let method = HTTPRequest.Method(raw.method.rawValue), let fields = fields(raw.headers)
        else { return nil }
        let forwarded = Mutant.forwardedHost.isOn ? raw.headers["x-forwarded-host"].first : nil
        return HTTPRequest(
            method: method, scheme: "https", authority: forwarded ?? host, path: raw.uri, headerFields: fields)
    }

    private func fields(_ headers: HTTPHeaders) -> HTTPFields? {
        var fields = HTTPFields()
        for (name, value) in headers where name.lowercased() != "host" {
            guard let name = HTTPField.Name(name), value.utf8.allSatisfy(isFieldOctet) else { return nil }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }

    private func isFieldOctet(_ octet: UInt8) -> Bool { octet == 0x09 || (0x20...0x7E).contains(octet) }

    private func isHost(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.allSatisfy { isLetterOrDigit($0) || "-._~:[]".utf8.contains($0) }
    }

    /// `/` and then `pchar`, `/` and `?` of RFC 3986 §3.3; so no fragment, no space, no absolute form.
    private func isOriginForm(_ target: String) -> Bool {
        target.utf8.first == UInt8(ascii: "/")
            && target.utf8.allSatisfy { isLetterOrDigit($0) || "-._~!$&'()*+,;=:@/?%".utf8.contains($0) }
    }

    private func isLetterOrDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    // MARK: Framing

    /// How many octets of body follow, if that can be said in one way only.
    private func framing(_ raw: HTTPRequestHead) -> Result<Int, Fault> {
        let lengths = raw.headers["content-length"]
        let codings = raw.headers["transfer-encoding"]
        guard raw.version == .http1_1 || Mutant.olderHTTP.isOn,
            !raw.headers.contains(name: "upgrade") || Mutant.upgradeHeeded.isOn, lengths.count <= 1,
            expectsNothingElse(raw.headers), codings.isEmpty || (codings == ["chunked"] && lengths.isEmpty)
        else { return .failure(Fault(code: .httpMalformed)) }
        guard let text = lengths.first else {
            return raw.method == .POST && !Mutant.lengthUnsaid.isOn || !codings.isEmpty
                ? .failure(Fault(code: .lengthRequired)) : .success(0)
        }
        guard !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            raw.method == .POST || text == "0" || Mutant.bodyOfGet.isOn
        else { return .failure(Fault(code: .httpMalformed)) }
        let most = limits.body(of: raw.uri) * (Mutant.largeBody.isOn ? 2 : 1) - (Mutant.oneTooMany.isOn ? 1 : 0)
        guard let length = Int(text), length <= most else {
            return .failure(Fault(code: .bodySize))
        }
        return .success(length)
    }

    private func expectsNothingElse(_ headers: HTTPHeaders) -> Bool {
        headers["expect"].allSatisfy { $0.lowercased() == "100-continue" }
    }

    private func asksToClose(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
    }

    private func isOffered(_ method: HTTPMethod) -> Bool { method == .GET || method == .POST }
}
