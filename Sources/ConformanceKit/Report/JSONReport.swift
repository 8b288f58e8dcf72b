package import WireProtocol

extension RunReport {
    /// The report as `fcg.conformance-report/1`.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "type": "fcg.conformance-report/1",
            "suite": [
                "name": "fcg-conformance", "version": .string(SuiteVersion.text),
                "digest": .string(SuiteVersion.digest),
            ],
            "node": [
                "address": .string(node.address), "authority": .string(node.authority),
                "software": .string(node.software),
                "directory": .integer(node.directory),
            ],
            "profiles": .array(plan.profiles.map(\.rawValue).sorted().map(JSONValue.string)),
            "mode": .string(plan.mode.rawValue), "seed": .string(String(plan.seed)), "began": .string(began.text),
            "milliseconds": .integer(milliseconds),
            "counts": .object(
                Dictionary(Verdict.allCases.map { ($0.rawValue, JSONValue.integer(Int64(count($0)))) }) { first, _ in
                    first
                }),
            "results": .array(results.map(json)),
        ]
        if !policies.isEmpty { members["policies"] = policyJSON }
        return .object(members)
    }

    private func json(_ result: CaseResult) -> JSONValue {
        let one = result.conformanceCase
        var members: [String: JSONValue] = [
            "id": .string(one.id), "title": .string(one.title),
            "clauses": .array(one.citations.map { .string($0.text) }),
            "section": .string(one.section.rawValue), "attacks": .array(one.attacks.map { .integer(Int64($0)) }),
            "severity": .string(one.severity.rawValue), "profile": .string(one.profile.rawValue),
            "role": .string(one.role.rawValue),
            "verdict": .string(result.verdict.rawValue), "milliseconds": .integer(result.milliseconds),
        ]
        if !result.message.isEmpty { members["message"] = .string(redaction.text(Array(result.message.utf8))) }
        if let entry = expected.entry(result) {
            members["expected"] = ["reason": .string(entry.reason), "until": .string(entry.until.description)]
        }
        if explains(result) {
            members["cause"] = result.breach?.cause.map(JSONValue.string)
            members["expectedBase"] = result.breach?.expectedBase.map { .string(redaction.text($0)) }
            members["inferredBase"] = result.breach?.inferredBase.map { .string(redaction.text($0)) }
            members["trace"] = .array(
                result.trace.map {
                    ["direction": .string($0.direction.rawValue), "text": .string(redaction.text($0.octets))]
                })
        }
        return .object(members)
    }

    /// Whether a result needs to be explained: what passed, or was not run, does not.
    func explains(_ result: CaseResult) -> Bool { [.fail, .warn, .inconclusive].contains(result.verdict) }
}
