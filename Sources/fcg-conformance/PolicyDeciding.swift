import ConformanceKit
import PolicyEngine
import PolicyWorkbench

extension PolicyTables {
    /// Every row that IG officers wrote beside the set of a folder, decided by the policy engine.
    ///
    /// Throws where the set has a mistake, which `fcg policy check` would tell too, or no row at all.
    static func decide(_ folder: String) throws(KitFault) -> PolicyTables {
        let set: PolicySet
        do { set = try PolicyFolder.load(folder) } catch { throw KitFault("\(error)\nnothing was tested") }
        let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let decided = set.runTests().outcomes
        guard !decided.isEmpty else {
            throw KitFault(
                "\(folder): error: no row of a test stands beside this set\n    help: docs/policy-guide shows tests/*.yaml"
            )
        }
        let rows = decided.map { outcome in
            PolicyRow(
                kind: .row, name: outcome.name, file: "\(folder)/\(outcome.path)", line: outcome.line,
                verdict: outcome.passed ? .pass : .fail, message: outcome.differences.joined(separator: "; "))
        }
        return PolicyTables(
            folder: folder, authority: set.authority, set: set.reference, rows: rows + untested(set, folder))
    }

    private static func untested(_ set: PolicySet, _ folder: String) -> [PolicyRow] {
        set.agreements.filter { set.untestedAgreements.contains($0.id) }.map { agreement in
            PolicyRow(
                kind: .untested, name: "every agreement has rows", file: "\(folder)/\(agreement.path)", line: nil,
                verdict: .warn, message: "no row asks about `\(agreement.id)`; write tests/\(agreement.id).yaml")
        }
    }
}
