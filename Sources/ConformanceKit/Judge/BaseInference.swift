import HTTPTypes
import MessageSignatures

/// Finds out what a response was really signed over, when it does not verify.
///
/// A few mistakes account for most signatures that do not verify. Each is tried on the base as it should be; the one
/// under which the signature verifies is what the other side does.
struct BaseInference {
    /// The base as the suite builds it; `nil` if none can be built.
    let expected: [UInt8]?
    private(set) var inferred: [UInt8]?
    private(set) var cause: String?

    init(response: WireResponse, sent: SignedRequest, key: VerificationKey) {
        let message = SignedMessage.response(response.http, answering: sent.http)
        guard let signature = (try? MessageSignature.all(in: response.http.headerFields))?.first,
            let base = try? SignatureBase(of: signature.input, in: message)
        else {
            expected = nil
            return
        }
        expected = base.octets
        for (name, change) in BaseInference.mistakes {
            let tried = Array(change(base.octets.asText).utf8)
            guard tried != base.octets, key.isValid(signature: signature.signature, for: tried) else { continue }
            (inferred, cause) = (tried, name)
            return
        }
    }

    private static let mistakes: [(String, @Sendable (String) -> String)] = [
        ("the base ends with a line feed; the last line has none", { $0 + "\n" }),
        ("lines of the base end in CR LF; they end in LF", { $0.split(separator: "\n").joined(separator: "\r\n") }),
        (
            "an empty query is signed as nothing; its value is `?`",
            { $0.replacing("\"@query\";req: ?", with: "\"@query\";req: ") }
        ),
        ("the line of `@query` is left out where there is no query", { lines($0) { !$0.hasPrefix("\"@query\"") } }),
        ("components of the request lack `;req` in the base", { $0.replacing("\";req:", with: "\":") }),
        ("`@authority` is signed without its port", { bare($0) }),
        ("`@authority` is signed with the default port", { line($0, "\"@authority\";req") { $0 + ":443" } }),
        (
            "`@status` is signed with its reason phrase",
            { $0.replacing("\"@status\": 200", with: "\"@status\": 200 OK") }
        ),
        (
            "`@signature-params` is signed with its label",
            { $0.replacing("\"@signature-params\": (", with: "\"@signature-params\": fcg=(") }
        ),
        ("the line of `@signature-params` is left out", { lines($0) { !$0.hasPrefix("\"@signature-params\"") } }),
        ("the receipt is not covered though it is listed", { lines($0) { !$0.hasPrefix("\"fcg-receipt\"") } }),
    ]

    private static func lines(_ base: String, _ keep: (Substring) -> Bool) -> String {
        base.split(separator: "\n").filter(keep).joined(separator: "\n")
    }

    private static func line(_ base: String, _ name: String, _ change: (Substring) -> String) -> String {
        base.split(separator: "\n").map { $0.hasPrefix(name + ":") ? change($0) : String($0) }.joined(separator: "\n")
    }

    private static func bare(_ base: String) -> String {
        line(base, "\"@authority\";req") { line in
            let parts = line.split(separator: ":")
            return parts.count == 3 ? parts.dropLast().joined(separator: ":") : String(line)
        }
    }
}
