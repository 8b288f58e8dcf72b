import CaseIndex
import Foundation
import PersonMatching
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("A node's calibration report")
struct CalibrationReportTests {
    private let place: TemporaryFolder
    private let matching: MatchingFolder
    private let now = Instant("2026-11-20T09:00:00Z") ?? Instant(milliseconds: 0)

    init() throws {
        place = try TemporaryFolder()
        matching = MatchingFolder(path: place.path("matching"))
        try NodeFolder.write("wrong-in-100000: 100\n", to: matching.policy)
        try write(report())
    }

    /// 3,500 questions without a wrong answer show 86 in 100,000.
    private func report(
        _ changes: [String: JSONValue?] = [:], sample: String = "invented traps, seed 1, 500 people", wrong: Int64 = 0
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "bound-in-100000": .integer(100), "by": "A. Officer", "format": "fcg.match-calibration/1",
            "index-layout": .integer(Int64(CaseIndex.layout)), "made": "2026-11-19T09:00:00Z",
            "model": .string(MatchModel.shipped.digest), "normaliser": .integer(Int64(Normaliser.version)),
            "samples": [
                [
                    "name": .string(sample), "questions": .integer(3_500), "right": .integer(0),
                    "upper-bound-in-100000": "85.556", "wrong": .integer(wrong),
                ]
            ], "threshold": .integer(9_000),
        ]
        for (name, value) in changes { members[name] = value }
        return members
    }

    private func write(_ report: [String: JSONValue]) throws {
        try NodeFolder.write(CanonicalJSON.encode(.object(report)), to: matching.report)
    }

    /// What a node says of its folder.
    private func complaint() -> String? {
        do {
            _ = try matching.terms(now: now)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("that keeps the bound lets the node start, at its threshold and never below the one that ships")
    func threshold() throws {
        let raised = try matching.terms(now: now).threshold
        try write(report(["threshold": .integer(-10_000)]))

        #expect(raised == 9_000)
        #expect(try matching.terms(now: now).threshold == Weighing.ordinaryThreshold)
    }

    @Test("is asked for by name and with the command that makes it where it is missing, broken or not good enough")
    func refused() throws {
        let cases: [([String: JSONValue], String)] = [
            (report(["threshold": .null]), "no threshold kept the bound"),
            (report(["bound-in-100000": .integer(101)]), "the policy allows 100"),
            (report(["model": "0000000000000000"]), "other parameters"),
            (report(["normaliser": .integer(Int64(Normaliser.version) + 1)]), "keeps its index otherwise"),
            (report(["index-layout": .integer(Int64(CaseIndex.layout) + 1)]), "keeps its index otherwise"),
            (report(["made": "2025-11-18T09:00:00Z"]), "366 days old"),
            (report(["made": "2026-11-20T11:00:00Z"]), "has not come"),
            (report(sample: "labelled sample"), "no invented traps"),
            (report(wrong: 1), "does not keep its own bound"),
            (report(["by": nil]), "`report.by` is missing"),
            (report(["scores": .integer(1)]), "unknown member"),
            (report(["format": "fcg.match-calibration/2"]), "is not fcg.match-calibration/1"),
        ]
        for (report, words) in cases {
            try write(report)
            let said = try #require(complaint())
            #expect(said.contains(words), "\(said)")
            #expect(said.hasPrefix("\(matching.report): error: "))
            #expect(said.contains("help: fcg match calibrate --config"))
        }
        try NodeFolder.write("{", to: matching.report)
        #expect(complaint()?.contains("is not JSON") == true)
        try FileManager.default.removeItem(atPath: matching.report)
        #expect(complaint()?.contains("there is no report") == true)
    }

    @Test("is asked for anew thirty days before a node would no longer start with it, and ever after")
    func warning() throws {
        #expect(matching.warning(now: now) == nil)
        let lastMonth = now.adding(seconds: 340 * 86_400)
        #expect(matching.warning(now: lastMonth)?.hasPrefix("within thirty days this node would not") == true)
        let tooLate = now.adding(seconds: 366 * 86_400)
        #expect(matching.warning(now: tooLate)?.hasPrefix("this node would not start again") == true)
        #expect(matching.warning(now: tooLate)?.contains("help: fcg match calibrate") == true)
    }

    @Test(
        "is held against a policy whose every mistake has its line",
        arguments: [
            ("wrong-in-100000: 0\n", ":1: error: `wrong-in-100000` is not a whole number from 1 to 1000"),
            ("renew-after-days: 30\n", "`wrong-in-100000` is missing"),
            ("wrong-in-100000: 100\nwrong: 1\n", ":2: error: `wrong` is not known here"),
            ("wrong-in-100000: 100\nrenew-after-days: 367\n", ":2: error: `renew-after-days` is not"),
            ("wrong-in-100000: 100\nmodel: \"00000000000000ff\"\n", "not the one that is named"),
        ])
    func policy(text: String, words: String) throws {
        try NodeFolder.write(text, to: matching.policy)

        #expect(complaint()?.contains(words) == true, "\(complaint() ?? "nothing")")
    }

    @Test("is made by one command for a node's folder, and refused by none of the node's checks")
    func made() throws {
        let node = NodeFolder(path: place.path("node"))
        try NodeFolder.write("wrong-in-100000: 1000\nrenew-after-days: 30\n", to: node.matching.policy)

        try MatchCommand.Calibrate.run([
            "--config", node.config, "--people", "200", "--traps", "400", "--by", "A. Officer",
        ])

        #expect(try node.matching.terms(now: wallClock()).threshold >= Weighing.ordinaryThreshold)
        #expect(throws: (any Error).self) {
            try node.matching.terms(now: wallClock().adding(seconds: 31 * 86_400))
        }
    }
}
