import BenchFigures

/// The figures of all rounds, and whether they hold the bars.
struct LogFigures {
    private var walk = Rounds()
    private var proof = Rounds()
    private var middle = Rounds()
    private var verification = Rounds()
    private var mostReads = 0

    mutating func add(round: LogRound) {
        walk.add(round.walk / round.hashing)
        proof.add(round.proofs.quantile(0.99))
        middle.add(round.proofs.quantile(0.5))
        verification.add(round.verification / round.primitives)
        mostReads = max(mostReads, round.mostReads)
    }

    /// Whether every bar holds.
    var hold: Bool { walk.median <= 2.5 && proof.median <= 1_000 && verification.median <= 2 }

    /// One line a figure.
    var text: String {
        """
        whole export verified      \(figure(walk)) × its hashing       bar 2.5, stretch 1.5
        inclusion proof from tiles p50 \(figure(middle)) us, p99 \(figure(proof)) us, at most \(mostReads) tiles   bar p99 1,000 us, stretch 200
        proof on file verified     \(figure(verification)) × its hashes and signature  bar 2.0, stretch 1.2
        """
    }

    private func figure(_ rounds: Rounds) -> String {
        "\((rounds.median * 100).rounded() / 100) (spread \(Int(rounds.spread)) %)"
    }
}

/// Inclusion proofs from the tiles of a large tree.
struct ProofFigures {
    private let leaves: Int
    private var middle = Rounds()
    private var most = Rounds()
    private var mostReads = 0

    init(_ leaves: Int) { self.leaves = leaves }

    mutating func add(_ round: (times: [Double], mostReads: Int)) {
        middle.add(round.times.quantile(0.5))
        most.add(round.times.quantile(0.99))
        mostReads = max(mostReads, round.mostReads)
    }

    /// Whether the bar holds.
    var hold: Bool { most.median <= 1_000 }

    var text: String {
        "inclusion proof of \(leaves) leaves   p50 \(Int(middle.median)) us, p99 \(Int(most.median)) us, "
            + "at most \(mostReads) tiles   bar p99 1,000 us, stretch 200"
    }
}
