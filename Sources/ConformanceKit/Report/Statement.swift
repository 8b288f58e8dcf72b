import Crypto
import NodeIdentity
package import WireProtocol

/// What whoever ran the suite vouches for: which node was tested, against what, and what came of it.
///
/// The form is that of the directory: `{"signatures":[{"key":…,"sig":…}],"signed":{…}}` in canonical JSON, under a first
/// line of its own, so that no statement passes for anything else and nothing else for one.
package struct Statement: Sendable, Equatable {
    /// How long a statement counts, in days.
    package static let days = 180
    private static let type = "fcg.conformance-statement/1"
    private static let firstLine = "fcg-conformance-statement/v1\n"

    /// What is signed.
    package let signed: JSONValue

    /// Why there is no statement, or why it does not count.
    package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// A statement about a report. Only a certifying run that left nothing open and found nothing broken is stated.
    package init(report octets: [UInt8], issued: Instant) throws(Fault) {
        guard let report = try? StrictJSON.parse(octets, limits: .file),
            report["type"]?.text == "fcg.conformance-report/1",
            let suite = report["suite"], let node = report["node"], let profiles = report["profiles"],
            let counts = report["counts"]
        else { throw Fault(description: "the file is no `fcg.conformance-report/1`") }
        guard report["mode"]?.text == RunPlan.Mode.certify.rawValue else {
            throw Fault(description: "only a run with `--mode certify` can be stated, because it leaves nothing out")
        }
        for verdict in [Verdict.fail, .inconclusive] {
            let count = counts[verdict.rawValue]?.number ?? -1
            guard count == 0 else {
                throw Fault(description: "\(count) results are `\(verdict.rawValue)`; nothing is stated")
            }
        }
        let policies = try Statement.policies(of: report)
        var signed: [String: JSONValue] = [
            "type": .string(Statement.type), "suite": suite, "node": node, "profiles": profiles, "counts": counts,
            "report": .string(Base64URL.encode(SHA256.hash(data: octets))), "began": report["began"] ?? "",
            "issued": .string(issued.text),
            "expires": .string(issued.adding(seconds: Int64(Statement.days) * 86_400).text),
        ]
        if !policies.isEmpty { signed["policies"] = .array(policies) }
        self.signed = .object(signed)
    }

    /// The statement's file.
    package func sealed(by pem: String) throws(Fault) -> [UInt8] {
        guard let key = try? SigningKey(pem: pem), let signature = try? key.signature(over: Statement.octets(signed))
        else {
            throw Fault(description: "the key is not an unencrypted Ed25519 key in PKCS#8")
        }
        let hash = Base64URL.encode(SHA256.hash(data: key.publicOctets))
        return CanonicalJSON.encode([
            "signatures": [["key": .string(hash), "sig": .string(Base64URL.encode(signature))]], "signed": signed,
        ])
    }

    /// Opens a statement's file, if one of its signatures is by the key and it still counts.
    ///
    /// `report` is the report it speaks of, where that is at hand.
    package init(octets: [UInt8], signedBy key: [UInt8], report: [UInt8]?, now: Instant) throws(Fault) {
        guard let value = try? StrictJSON.parse(octets, limits: .file), let signed = value["signed"],
            let signatures = value["signatures"]?.elements, signed["type"]?.text == Statement.type,
            CanonicalJSON.encode(value) == octets
        else { throw Fault(description: "the file is no `\(Statement.type)` in canonical form") }
        guard let verifier = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else {
            throw Fault(description: "the key is not 32 octets of Ed25519")
        }
        let hash = Base64URL.encode(SHA256.hash(data: key))
        let valid = signatures.contains { signature in
            guard signature["key"]?.text == hash, let octets = signature["sig"]?.text.flatMap({ Base64URL.decode($0) })
            else {
                return false
            }
            return verifier.isValidSignature(octets, for: Statement.octets(signed))
        }
        guard valid else { throw Fault(description: "it is not signed by this key, or was altered") }
        guard let expires = signed["expires"]?.text.flatMap({ Instant($0) }), now <= expires else {
            throw Fault(description: "its time is over")
        }
        if let report {
            guard signed["report"]?.text == Base64URL.encode(SHA256.hash(data: report)) else {
                throw Fault(description: "it speaks of another report than this one")
            }
        }
        self.signed = signed
    }

    /// The node it speaks of: the authority's code and its address.
    package var node: (authority: String, address: String) {
        (signed["node"]?["authority"]?.text ?? "", signed["node"]?["address"]?.text ?? "")
    }

    /// The policy sets whose rows all came out as expected, each with whether the node answers under it.
    private static func policies(of report: JSONValue) throws(Fault) -> [JSONValue] {
        var sets: [JSONValue] = []
        for tables in report["policies"]?.elements ?? [] {
            let rows = tables["rows"]?.elements ?? []
            let failed = rows.count { $0["verdict"]?.text == Verdict.fail.rawValue }
            guard failed == 0 else {
                throw Fault(description: "\(failed) rows of policy sets are not decided as expected; nothing is stated")
            }
            sets.append([
                "authority": tables["authority"] ?? "", "revision": tables["revision"] ?? "",
                "digest": tables["digest"] ?? "",
                "rows": .integer(Int64(rows.count { $0["kind"]?.text == PolicyRow.Kind.row.rawValue })),
                "inForce": .bool(
                    rows.contains {
                        $0["kind"]?.text == PolicyRow.Kind.inForce.rawValue
                            && $0["verdict"]?.text == Verdict.pass.rawValue
                    }),
            ])
        }
        return sets
    }

    private var policyWords: String {
        (signed["policies"]?.elements ?? []).map { set in
            let isInForce = set["inForce"] == .bool(true)
            return
                "\n\(set["rows"]?.number ?? 0) rows of \(set["authority"]?.text ?? "")'s policies decided as expected, "
                + "\(set["revision"]?.text ?? ""), \(set["digest"]?.text ?? ""), "
                + (isInForce ? "under which the node answers" : "which is not known to be the set in force")
        }.joined()
    }

    /// What it says, for people.
    package var words: String {
        let profiles = (signed["profiles"]?.elements ?? []).compactMap(\.text).joined(separator: ", ")
        return """
            \(node.authority) at \(node.address), \(signed["node"]?["software"]?.text ?? "")
            claims \(profiles), under directory version \(signed["node"]?["directory"]?.number ?? 0)
            \(signed["counts"]?["pass"]?.number ?? 0) cases passed, \(signed["counts"]?["warn"]?.number ?? 0) with a warning
            suite \(signed["suite"]?["version"]?.text ?? ""), digest \(signed["suite"]?["digest"]?.text ?? "")\(policyWords)
            issued \(signed["issued"]?.text ?? ""), counts until \(signed["expires"]?.text ?? "")
            """
    }

    private static func octets(_ signed: JSONValue) -> [UInt8] { Array(firstLine.utf8) + CanonicalJSON.encode(signed) }
}
