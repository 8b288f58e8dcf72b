import BenchFigures
import BenchKit
import Foundation
import MessageSignatures
import NIOHTTP1
import PersonMatching
import SyntheticFamilies
import WireProtocol

/// Two release nodes, the limits beside them, and the rounds in which each takes its turn.
final class ExchangeBench {
    static let concurrencies = [1, 16, 64]
    static let staffConcurrencies = [1, 16]
    /// How many slices a round of the holder is cut into.
    private static let slices = 10
    /// The bare server takes so little time a request that the same number of requests would be a tick or two.
    private static let bareRepeats = 8

    private let sandbox: BenchSandbox
    private let asker: ServedNode
    private let holder: ServedNode
    private let bare: BareProcess
    private let peer: RawPeer
    private let toHolder: [PeerConnection]
    private let toBare: [PeerConnection]
    private let primitives: Primitives
    private let staff: StaffLoad
    private let subjects: [Subject]
    private let categories: [Code] = ["school", "childrens-social-care", "housing", "adult-social-care"]
    private let requests: Int
    /// Octets of one record of the holder, for the report.
    let recordOctets: Int

    init(_ sandbox: BenchSandbox, requests: Int) async throws {
        self.sandbox = sandbox
        self.requests = requests
        let story = sandbox.families.story
        let people = [story.child, story.mother, story.mothersPartner]
        subjects = people.enumerated().map { $1.subject(ref: "s\($0 + 1)") }
        asker = try await sandbox.serve(.leeds)
        holder = try await sandbox.serve(.stockport)
        let peer = try RawPeer(.leeds, to: .stockport, in: sandbox)
        self.peer = peer
        let most = ExchangeBench.concurrencies.max() ?? 1
        toHolder = try await ExchangeBench.connections(most) { try await peer.connect() }
        staff = StaffLoad(
            socket: asker.staffSocket, people: people, categories: categories,
            holder: SyntheticCouncil.stockport.authority, day: Clock.wall().londonDay)
        let recorded = try await ExchangeBench.record(peer, toHolder[0], subjects, categories, sandbox)
        let commit = try RawCommit(folder: sandbox.folder, audit: holder.folder + "/data/audit")
        recordOctets = commit.octets
        primitives = try ExchangeBench.primitives(recorded, commit, subjects, categories, sandbox)
        try BareServer.prepare(recorded.reply, in: sandbox.folder)
        let port = sandbox.port(of: .stockport) + 1
        bare = try await BareProcess(
            folder: sandbox.folder, holder: holder.folder, asker: asker.folder, port: port, tls: peer.tls)
        toBare = try await ExchangeBench.connections(most) {
            try await PeerConnection.open(port: port, context: peer.tls)
        }
    }

    private static func connections(
        _ count: Int, _ connect: () async throws -> PeerConnection
    ) async throws -> [PeerConnection] {
        var connections: [PeerConnection] = []
        for _ in 0..<count { connections.append(try await connect()) }
        return connections
    }

    /// One exchange, checked in full: its octets are what the limits are measured with.
    private static func record(
        _ peer: RawPeer, _ connection: PeerConnection, _ subjects: [Subject], _ categories: [Code],
        _ sandbox: BenchSandbox
    ) async throws -> RecordedExchange {
        let query = try peer.ask(subjects, categories)
        let reply = try await connection.exchange(query.wire)
        guard reply.head.status == .ok else { throw BenchFault(String(decoding: reply.body, as: UTF8.self)) }
        return try RecordedExchange(
            query, reply, askerKey: RawPeer.signingKey(sandbox.folder(of: .leeds)).verificationKey,
            holderKey: RawPeer.signingKey(sandbox.folder(of: .stockport)).verificationKey,
            holder: SyntheticCouncil.stockport.authority)
    }

    private static func primitives(
        _ recorded: RecordedExchange, _ commit: RawCommit, _ subjects: [Subject], _ categories: [Code],
        _ sandbox: BenchSandbox
    ) throws -> Primitives {
        let index = sandbox.folder(of: .stockport) + "/data/index.db"
        let reads = try RawReads(index: index, subjects: subjects, categories: categories)
        try reads.check(index: index)
        return Primitives(
            exchange: recorded, holderKey: try RawPeer.signingKey(sandbox.folder(of: .stockport)), reads: reads,
            commit: commit)
    }

    // MARK: Rounds

    /// Warms everything up, then takes the rounds.
    func run(rounds: Int, say: (String) -> Void) async throws -> ExchangeFigures {
        var warm = ExchangeFigures()
        try await round(&warm, requests: max(64, requests / 4))
        var figures = ExchangeFigures()
        for number in 1...rounds {
            say("round \(number) of \(rounds)")
            try await round(&figures, requests: requests)
        }
        return figures
    }

    /// Each in its turn, so that whatever slows the machine down slows all of them.
    private func round(_ figures: inout ExchangeFigures, requests: Int) async throws {
        for concurrency in ExchangeBench.concurrencies {
            try await compare(&figures, requests, at: concurrency)
            let queries = try (0..<requests).map { _ in try peer.ask(subjects, categories).wire }
            let many = (0..<ExchangeBench.bareRepeats).flatMap { _ in queries }
            _ = try await load(
                many, over: toBare, at: concurrency, on: bare.pid, &figures.bare[concurrency, default: .init()])
        }
        for concurrency in ExchangeBench.staffConcurrencies {
            try await ask(max(concurrency, requests / 4), concurrency, &figures.staff[concurrency, default: .init()])
        }
    }

    /// The holder beside its primitives, in slices of a fraction of a second: a shared processor changes its speed within
    /// seconds, and what is divided by what must have had the same one.
    private func compare(_ figures: inout ExchangeFigures, _ requests: Int, at concurrency: Int) async throws {
        let slice = max(concurrency, requests / ExchangeBench.slices)
        var (costs, spent, asked) = (PrimitiveCosts.none, 0.0, 0)
        while asked < requests {
            let queries = try (0..<slice).map { _ in try peer.ask(subjects, categories).wire }
            let before = try primitives.measure(slice / 2)
            spent += try await load(
                queries, over: toHolder, at: concurrency, on: holder.pid, &figures.holder[concurrency, default: .init()]
            )
            costs += (before + (try primitives.measure(slice / 2))) * (Double(slice) / 2)
            asked += slice
        }
        let mean = costs * (1 / Double(asked))
        figures.primitives.add(mean)
        figures.ratio[concurrency, default: Rounds()].add(1_000_000 * spent / Double(asked) / mean.sum)
    }

    private func load(
        _ queries: [WireRequest], over connections: [PeerConnection], at concurrency: Int, on process: Int32,
        _ figures: inout LoadFigures
    ) async throws -> Double {
        let before = try ProcessorTime.seconds(of: process)
        let outcome = try await RequestLoad(connections).send(queries, concurrency: concurrency)
        let spent = try ProcessorTime.seconds(of: process) - before
        try primitives.exchange.check(outcome.replies)
        figures.add(outcome, processor: spent)
        return spent
    }

    private func ask(_ count: Int, _ concurrency: Int, _ figures: inout StaffFigures) async throws {
        let before = (try ProcessorTime.seconds(of: asker.pid), try ProcessorTime.seconds(of: holder.pid))
        let times = try await staff.ask(count, concurrency: concurrency)
        figures.middle.add(times.quantile(0.5))
        figures.late.add(times.quantile(0.99))
        figures.askerProcessor.add(1_000_000 * (try ProcessorTime.seconds(of: asker.pid) - before.0) / Double(count))
        figures.holderProcessor.add(1_000_000 * (try ProcessorTime.seconds(of: holder.pid) - before.1) / Double(count))
    }

    /// Stops everything that was started.
    func stop() {
        bare.stop()
        asker.stop()
        holder.stop()
    }
}
