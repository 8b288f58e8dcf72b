import Testing
import WireProtocol

@testable import ConformanceKit

@Suite("Runs of one seed")
struct SeedTests {
    /// One run: the order in which cases were told of, and the report.
    private struct Run: Equatable {
        let order: [String]
        let report: JSONValue
    }

    private actor Told {
        private(set) var order: [String] = []
        func tell(_ result: CaseResult) { order.append(result.conformanceCase.id) }
    }

    /// A run against a node that answers whatever comes, so that the report holds passes and failures.
    private func run(seed: UInt64, began: Int64, of federation: BadFederation) async throws -> Run {
        var plan = RunPlan(seed: seed)
        (plan.isShared, plan.rate, plan.sections) = (true, 10_000, [.exchange, .digest, .identity])
        let suite = try Suite(kits: federation.kits, holder: federation.holder, plan: plan, began: began)
        let told = Told()
        let results = await suite.run { await told.tell($0) }
        let report = RunReport(
            node: RunReport.Node(address: "https://node.example", authority: "E08000007", software: "x", directory: 1),
            plan: plan, began: Instant(milliseconds: began), milliseconds: began % 1_000, results: results,
            expected: ExpectedResults(), people: federation.kits.0.people)
        return Run(order: await told.order, report: SeedTests.timeless(report.json))
    }

    /// Without times, and without the octets of failures, in which nonces and times stand.
    private static func timeless(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            let cut = ["began", "milliseconds", "trace", "expectedBase", "inferredBase"]
            return .object(members.filter { !cut.contains($0.key) }.mapValues(timeless))
        case .array(let elements): return .array(elements.map(timeless))
        default: return value
        }
    }

    @Test(
        "two runs of one seed take the cases in one order and report the same but for times; another seed, another order"
    )
    func repeated() async throws {
        let federation = try await BadFederation()
        federation.node.behave { octets in ReceivedQuestion(octets).map { federation.answer($0) } }

        let first = try await run(seed: 7, began: 1_795_000_000_123, of: federation)
        let again = try await run(seed: 7, began: 1_795_000_777_456, of: federation)
        let other = try await run(seed: 8, began: 1_795_000_777_456, of: federation)
        await federation.stop()

        #expect(first == again)
        #expect(first.order != other.order && Set(first.order) == Set(other.order))
        for verdict in ["pass", "fail"] { #expect((first.report["counts"]?[verdict]?.number ?? 0) > 10) }
    }
}
