import Synchronization
import WireProtocol

/// Bodies and receipts that an asking node must show nothing of.
enum HostileBodies {
    static func add(to list: inout CaseList) {
        json(&list)
        exchange(&list)
        overSharing(&list)
        receipts(&list)
        text(&list)
    }

    private static func json(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-24-", "deep", "JSON of 10,000 levels, signed", attacks: [111]) {
            $0.text = { _ in Array((String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)).utf8)
            }
        }
        list.disbelieved("FCP-ANS-24-", "member-twice", "a member twice", attacks: [111]) {
            $0.text = { $0.replacing(first: "\"outcome\":", with: "\"outcome\":\"refused\",\"outcome\":") }
        }
        list.disbelieved("FCP-ANS-24-", "invalid-utf-8", "octets that are not UTF-8", attacks: [111]) {
            $0.text = { [UInt8(ascii: "{"), 0xFF] + $0.dropFirst() }
        }
        list.disbelieved("FCP-ANS-24-", "bom", "a byte order mark", attacks: [111]) {
            $0.text = { [0xEF, 0xBB, 0xBF] + $0 }
        }
        list.disbelieved("FCP-ANS-24-", "empty", "an empty body under a sound signature", attacks: [111]) {
            $0.text = { _ in [] }
        }
        list.disbelieved("FCP-ANS-24-", "html", "a page of HTML under 200, signed", attacks: [111]) { draft in
            draft.contentType = "text/html"
            draft.text = { _ in Array("<h1>Nothing known</h1>".utf8) }
        }
        list.disbelieved("FCP-ANS-24-", "unknown-member", "a member that the schema does not have", attacks: [112]) {
            $0.members = { $0["risk"] = "low" }
        }
        list.disbelieved("FCP-ANS-24-", "no-standing", "no standing words", attacks: [111]) {
            $0.members = { $0["standing"] = nil }
        }
        list.disbelieved("FCP-POL-20-", "no-policy-set", "no policy set that it was decided under", attacks: [111]) {
            $0.members = { $0["policySet"] = nil }
        }
        list.disbelieved("FCP-POL-20-", "policy-set-md5", "a policy set named by MD5", attacks: [111]) {
            let name = "md5:" + String(repeating: "a", count: 32)
            $0.members = { $0["policySet"] = ["revision": "2026-11", "digest": .string(name)] }
        }
        list.disbelieved("FCP-RES-10-", "withheld", "a record told as one that is withheld", attacks: [112]) { draft in
            draft.members = {
                HostileBodies.changeCategory(&$0) {
                    $0.map { ["category": $0["category"] ?? "school", "shown": "withheld", "sources": []] }
                }
            }
        }
        list.disbelieved("FCP-ANS-24-", "null", "null for the outcome", attacks: [111]) {
            $0.members = { $0["outcome"] = .null }
        }
    }

    private static func exchange(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-25-", "other-question", "the id of another question", attacks: [103]) {
            $0.members = { $0["inReplyTo"] = "cf-00000000000000000000000000000000" }
        }
        list.disbelieved("FCP-ANS-25-", "other-digest", "the digest of another question", attacks: [103]) {
            $0.members = { $0["queryDigest"] = .string(Base64URL.encode([UInt8](repeating: 1, count: 32))) }
        }
        list.disbelieved("FCP-ANS-25-", "other-from", "an answer from another authority", attacks: [101]) {
            $0.members = { $0["from"] = "E08000007" }
        }
        list.disbelieved("FCP-ANS-25-", "other-to", "an answer to another authority", attacks: [101]) {
            $0.members = { $0["to"] = "E06999902" }
        }
        list.disbelieved("FCP-ANS-29-", "outcome", "an outcome that the parts do not come to", attacks: [112]) {
            $0.members = { $0["outcome"] = "refused" }
        }
    }

    private static func overSharing(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-26-", "another-person", "an answer about another person", attacks: [112]) { draft in
            draft.members = { HostileBodies.change(&$0) { $0["ref"] = "s2" } }
        }
        list.disbelieved("FCP-ANS-26-", "one-person-more", "an answer about one person more", attacks: [112]) { draft in
            draft.members = { members in
                guard case .array(let subjects)? = members["subjects"], case .object(var more)? = subjects.first else {
                    return
                }
                more["ref"] = "s2"
                members["subjects"] = .array(subjects + [.object(more)])
            }
        }
        list.disbelieved("FCP-ANS-26-", "one-service-more", "an answer about one service more", attacks: [112]) {
            draft in
            draft.members = {
                HostileBodies.changeCategory(&$0) {
                    $0 + [["category": "housing", "shown": "nothing-to-show", "sources": []]]
                }
            }
        }
        list.disbelieved(
            "FCP-ANS-26-", "no-service", "an answer about another service than was asked about", attacks: [112]
        ) { draft in
            draft.members = {
                HostileBodies.changeCategory(&$0) { _ in
                    [["category": "housing", "shown": "nothing-to-show", "sources": []]]
                }
            }
        }
        list.disbelieved("FCP-ANS-27-", "not-matched", "something shown of somebody not confirmed", attacks: [112]) {
            draft in
            draft.members = { HostileBodies.change(&$0) { $0["outcome"] = "not-confirmed" } }
        }
        list.disbelieved("FCP-ANS-28-", "level", "more than the level asked for", attacks: [112]) { draft in
            draft.members = {
                HostileBodies.changeCategory(&$0) { $0.map { HostileBodies.with($0, "level", "detail") } }
            }
        }
        list.disbelieved("FCP-ANS-28-", "detail-at-contact", "details beside the level of contacts", attacks: [112]) {
            draft in
            draft.members = {
                HostileBodies.changeCategory(&$0) {
                    $0.map { HostileBodies.with($0, "detail", ["attendance": "poor"]) }
                }
            }
        }
    }

    private static func receipts(_ list: inout CaseList) {
        list.disbelieved("FCP-ANS-30-", "no-receipt", "no receipt", attacks: [123]) { $0.hasReceipt = false }
        list.disbelieved("FCP-ANS-30-", "receipt-of-another", "a receipt of another exchange", attacks: [123]) {
            $0.leaf = { $0["x"] = "cf-00000000000000000000000000000000" }
        }
        list.disbelieved("FCP-ANS-30-", "other-rq", "a receipt with another `rq`", attacks: [123]) {
            $0.leaf = { $0["rq"] = .string(Base64URL.encode([UInt8](repeating: 1, count: 32))) }
        }
        list.disbelieved("FCP-ANS-30-", "other-rs", "a receipt with another `rs`", attacks: [123]) {
            $0.leaf = { $0["rs"] = .string(Base64URL.encode([UInt8](repeating: 1, count: 32))) }
        }
        list.disbelieved("FCP-ANS-30-", "other-node", "a receipt of another node's log", attacks: [123]) {
            $0.leaf = { $0["n"] = "E06999902" }
        }
        list.disbelieved("FCP-ANS-30-", "other-counterpart", "a receipt for another authority", attacks: [123]) {
            $0.leaf = { $0["p"] = "E06999902" }
        }
        list.disbelieved("FCP-ANS-30-", "other-event", "a receipt of another event", attacks: [123]) {
            $0.leaf = { $0["e"] = "exchange.unanswered" }
        }
        list.disbelieved(
            "FCP-ANS-31-", "other-origin", "a receipt of a log that the directory does not list", attacks: [123]
        ) { $0.origin = "elsewhere.example/audit/2026" }
        list.disbelieved("FCP-ANS-32-", "old-leaf", "a leaf of two minutes before the question", attacks: [102]) {
            draft in
            draft.leaf = { leaf in
                guard let time = leaf["t"]?.text.flatMap({ Instant($0) }) else { return }
                leaf["t"] = .string(time.adding(seconds: -120).preciseText)
            }
        }
        list.disbelieved("FCP-ANS-32-", "future-leaf", "a leaf of two minutes ahead", attacks: [102]) { draft in
            draft.leaf = { leaf in
                guard let time = leaf["t"]?.text.flatMap({ Instant($0) }) else { return }
                leaf["t"] = .string(time.adding(seconds: 120).preciseText)
            }
        }
    }

    private static func text(_ list: inout CaseList) {
        list.add(
            ["FCP-ANS-35-"], "escapes",
            "escapes of a terminal and of HTML in a sound answer: shown so that nothing obeys them", attacks: [113]
        ) { bench in
            let asking = try AskingBench(bench)
            let outcome = try await asking.ask { draft in
                draft.members = {
                    HostileBodies.changeCategory(&$0) {
                        $0.map {
                            HostileBodies.with($0, "contact", ["kind": "team", "name": "\u{1B}[2J<script>\u{202E}x"])
                        }
                    }
                }
            }
            try demand(!outcome.octets.contains(0x1B), "an escape of a terminal comes through to the screen")
        }
    }

    /// Changes the first person of an answer.
    @Sendable static func change(_ members: inout [String: JSONValue], _ bend: (inout [String: JSONValue]) -> Void) {
        guard case .array(var subjects)? = members["subjects"], case .object(var first)? = subjects.first else {
            return
        }
        bend(&first)
        subjects[0] = .object(first)
        members["subjects"] = .array(subjects)
    }

    /// Changes what is said of the first person's services.
    @Sendable static func changeCategory(_ members: inout [String: JSONValue], _ bend: ([JSONValue]) -> [JSONValue]) {
        change(&members) { $0["categories"] = .array(bend($0["categories"]?.elements ?? [])) }
    }

    @Sendable static func with(_ value: JSONValue, _ name: String, _ member: JSONValue) -> JSONValue {
        guard case .object(var members) = value else { return value }
        members[name] = member
        return .object(members)
    }
}

/// An answer kept to be sent again.
final class KeptAnswer: Sendable {
    private let kept = Mutex<[UInt8]>([])

    var octets: [UInt8] { kept.withLock { $0 } }

    func keep(_ octets: [UInt8]) -> [UInt8] {
        kept.withLock { $0 = octets }
        return octets
    }
}
