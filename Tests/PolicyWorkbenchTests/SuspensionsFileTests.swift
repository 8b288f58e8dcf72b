import Foundation
import PolicyEngine
import Synchronization
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the file of suspensions")
struct SuspensionsFileTests {
    private let bench: SigningBench
    private let live: LivePolicies
    private let path: String
    private let told = Told()
    private let authority: AuthorityID

    /// What the node would write in its log.
    private final class Told: Sendable {
        let sentences = Mutex<[String]>([])
    }

    init() throws {
        bench = try SigningBench()
        try bench.activate()
        path = bench.place.path("suspensions.yaml")
        authority = try #require(AuthorityID("E08000007"))
        live = try Self.node(bench, path, told)
        try write(Suspensions.none)
    }

    private static func node(
        _ bench: SigningBench, _ path: String, _ told: Told, recorded: String? = nil
    ) throws -> LivePolicies {
        let file = SuspensionsFile(path: path, recorded: recorded) { sentence in
            told.sentences.withLock { $0.append(sentence) }
        }
        return try LivePolicies(
            generations: bench.generations, authority: try #require(AuthorityID("E08000007")), pins: bench.pins,
            suspensions: file)
    }

    private func write(_ suspensions: Suspensions) throws { try bench.write(Array(suspensions.text.utf8), to: path) }

    private func suspending(
        _ target: Suspension.Target, after before: Suspensions = .none, by person: Code = "duty-manager"
    ) throws -> Suspensions {
        try bench.office.act(.suspend, target, after: before, at: authority, by: person, day: bench.today)
    }

    private func lifting(
        _ target: Suspension.Target, after before: Suspensions, by person: Code = "duty-manager"
    ) throws -> Suspensions {
        try bench.office.act(.lift, target, after: before, at: authority, by: person, day: bench.today)
    }

    @Test("what it says holds for the next question, without a reload")
    func nextQuestion() throws {
        #expect(!live.current.suspensions.holds(.category("school")))

        try write(try suspending(.category("school")))

        #expect(live.current.suspensions.holds(.category("school")))
        #expect(!live.current.suspensions.holds(.category("housing")))
        #expect(told.sentences.withLock(\.self) == ["nothing is suspended", "suspended: category school"])
    }

    @Test("a file that is broken or gone lets everything stand still, and says so once")
    func broken() throws {
        try bench.write(Array("language: 1\nsuspensions: [{ suspnd: { category: school } }]\n".utf8), to: path)
        #expect(live.current.suspensions.isTotal)
        try FileManager.default.removeItem(atPath: path)

        #expect(live.current.suspensions.isTotal)
        #expect(live.current.suspensions.isTotal)

        let sentences = told.sentences.withLock(\.self)
        #expect(sentences.count == 2)
        #expect(sentences.first?.contains("did you mean `suspend`?") == true)
        #expect(sentences.last?.contains("the file cannot be read") == true)
    }

    @Test("one person suspends; two different people lift, and it goes on only after the second")
    func lifted() throws {
        let school = Suspension.Target.category("school")
        let standing = try suspending(school)
        let once = try lifting(school, after: standing)
        try write(once)
        #expect(live.current.suspensions.holds(school))
        #expect(throws: Suspensions.Misfit.saidAlready) { try lifting(school, after: once) }

        try write(try lifting(school, after: once, by: "deputy-duty-manager"))

        #expect(!live.current.suspensions.holds(school))
        #expect(told.sentences.withLock(\.self).last == "nothing is suspended")
    }

    @Test("an act that is taken out instead of lifted lets everything stand still")
    func takenOut() throws {
        let both = try suspending(.category("housing"), after: try suspending(.category("school")))
        try write(both)
        #expect(live.current.suspensions.active.count == 2)

        try write(both.first(1))
        #expect(live.current.suspensions.isTotal)
        #expect(told.sentences.withLock(\.self).last?.contains("is gone or changed") == true)
        try write(try suspending(.category("housing")))
        #expect(live.current.suspensions.isTotal)

        try write(both)
        #expect(live.current.suspensions.active.count == 2)
    }

    @Test("a restart remembers what was recorded: acts taken out since are missed, acts signed since are taken")
    func afterRestart() throws {
        let standing = try suspending(.category("school"))
        let more = try suspending(.category("housing"), after: standing)
        func restarted(_ now: Suspensions) throws -> Suspensions {
            try write(now)
            return try Self.node(bench, path, told, recorded: standing.digest).current.suspensions
        }

        #expect(try restarted(standing).active.count == 1)
        #expect(try restarted(more).active.count == 2)
        #expect(try restarted(.none).isTotal)
        #expect(try restarted(try suspending(.category("housing"))).isTotal)
    }

    @Test("an act that nobody signed, or somebody else, or for another place, lets everything stand still")
    func forged() throws {
        let school = Suspension.Target.category("school")
        let standing = try suspending(school)
        let unsigned = Suspension(.lift, school, because: "Why.", by: "duty-manager", day: bench.today)
        let key = try bench.key("deputy-duty-manager")
        let signature = try key.signature(over: standing.signingText(of: unsigned, for: authority))
        let early = try key.signature(over: Suspensions.none.signingText(of: unsigned, for: authority))
        let forgeries = [
            unsigned.signed([UInt8](repeating: 0, count: 64)), unsigned.signed(signature),
            Suspension(.lift, school, because: "Why.", by: "deputy-duty-manager", day: bench.today, signature: early),
            Suspension(.lift, school, because: "Why.", by: "nobody", day: bench.today, signature: signature),
        ]

        for forgery in forgeries {
            try write(try standing.adding(forgery))
            #expect(live.current.suspensions.isTotal)
            #expect(told.sentences.withLock(\.self).last?.contains("is not signed by `\(forgery.by)`") == true)
        }
        let expired = Suspension(
            .suspend, school, because: "Why.", by: "duty-manager", day: SigningBench.day("2028-01-01"))
        try write(
            try Suspensions.none.adding(
                expired.signed(
                    try bench.key("duty-manager").signature(
                        over: Suspensions.none.signingText(of: expired, for: authority)))))
        #expect(live.current.suspensions.isTotal)
    }

    @Test("a new set without what stands still does not come into force")
    func setWithout() async throws {
        try write(try suspending(.agreement("stockport-to-bradford")))
        #expect(live.current.suspensions.holds(.agreement("stockport-to-bradford")))
        bench.files["agreements/stockport-to-bradford.yaml"] = nil
        try bench.activate()
        let before = live.current.digest

        let fault = await #expect(throws: LivePolicies.Fault.self) {
            _ = try await live.reload(pins: bench.pins) { _ in Issue.record("recorded") }
        }

        #expect(fault?.description.contains("unknown agreement `stockport-to-bradford`") == true)
        #expect(live.current.digest == before)
        #expect(live.current.suspensions.holds(.agreement("stockport-to-bradford")))
    }
}
