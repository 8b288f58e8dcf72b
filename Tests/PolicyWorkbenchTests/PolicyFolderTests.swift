import Foundation
import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// A copy of a sample set that a test may change.
final class ScratchFolder {
    static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Policies").path()
    let path: String

    init(copying council: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)").path()
        try FileManager.default.copyItem(atPath: Self.samples + "/" + council, toPath: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func replace(_ old: String, _ new: String, in file: String) throws {
        let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: path + "/" + file, atomically: true, encoding: .utf8)
    }
}

private struct FullDisk: Error, CustomStringConvertible {
    let description = "the disk is full"
}

@Suite("the policy folder")
struct PolicyFolderTests {
    private let leeds: AuthorityID

    init() throws { leeds = try #require(AuthorityID("E08000035")) }

    @Test("a sound folder loads; hidden files, copies and sign-offs are passed over")
    func loads() throws {
        let folder = try ScratchFolder(copying: "leeds")
        let before = try PolicyFolder.load(folder.path)
        for name in [".swp", "bans.yaml~", "README.md"] {
            try "x".write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/sign-offs/abc", withIntermediateDirectories: true)
        try "{}".write(toFile: folder.path + "/sign-offs/abc/post.json", atomically: true, encoding: .utf8)

        #expect(try PolicyFolder.load(folder.path).digest == before.digest)
    }

    @Test("a file that is no part of a set is a mistake, told with the folder before its name")
    func strayFile() throws {
        let folder = try ScratchFolder(copying: "leeds")
        try "a: b".write(toFile: folder.path + "/ban.yaml", atomically: true, encoding: .utf8)

        let fault = #expect(throws: PolicyFolder.Fault.self) { try PolicyFolder.load(folder.path) }

        #expect(
            fault?.description.hasPrefix(
                "\(folder.path)/ban.yaml:1:1: error: `ban.yaml` is no file of a policy set\n    help: did you mean `bans.yaml`?"
            )
                == true)
    }

    @Test("a folder that is not there is told") func noFolder() {
        #expect(throws: PolicyFolder.Fault.unreadable(path: "/nowhere", reason: "there is no such policy folder")) {
            try PolicyFolder.load("/nowhere")
        }
    }

    @Test("only the pinned set of the right council that passes its tests comes into force")
    func pinned() throws {
        let bench = try SigningBench()
        #expect(throws: LivePolicies.Fault.self) { try bench.live() }
        try bench.activate()
        let other = PolicyPins(policies: PolicyPin(of: [1]), signers: bench.pins.signers)

        #expect(try bench.live().current.digest == PolicySet.load(files: bench.files).digest)
        #expect(throws: LivePolicies.Fault.self) {
            try LivePolicies(generations: bench.generations, authority: leeds, pins: other)
        }
        let fault = #expect(throws: LivePolicies.Fault.self) {
            try LivePolicies(generations: bench.generations, authority: leeds, pins: bench.pins)
        }
        #expect(fault?.description.contains("is that of `E08000007`, not of `E08000035`") == true)
    }

    @Test("an edit of the draft changes nothing, a signed one comes with the next reload")
    func reload() async throws {
        let bench = try SigningBench()
        let old = try bench.activate().state.pins.policies
        let live = try bench.live()

        #expect(try await live.reload(pins: bench.pins) { _ in Issue.record("nothing changed") } == .unchanged)
        try bench.narrow()
        #expect(try await live.reload(pins: bench.pins) { _ in Issue.record("nobody signed") } == .unchanged)
        let new = try bench.activate().state.pins.policies
        #expect(try await live.reload(pins: bench.pins) { _ in } == .replaced(old: old, new: new))
        #expect(live.current.digest == new.digest)
    }

    @Test("a new set is recorded while the old one is in force, one reload at a time; unrecorded it does not come")
    func recordedFirst() async throws {
        let bench = try SigningBench()
        let old = try bench.activate().state.pins.policies
        let live = try bench.live()
        try bench.narrow()
        let new = try bench.activate().state.pins.policies

        await #expect(throws: LivePolicies.Fault.notRecorded("the disk is full")) {
            try await live.reload(pins: bench.pins) { generation in
                #expect(generation.state.pins.policies == new)
                #expect(live.current.digest == old.digest)
                throw FullDisk()
            }
        }
        #expect(live.current.digest == old.digest)
        let change = try await live.reload(pins: bench.pins) { _ in
            let second = await #expect(throws: LivePolicies.Fault.self) {
                try await live.reload(pins: bench.pins) { _ in }
            }
            #expect(second == .underWay)
            #expect(live.current.digest == old.digest)
        }

        #expect(change == .replaced(old: old, new: new))
        #expect(live.current.digest == new.digest)
    }

    @Test("a pin is 64 lower-case hexadecimal digits")
    func pinShape() {
        let digits = String(repeating: "0123456789abcdef", count: 4)
        #expect(PolicyPin(digits) == PolicyPin("sha-256:" + digits))
        for wrong in [
            "", "sha-256:", String(digits.dropLast()), digits + "0", digits.uppercased(), "sha-512:" + digits,
        ] {
            #expect(PolicyPin(wrong) == nil)
        }
    }
}

@Suite("moving the days of a set")
struct PolicyDatesTests {
    @Test("days move, comments and everything else stay")
    func moves() {
        let text = """
            # from: "2026-11-01" stays
            valid: { from: "2026-11-01", until: 2027-02-28 }      # until: 2027-02-28
            review by: '2026-12-31'
            because: From 2026-11-01 on nothing changes.
            reference: DSA-2026-11-01
              asked: "2028-02-28"
            report: { to: [owner], by: "2027-03-31", smallest cell: 5 }
            """

        let moved = PolicyDates.shifted(["a": Array(text.utf8)], byDays: 1)

        #expect(
            String(decoding: moved["a"] ?? [], as: UTF8.self) == """
                # from: "2026-11-01" stays
                valid: { from: "2026-11-02", until: 2027-03-01 }      # until: 2027-02-28
                review by: '2027-01-01'
                because: From 2026-11-01 on nothing changes.
                reference: DSA-2026-11-01
                  asked: "2028-02-29"
                report: { to: [owner], by: "2027-04-01", smallest cell: 5 }
                """)
    }

    @Test(
        "moved sets are sound and pass their tests, wherever they are moved",
        arguments: ["stockport", "leeds", "bradford"], [-400, 0, 97, 2_000])
    func movedSetsPass(council: String, days: Int) throws {
        let files = try PolicyFolder.read(ScratchFolder.samples + "/" + council)

        let set = try PolicySet.load(files: PolicyDates.shifted(files, byDays: days))

        #expect(set.runTests().passed)
        #expect(set.agreements[0].valid.from == CalendarDay("2026-11-01")?.adding(days: days))
    }
}
