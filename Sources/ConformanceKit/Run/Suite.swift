import Foundation
package import WireProtocol

/// Every case there is.
package enum Cases {
    package static var all: [ConformanceCase] {
        ExchangeCases.all + TransportCases.all + SignatureCases.all + ContentCases.all + TimeCases.all
            + IdentityCases.all + QueryCases.all + JSONCases.all + LimitCases.all + FramingCases.all + AskingCases.all
            + LogCases.all
    }
}

/// What is to be run, and how.
package struct RunPlan: Sendable {
    /// How thorough.
    package enum Mode: String, Sendable, CaseIterable {
        /// In half a minute.
        case quick
        /// Everything that is claimed; nothing may be left out.
        case certify
    }
    package var profiles: Set<Profile> = [.answer]
    package var mode = Mode.quick
    package var sections: Set<Section> = []
    /// Cases or clauses by name; everything if empty.
    package var only: [String] = []
    package var seed: UInt64
    /// Whether others ask the node meanwhile, so that its log grows by more than what this run does.
    package var isShared = false
    /// Requests a second of one authority; a node allows 20.
    var rate = 18.0
    /// How the node is made to ask.
    package var asking: AskingSide?

    package init(seed: UInt64) { self.seed = seed }

    /// Whether a case is to be run.
    package func wants(_ one: ConformanceCase) -> Bool {
        profiles.contains(one.profile) && (mode == .certify || one.pace != .patient)
            && (sections.isEmpty || sections.contains(one.section))
            && (only.isEmpty
                || only.contains { name in
                    one.id == name || one.citations.contains { [$0.text, $0.clause].contains(name) }
                })
    }

    /// Why a case is not run, in words.
    package func reasonAgainst(_ one: ConformanceCase) -> String {
        guard profiles.contains(one.profile) else { return "the profile `\(one.profile.rawValue)` is not claimed" }
        return one.pace == .patient && mode == .quick
            ? "takes a minute; `--mode certify` runs it" : "left out of this run"
    }
}

/// Runs cases against one node.
package struct Suite: Sendable {
    private let kits: (TestKit, TestKit)
    private let holder: Holder
    private let plan: RunPlan
    private let chance: Chance
    private let peers: (Peer, Peer)

    package init(kits: (TestKit, TestKit), holder: Holder, plan: RunPlan, began: Int64) throws {
        self.kits = kits
        self.holder = holder
        self.plan = plan
        let chance = Chance(seed: plan.seed, began: began)
        self.chance = chance
        let leaves = Leaves(isExclusive: !plan.isShared)
        let memory = RunMemory(asker: kits.0.authority)
        func peer(_ kit: TestKit) throws -> Peer {
            Peer(
                kit: kit, holder: holder, chance: chance, leaves: leaves, memory: memory,
                pace: PaceKeeper(rate: plan.rate),
                tls: try ClientTLS(kit).context(issuer: holder.issuer), trace: Trace())
        }
        peers = (try peer(kits.0), try peer(kits.1))
    }

    /// The peer that asks, for a look at the way to the node.
    package var asker: Peer { peers.0 }

    /// The policy set that the node's first verified answer named; `nil` while there is none.
    package var answeredUnder: PolicySetReference? { peers.0.memory.firstExchange?.answer.answer.policySet }

    /// Runs what the plan wants and says of everything else that it was not run. Results come in the order of the suite.
    package func run(
        _ cases: [ConformanceCase] = Cases.all, tell: @escaping @Sendable (CaseResult) async -> Void = { _ in }
    ) async -> [CaseResult] {
        let wanted = cases.filter(plan.wants)
        let order = chance.shuffled(wanted.filter { $0.pace == .ordinary }, named: \.id).sorted {
            $0.section < $1.section
        }
        var results: [String: CaseResult] = [:]
        await withTaskGroup(of: CaseResult.self) { group in
            for slow in wanted where [.slow, .patient].contains(slow.pace) { group.addTask { await result(of: slow) } }
            for one in order {
                let found = await checked(await result(of: one))
                results[one.id] = found
                await tell(found)
            }
            for await slow in group {
                let found = await checked(slow)
                results[slow.conformanceCase.id] = found
                await tell(found)
            }
        }
        for last in wanted.filter({ $0.pace == .last }) + wanted.filter({ $0.pace == .exhausting }) {
            let found = await checked(await result(of: last))
            results[last.id] = found
            await tell(found)
        }
        return cases.map { one in
            results[one.id]
                ?? CaseResult(
                    conformanceCase: one, verdict: .notClaimed, message: plan.reasonAgainst(one), breach: nil,
                    trace: [],
                    milliseconds: 0)
        }
    }

    private func bench(_ trace: Trace) -> Bench {
        Bench(peer: peers.0.noting(in: trace), other: peers.1.noting(in: trace), trace: trace, asking: plan.asking)
    }

    private func result(of one: ConformanceCase) async -> CaseResult {
        let trace = Trace()
        let began = ContinuousClock.now
        var thrown: (any Error)?
        do { try await one.run(bench(trace)) } catch { thrown = error }
        return CaseResult(one, thrown, trace.all, since: began)
    }

    /// The same after a look at whether the node lives on and nothing leaked.
    private func checked(_ result: CaseResult) async -> CaseResult {
        guard result.conformanceCase.isNegative, result.verdict == .pass else { return result }
        let trace = Trace()
        for entry in result.trace { trace.add(entry) }
        let began = ContinuousClock.now - .milliseconds(result.milliseconds)
        if result.conformanceCase.role == .isAskedByTheNode { peers.0.leaves.forget() }
        do {
            try await bench(trace).checkAftermath()
            return result
        } catch { return CaseResult(result.conformanceCase, error, trace.all, since: began) }
    }
}

extension CaseResult {
    /// The verdict on what a case threw, or did not throw.
    init(_ one: ConformanceCase, _ thrown: (any Error)?, _ trace: [TraceEntry], since began: ContinuousClock.Instant) {
        let elapsed = ContinuousClock.now - began
        let (seconds, fraction) = elapsed.components
        self.init(
            conformanceCase: one, verdict: CaseResult.verdict(one, thrown), message: CaseResult.words(thrown),
            breach: thrown as? Breach, trace: trace, milliseconds: seconds * 1_000 + fraction / 1_000_000_000_000_000)
    }

    private static func verdict(_ one: ConformanceCase, _ thrown: (any Error)?) -> Verdict {
        switch thrown {
        case nil: .pass
        case is Breach: one.severity == .must ? .fail : .warn
        default: .inconclusive
        }
    }

    private static func words(_ thrown: (any Error)?) -> String {
        switch thrown {
        case nil: ""
        case let breach as Breach: breach.what
        case let refused as HandshakeRefused: "TLS did not come about: \(refused.why)"
        case let .some(other): "\(other)"
        }
    }
}
