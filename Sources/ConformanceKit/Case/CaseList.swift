import WireProtocol

/// Writes down the cases of one section, one line each.
struct CaseList {
    let section: Section
    var profile = Profile.answer
    private(set) var all: [ConformanceCase] = []

    init(_ section: Section, profile: Profile = .answer) {
        self.section = section
        self.profile = profile
    }

    /// Any case.
    mutating func add(
        _ citations: [Citation], _ name: String, _ title: String, attacks: [Int] = [], severity: Severity = .must,
        pace: Pace = .ordinary, _ run: @escaping @Sendable (Bench) async throws -> Void
    ) {
        all.append(
            ConformanceCase(
                id: "\(section).\(name)", title: title, citations: citations, section: section, attacks: attacks,
                severity: severity, profile: profile, pace: pace, run: run))
    }

    /// A request that is refused with one of these codes.
    mutating func refused(
        _ citation: Citation, _ name: String, _ title: String, _ codes: ProblemCode..., attacks: [Int] = [],
        bend: @escaping @Sendable (inout Draft) -> Void
    ) {
        let expected = codes.map(\.rawValue).joined(separator: " or ")
        add([citation], name, "\(title): refused as \(expected)", attacks: attacks) { bench in
            let (sent, reply) = try await bench.exchange(bend)
            try bench.peer.refused(sent, reply, codes)
        }
    }

    /// A request that is answered.
    mutating func answered(
        _ citation: Citation, _ name: String, _ title: String, bend: @escaping @Sendable (inout Draft) -> Void
    ) {
        add([citation], name, "\(title): answered") { bench in
            let (sent, reply) = try await bench.exchange(bend)
            try bench.peer.answered(sent, reply)
        }
    }

    /// A request that nobody could sign a refusal of, and after which the connection ends.
    mutating func refusedBarely(
        _ citation: Citation, _ name: String, _ title: String, _ status: Int, attacks: [Int] = [],
        bend: @escaping @Sendable (inout Draft) -> Void
    ) {
        add([citation], name, "\(title): an unsigned \(status), and the connection ends", attacks: attacks) { bench in
            let (_, reply) = try await bench.exchange(bend)
            try bench.peer.refusedBarely(reply, status)
        }
    }
}
