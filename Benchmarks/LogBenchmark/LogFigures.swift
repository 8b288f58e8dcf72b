import BenchKit

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
