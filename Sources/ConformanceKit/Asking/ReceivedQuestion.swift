import HTTPTypes
import MessageSignatures
import WireProtocol

/// A request as the node under test sent it.
struct ReceivedQuestion: Sendable {
    let octets: [UInt8]
    let http: HTTPRequest
    let body: [UInt8]
    let question: JSONValue
    let input: SignatureInput
    /// `rq`, as the node must find it in the receipt's leaf.
    let evidence: [UInt8]

    /// Octets of the longest body that is waited for.
    private static let most = 1 << 20

    /// Reads a whole request; `nil` while some of it is missing.
    init?(_ octets: [UInt8]) {
        guard let end = octets.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = Array(octets[..<end.lowerBound]).asText.split(separator: "\r\n").map(String.init)
        let start = lines.first?.split(separator: " ").map(String.init) ?? []
        guard start.count == 3, let method = HTTPRequest.Method(start[0]) else { return nil }
        var request = HTTPRequest(method: method, scheme: "https", authority: nil, path: start[1])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if line[..<colon].lowercased() == "host" {
                request.authority = String(value)
            } else if let name = HTTPField.Name(String(line[..<colon])) {
                request.headerFields.append(HTTPField(name: name, value: String(value)))
            }
        }
        let length = request.headerFields[.contentLength].flatMap { Int($0) } ?? 0
        guard (0...ReceivedQuestion.most).contains(length), octets.count >= end.upperBound + length else { return nil }
        body = Array(octets[end.upperBound..<end.upperBound + length])
        guard let signature = (try? MessageSignature.all(in: request.headerFields))?.first,
            let base = try? SignatureBase(of: signature.input, in: .request(request)),
            let question = try? StrictJSON.parse(body)
        else { return nil }
        self.octets = octets
        self.question = question
        http = request
        input = signature.input
        evidence = Octets.evidence(base: base.octets, signature: signature.signature)
    }

    /// The value of a field of the request.
    func field(_ name: String) -> String {
        http.headerFields.first { $0.name.canonicalName == name }?.value ?? ""
    }

    /// A member of the question that is text.
    func text(_ name: String) -> String { question[name]?.text ?? "" }
}
