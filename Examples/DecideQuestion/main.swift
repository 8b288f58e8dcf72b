// Reads a council's policy folder, runs the rows that its IG officers wrote, and explains one question.
//
//     swift run DecideQuestion Policies/stockport
import Foundation
import PolicyEngine
import WireProtocol

/// The files of a policy folder, by path inside it; notes and sign-offs are no part of a set.
func files(of folder: String) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
        guard path.hasSuffix(".yaml"), !path.hasPrefix("sign-offs/"),
            let data = FileManager.default.contents(atPath: "\(folder)/\(path)")
        else { continue }
        files[path] = Array(data)
    }
    return files
}

guard CommandLine.arguments.count == 2 else {
    print("usage: DecideQuestion FOLDER")
    exit(2)
}
var texts = files(of: CommandLine.arguments[1])
let policies = try CouncilPolicies(files: texts)
let rows = policies.runTests()
print("\(policies.authority): \(rows.count { $0.differences.isEmpty }) of \(rows.count) rows are decided as expected")

guard let leeds = AuthorityID("E08000035"), let day = CalendarDay("2026-12-10") else {
    preconditionFailure("both are well formed")
}
let question = CouncilPolicies.Question(
    asker: leeds, team: "leeds-city", purpose: "s47-enquiry", role: "social-worker", about: "child",
    category: "substance-misuse", upTo: "contact", urgency: "same-day", day: day)
print(policies.explanation(of: question))

// A word that stands in no vocabulary is a mistake with its place, never a default.
let path = "bans.yaml"
texts[path] = texts[path].map {
    Array(String(decoding: $0, as: UTF8.self).replacing("cap: none", with: "cap: nun", maxReplacements: 1).utf8)
}
do { _ = try CouncilPolicies(files: texts) } catch {
    print(error.list.first.map { "\($0)" } ?? "")
}
