import BenchFigures
import BenchKit

/// What all rounds came to, for one number of requests at once.
struct LoadFigures {
    /// Microseconds of processor time a request, in the server's process.
    var processor = Rounds()
    /// Requests a second.
    var rate = Rounds()
    /// Milliseconds of the middle request, and of the one at 99 percent.
    var middle = Rounds()
    var late = Rounds()

    mutating func add(_ outcome: RequestLoad.Outcome, processor seconds: Double) {
        let count = Double(outcome.milliseconds.count)
        processor.add(1_000_000 * seconds / count)
        rate.add(count / outcome.seconds)
        middle.add(outcome.milliseconds.quantile(0.5))
        late.add(outcome.milliseconds.quantile(0.99))
    }
}

/// The limits made of the exchange's own primitives.
struct PrimitiveFigures {
    var verify = Rounds()
    var sign = Rounds()
    var hash = Rounds()
    var reads = Rounds()
    var commit = Rounds()
    var sum = Rounds()

    mutating func add(_ costs: PrimitiveCosts) {
        verify.add(costs.verify)
        sign.add(costs.sign)
        hash.add(costs.hash)
        reads.add(costs.reads)
        commit.add(costs.commit)
        sum.add(costs.sum)
    }
}

/// A question through the asker's node.
struct StaffFigures {
    var middle = Rounds()
    var late = Rounds()
    var askerProcessor = Rounds()
    var holderProcessor = Rounds()
}

/// Everything the benchmark measured.
struct ExchangeFigures {
    var holder: [Int: LoadFigures] = [:]
    var bare: [Int: LoadFigures] = [:]
    var staff: [Int: StaffFigures] = [:]
    var primitives = PrimitiveFigures()
    /// Holder's processor time over that of the primitives measured around it.
    var ratio: [Int: Rounds] = [:]
}
