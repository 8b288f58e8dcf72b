import BenchFigures

/// The figures of all rounds over records of one shape.
struct AppendFigures {
    let shape: RecordShape
    private var many64 = Rounds()
    private var settled64 = Rounds()
    private var many256 = Rounds()
    private var perSecond = Rounds()
    private var durablePerSecond = Rounds()
    private var one = Rounds()
    private var settledOne = Rounds()
    private var shapedOne = Rounds()
    private var oneMiddle = Rounds()
    private var wait = Rounds()
    private var shapedWait = Rounds()
    private var shapedMost = Rounds()
    private var waitMost = Rounds()

    init(_ shape: RecordShape) { self.shape = shape }

    mutating func add(_ round: AppendRound, records: Int) {
        let seconds = round.manySeconds * 1_000_000
        many64.add(round.shaped64.reduce(0, +) / seconds)
        many256.add(round.shaped256.reduce(0, +) / seconds)
        settled64.add(round.shaped64.reduce(0, +) / (round.settledSeconds * 1_000_000))
        perSecond.add(Double(records) / round.settledSeconds)
        durablePerSecond.add(Double(records) / round.manySeconds)
        let raw = round.rawOne.reduce(0, +)
        one.add(raw / round.one.reduce(0, +))
        settledOne.add(raw / (round.settledOne * 1_000_000))
        shapedOne.add(raw / round.shapedOne.reduce(0, +))
        oneMiddle.add(round.one.quantile(0.5))
        let most = round.sixtyFour.quantile(0.99)
        wait.add(most / round.raw64.quantile(0.99))
        shapedWait.add(most / round.shaped64.quantile(0.99))
        shapedMost.add(round.shaped64.quantile(0.99) / round.raw64.quantile(0.99))
        waitMost.add(most)
    }

    /// Whether every bar holds.
    var hold: Bool { settled64.median >= 0.7 && one.median >= 0.8 && wait.median <= 3 }

    /// One line a figure.
    var text: String {
        """
        \(shape): 256 callers       \(figure(many64)) of shaped 64, durable; \(Int(durablePerSecond.median)) records a second
                                    \(figure(settled64)) until they stand in the tables   bar 0.7; \(Int(perSecond.median)) records a second
                                    \(figure(many256)) of shaped 256, durable    stretch 1.0
        \(shape): one caller        \(figure(one)) of raw, one a commit   bar 0.8, stretch 0.95; p50 \(Int(oneMiddle.median)) us
                                    \(figure(settledOne)) until they stand in the tables; \(figure(shapedOne)) of it has shaped, one a commit
        \(shape): wait, 64 callers  \(figure(wait)) × p99 of a raw commit of 64   bar 3.0, stretch 1.5; p99 \(Int(waitMost.median)) us
                                    \(figure(shapedWait)) × p99 of a shaped commit of 64, which takes \(figure(shapedMost)) × raw's
        """
    }

    private func figure(_ rounds: Rounds) -> String {
        "\((rounds.median * 100).rounded() / 100) (spread \(Int(rounds.spread)) %)"
    }
}
