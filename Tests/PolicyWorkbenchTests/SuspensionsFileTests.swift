import Foundation
import PolicyEngine
import Synchronization
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("the file of suspensions")
struct SuspensionsFileTests {
    private let folder: ScratchFolder
    private let live: LivePolicies
    private let path: String
    private let told: Told

    /// What the node would write in its log.
    private final class Told: Sendable {
        let sentences = Mutex<[String]>([])
    }

    init() throws {
        folder = try ScratchFolder(copying: "leeds")
        path = folder.path + ".suspensions.yaml"
        let told = Told()
        self.told = told
        let leeds = try #require(AuthorityID("E08000035"))
        let file = SuspensionsFile(path: path) { sentence in told.sentences.withLock { $0.append(sentence) } }
        live = try LivePolicies(
            path: folder.path, authority: leeds, pin: PolicyPin(try PolicyFolder.load(folder.path)), suspensions: file)
        try write(Suspensions.none)
    }

    private func write(_ suspensions: Suspensions) throws {
        try suspensions.text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func suspension(of category: Code) -> Suspension {
        Suspension(
            target: .category(category), because: "Why.", by: "duty-manager", since: CalendarDay(daysSinceEpoch: 20_700)
        )
    }

    @Test("what it says holds for the next question, without a reload")
    func nextQuestion() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(!live.current.suspensions.holds(.category("school")))

        try write(Suspensions.none.adding(suspension(of: "school")))

        #expect(live.current.suspensions.holds(.category("school")))
        #expect(!live.current.suspensions.holds(.category("housing")))
        #expect(told.sentences.withLock(\.self) == ["nothing is suspended", "suspended: category school"])
    }

    @Test("a file that is broken or gone lets everything stand still, and says so once")
    func broken() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "language: 1\nsuspensions: [{ categry: school }]\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(live.current.suspensions.isTotal)
        try FileManager.default.removeItem(atPath: path)

        #expect(live.current.suspensions.isTotal)
        #expect(live.current.suspensions.isTotal)

        let sentences = told.sentences.withLock(\.self)
        #expect(sentences.count == 2)
        #expect(sentences.first?.contains("did you mean `category`?") == true)
        #expect(sentences.last?.contains("the file cannot be read") == true)
    }

    @Test("an entry that is taken out instead of lifted lets everything stand still")
    func takenOut() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let both = Suspensions.none.adding(suspension(of: "school")).adding(suspension(of: "housing"))
        try write(both)
        #expect(live.current.suspensions.active.count == 2)

        try write(Suspensions.none.adding(suspension(of: "housing")))
        #expect(live.current.suspensions.isTotal)

        let lifting = Suspension.Lifting(
            by: ["duty-manager", "auditor"], day: CalendarDay(daysSinceEpoch: 20_701), review: "Mended.")
        try write(try #require(both.lifting(.category("school"), lifting)))
        #expect(live.current.suspensions.active.map(\.target) == [.category("housing")])
    }

    @Test("a new set without what stands still does not come into force")
    func setWithout() async throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let agreement = Suspension(
            target: .agreement("leeds-to-bradford"), because: "Why.", by: "duty-manager",
            since: CalendarDay(daysSinceEpoch: 20_700))
        try write(Suspensions.none.adding(agreement))
        for file in ["agreements", "tests"] {
            try FileManager.default.removeItem(atPath: folder.path + "/\(file)/leeds-to-bradford.yaml")
        }
        let pin = PolicyPin(try PolicyFolder.load(folder.path))
        let before = live.current.digest

        let fault = await #expect(throws: LivePolicies.Fault.self) { _ = try await live.reload(pin: pin) { _ in } }

        #expect(fault?.description.contains("unknown agreement `leeds-to-bradford`") == true)
        #expect(live.current.digest == before)
        #expect(live.current.suspensions.holds(.agreement("leeds-to-bradford")))
    }
}
