import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// Two hundred sound shares under Stockport's bans, each for one purpose, role, relation and category, and what a test
/// plants among them.
struct LargeSet {
    var shares = ""
    var withhold = ""
    var bans = ""
    /// Replacements in whole files, by path: what, by what.
    var edits: [(path: String, old: String, new: String)] = []

    static let purposes = ["s47-enquiry", "strategy-discussion", "cp-conference"]
    static let roles = ["social-worker", "duty-worker", "team-manager"]
    static let about = ["child", "sibling", "parent-or-carer", "household-adult", "other-adult"]
    static let categories = [
        "school", "housing", "anti-social-behaviour", "adult-social-care", "childrens-social-care",
    ]

    static func share(
        _ id: String, for purposes: String, to roles: String = "social-worker", about: String = "child",
        _ category: String = "school", upTo: String = "contact", _ more: String = "", hours: Int = 8
    ) -> String {
        """
          - id: \(id)
            because: Invented.
            for: [\(purposes)]
            to: [\(roles)]
            about: [\(about)]
            categories: [\(category)]
            up to: \(upTo)\(more.isEmpty ? "" : "\n    " + more)
            with: { keep hours: \(hours) }

        """
    }

    private static let sound: String = {
        var text = ""
        for number in 0..<200 {
            text += share(
                "share-\(number)", for: purposes[number % 3], to: roles[number / 3 % 3], about: about[number / 9 % 5],
                categories[number / 45])
        }
        return text
    }()

    func set() throws -> PolicySet {
        var files = try PolicyFolder.read(ScratchFolder.samples + "/stockport").filter { path, _ in
            !path.hasPrefix("tests/") && !path.hasPrefix("trials/") && path != "agreements/stockport-to-bradford.yaml"
        }
        var texts = files.mapValues { String(decoding: $0, as: UTF8.self) }
        let agreement = texts[SampleSet.toLeeds] ?? ""
        let head = (agreement.split(separator: "\nshare:").first ?? "")
            .replacing("criminal offence data: none-shared", with: "criminal offence data: sch1-18")
            .replacing("for: [s17-assessment, transfer-in]", with: "for: [s17-assessment, early-help, training]")
        texts[SampleSet.toLeeds] =
            head + "\nshare:\n" + Self.sound + shares + (withhold.isEmpty ? "" : "\nwithhold:\n" + withhold)
        texts["bans.yaml"]? += bans
        for edit in edits {
            #expect(texts[edit.path]?.contains(edit.old) == true, "nothing to replace in \(edit.path)")
            texts[edit.path] = texts[edit.path]?.replacing(edit.old, with: edit.new, maxReplacements: 1)
        }
        files = texts.mapValues { Array($0.utf8) }
        return try PolicySet.load(files: files)
    }

    func findings(on day: String = "2026-12-10") throws -> [PolicyFinding] {
        let lint = try set().lint(on: try #require(CalendarDay(day)))
        #expect(lint.notDecided == [])
        return lint.findings.filter { $0.kind != .cliff }
    }
}
