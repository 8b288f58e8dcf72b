package import MerkleLog

/// What a full check of one shard of a log found.
package struct LogVerification: Sendable, Equatable {
    /// Which log.
    package let log: LogName
    /// Year of the shard; 0 if the database has none.
    package let year: Int
    /// Origin of the shard, empty if there is none.
    package let origin: String
    /// Leaves that were found good.
    package internal(set) var size: Int64 = 0
    /// Root of those leaves.
    package internal(set) var root = MerkleHash.empty
    /// Payloads that opened and fit their commitments.
    package internal(set) var payloads = 0
    /// Payloads that are erased, with a tombstone that says so.
    package internal(set) var erased = 0
    /// Evidence rows that fit.
    package internal(set) var evidence = 0
    /// Bodies that opened and fit their digests.
    package internal(set) var bodies = 0
    /// Head rows that fit.
    package internal(set) var heads = 0
    /// Checkpoints whose signature and root fit.
    package internal(set) var checkpoints = 0
    /// Where the tombstone of each erased payload stands.
    package internal(set) var erasures: [String] = []
    /// Entries that are bad, each named with what is wrong: `leaf 17: …`. One, unless all were asked for; at most 1,000.
    package internal(set) var faults: [String] = []
    /// The first entry that is bad; `nil` if all is well.
    package var firstFault: String? { faults.first }

    /// Whether everything fits.
    package var isSound: Bool { faults.isEmpty }

    mutating func note(_ fault: VerificationFault) {
        if faults.count < 1_000 { faults.append("\(fault.entry): \(fault.problem)") }
    }

    init(log: LogName, year: Int, origin: String) {
        self.log = log
        self.year = year
        self.origin = origin
    }
}

/// Something that does not fit. Unless all faults are asked for, the first ends the check of its log.
struct VerificationFault: Error, Equatable {
    /// Which entry, such as `payload subject of leaf 4`.
    let entry: String
    /// What is wrong with it.
    let problem: String
    /// Whether what follows can still be judged; not so where a tile is bad, which vouches for everything after it.
    var isLocal: Bool { !entry.hasPrefix("tile") }

    init(_ entry: String, _ problem: String) {
        self.entry = entry
        self.problem = problem
    }
}
