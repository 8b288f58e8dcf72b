import BenchFigures
import BenchKit
import PeerClient
import SyntheticFamilies
import WireProtocol

/// Asks a release node about hidden, unknown and ambiguous children, in random order over one connection.
final class Probe {
    /// What came of it.
    struct Finding {
        /// Nanoseconds an answer took.
        var times: [ProbeKind: [Double]] = [:]
        /// Every look an answer had, by pair: one a pair, if nothing tells. Pairs differ in what was asked of them.
        var appearances: [Int: Set<Appearance>] = [:]
        /// Probes after which the log had grown by anything but one.
        var unevenGrowth = 0
    }

    private let node: ServedNode
    private let peer: RawPeer
    private let connection: PeerConnection
    private var people: [ProbePair]
    /// Probes sent so far.
    private(set) var sent = 0
    /// Probes about children whom the holder hides, since these are known.
    private(set) var sentAboutHidden = 0
    private let categories: [Code] = ["school", "childrens-social-care"]
    private var lastIndex: Int64?

    init(_ sandbox: BenchSandbox, about people: [ProbePair]) async throws {
        self.people = people
        node = try await sandbox.serve(.stockport)
        peer = try RawPeer(.leeds, to: .stockport, in: sandbox)
        connection = try await peer.connect()
    }

    /// How many children are asked about, of each kind.
    var pairs: Int { people.count }

    /// Keeps the children whom the holder does find and hide, which only its own desk is told, with a hand-off:
    /// otherwise equal answers would prove nothing.
    func keepTheHidden() async throws {
        for pair in people {
            _ = try await ask(about: pair[.unknown])
            _ = try await ask(about: pair[.ambiguous])
        }
        guard try await handOffs() == 0 else { throw BenchFault("the holder hides a child that was made up") }
        var hidden: [ProbePair] = []
        for pair in people {
            _ = try await ask(about: pair[.hidden])
            if try await handOffs() > hidden.count { hidden.append(pair) }
        }
        guard !hidden.isEmpty else { throw BenchFault("the holder hides nobody") }
        people = hidden
        sentAboutHidden = hidden.count
    }

    private func handOffs() async throws -> Int {
        let reply = try await StaffClient.send("duty-list", [:], socketPath: node.staffSocket)
        guard case .object(let members) = reply.body, case .array(let tasks)? = members["tasks"] else {
            throw BenchFault("the holder's desk does not list its tasks")
        }
        return tasks.count { task in
            if case .object(let task) = task { task["kind"] == "hand-off" } else { false }
        }
    }

    /// Probes `count` times for each kind; what as many as `warmUp` probes show before does not count.
    func run(_ count: Int, warmUp: Int) async throws -> Finding {
        var ignored = Finding()
        for kind in order(warmUp / ProbeKind.allCases.count) { try await probe(kind, into: &ignored) }
        var finding = Finding()
        for kind in order(count) { try await probe(kind, into: &finding) }
        return finding
    }

    private func order(_ count: Int) -> [ProbeKind] {
        ProbeKind.allCases.flatMap { [ProbeKind](repeating: $0, count: count) }.shuffled()
    }

    private func probe(_ kind: ProbeKind, into finding: inout Finding) async throws {
        if kind == .hidden { sentAboutHidden += 1 }
        let place = Int.random(in: people.indices)
        let reply = try await ask(about: people[place][kind])
        let appearance = try Appearance(reply)
        if let lastIndex, appearance.index != lastIndex + 1 { finding.unevenGrowth += 1 }
        lastIndex = appearance.index
        finding.appearances[place, default: []].insert(appearance)
        finding.times[kind, default: []].append(Double(reply.nanoseconds))
    }

    private func ask(about subject: Subject) async throws -> WireReply {
        sent += 1
        return try await connection.exchange(try peer.ask([subject], categories).wire)
    }

    /// Closes the connection and lets the node finish, so that its databases can be read whole.
    func stop() async throws {
        try await connection.close()
        node.stop()
    }
}
