import SyntheticFamilies
import PolicyWorkbench
import WireProtocol

/// The sample sets as the sandbox serves them: in force today, and with an agreement and its rows of tests for each test
/// authority.
struct SandboxPolicies {
    let plan: SandboxPlan

    /// The day the samples' own tests are asked on.
    private static let sampleDay = CalendarDay("2026-12-10")

    func write(for council: SandboxPlan.Council, to folder: String) throws {
        let name = council.council.rawValue
        var files = try PolicyFolder.read("\(plan.policies)/\(name)")
        if let day = SandboxPolicies.sampleDay {
            files = PolicyDates.shifted(files, byDays: plan.today.daysSinceEpoch - day.daysSinceEpoch)
        }
        try addTestAuthorities(to: &files, council)
        for (path, octets) in files { try NodeFolder.write(octets, to: "\(folder)/\(path)") }
    }

    /// Practice may be sent to those the worker names, which a node does for test authorities alone.
    private func addPractice(to files: inout [String: [UInt8]]) throws {
        guard let asking = files["asking.yaml"].map({ String(decoding: $0, as: UTF8.self) }),
            asking.contains("\nsend:\n")
        else {
            throw Complaint("\(plan.policies): error: the sample sets are not complete")
        }
        let rule = """

            send:
              - id: practice-with-test-authorities
                because: Somebody who tests a gateway asks about families that do not exist.
                for: [training]
                to councils: [named-by-worker]
                about: [child, sibling, parent-or-carer, household-adult]
                identifiers: [name, date-of-birth, sex, previous-names, nhs-number, previous-postcodes]

            """
        files["asking.yaml"] = Array(asking.replacing("\nsend:\n", with: rule).utf8)
    }

    /// What a neighbour may learn, the test authorities may learn too: everybody in the sandbox is invented.
    private func addTestAuthorities(to files: inout [String: [UInt8]], _ council: SandboxPlan.Council) throws {
        let neighbour = council.council == .leeds ? "stockport" : "leeds"
        let code = council.council == .leeds ? "E08000007" : "E08000035"
        let sample = "\(council.council.rawValue)-to-\(neighbour)"
        guard let agreement = files["agreements/\(sample).yaml"].map({ String(decoding: $0, as: UTF8.self) }),
            let rows = files["tests/\(sample).yaml"].map({ String(decoding: $0, as: UTF8.self) }),
            let vocabulary = files["vocabulary.yaml"].map({ String(decoding: $0, as: UTF8.self) })
        else { throw Complaint("\(plan.policies): error: the sample sets are not complete") }
        var names = ""
        for (position, authority) in plan.testAuthorities.enumerated() {
            names += "  \(authority): { name: Test authority \(position + 1) }\n"
            let id = "\(council.council.rawValue)-to-test-\(position + 1)"
            let text = agreement.replacing("requester: \(code)", with: "requester: \(authority)")
                .replacing("agreement: \(sample)", with: "agreement: \(id)")
                .replacing("reference: DSA-", with: "reference: DSA-TEST-\(position + 1)-")
            files["agreements/\(id).yaml"] = Array(text.utf8)
            let expected = SandboxPolicies.withoutTrials(rows)
                .replacing("requester: \(code)", with: "requester: \(authority)")
                .replacing("tests of: \(sample)", with: "tests of: \(id)")
            files["tests/\(id).yaml"] = Array(expected.utf8)
        }
        let lines = vocabulary.split(separator: "\n", omittingEmptySubsequences: false)
        let widened = lines.map { $0.hasPrefix("authorities:") ? "\($0)\n\(names.dropLast())" : String($0) }
        files["vocabulary.yaml"] = Array(widened.joined(separator: "\n").utf8)
        try addPractice(to: &files)
    }

    /// A file of tests without the rows for one team alone: they are about a trial, which no test authority is part of.
    private static func withoutTrials(_ rows: String) -> String {
        var kept: [Substring] = []
        var row: [Substring] = []
        for line in rows.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  - ") || !line.hasPrefix(" ") {
                if !row.contains(where: { $0.hasPrefix("    team: ") }) { kept += row }
                row = []
            }
            row.append(line)
        }
        return (kept + row).joined(separator: "\n")
    }
}
