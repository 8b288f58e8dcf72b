import PolicyBenchKit
/// What one run says, as the JSON object it prints.
struct BenchReport: Encodable {
    let engine = "family-context-gateway"
    let loadMs: Double
    let p50: Double
    let p99: Double
    let perSecond: Double
    let processorMicroseconds: Double
    let decisions: [String]
    let matched: [[String]]

    private enum CodingKeys: String, CodingKey {
        case engine, decisions, matched
        case loadMs = "load_ms"
        case p50 = "p50_us"
        case p99 = "p99_us"
        case perSecond = "per_s"
        case processorMicroseconds = "cpu_us"
    }

    /// Decides once for the outcomes, then in whole passes for a second at least, then request by request.
    init(measuring policy: OpenPolicy, _ requests: [OpenRequest], repeats: Int, loadSeconds: Double) {
        var outcome = OpenPolicy.Outcome()
        var decisions: [String] = []
        var matched: [[String]] = []
        for request in requests {
            policy.decide(request, into: &outcome)
            decisions.append(outcome.allows ? "allow" : "deny")
            matched.append(outcome.matched)
        }
        let passes = Self.passes(policy, requests, atLeast: repeats)
        let each = Self.each(policy, requests).sorted()
        self.decisions = decisions
        self.matched = matched
        loadMs = loadSeconds * 1_000
        p50 = each[each.count / 2]
        p99 = each[min(each.count - 1, each.count * 99 / 100)]
        perSecond = passes.perSecond
        processorMicroseconds = passes.processorMicroseconds
    }

    private static func passes(
        _ policy: OpenPolicy, _ requests: [OpenRequest], atLeast repeats: Int
    ) -> (perSecond: Double, processorMicroseconds: Double) {
        var outcome = OpenPolicy.Outcome()
        var done = 0
        let (wall, processor) = (Clock.wallSeconds(), Clock.processorSeconds())
        while done < repeats || Clock.wallSeconds() - wall < 1 {
            for request in requests { policy.decide(request, into: &outcome) }
            done += 1
        }
        let decided = Double(done * requests.count)
        return (
            decided / (Clock.wallSeconds() - wall), (Clock.processorSeconds() - processor) / decided * 1_000_000
        )
    }

    /// Microseconds of each request: the mean of 16 decisions in a row, so that the clock itself does not count.
    private static func each(_ policy: OpenPolicy, _ requests: [OpenRequest]) -> [Double] {
        var outcome = OpenPolicy.Outcome()
        return requests.map { request in
            let start = Clock.wallSeconds()
            for _ in 0..<16 { policy.decide(request, into: &outcome) }
            return (Clock.wallSeconds() - start) / 16 * 1_000_000
        }
    }
}
