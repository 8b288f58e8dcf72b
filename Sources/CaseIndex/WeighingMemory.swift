import GRDB
package import PersonMatching
import Synchronization

/// What a node was told to weigh by: parameters that somebody reviewed, and the threshold of a calibration.
package struct WeighingTerms: Sendable {
    let model: MatchModel
    /// Thousandths of a bit.
    package let threshold: Int

    /// The parameters that ship, at the threshold that ships.
    package static let shipped = WeighingTerms(model: .shipped, threshold: Weighing.ordinaryThreshold)

    /// `threshold` in thousandths of a bit. A calibration may raise the one that ships; a lower one counts as that.
    package init(model: MatchModel, threshold: Int) {
        self.model = model
        self.threshold = max(threshold, Weighing.ordinaryThreshold)
    }
}

/// What comparisons weigh in the newest generation read: its names count as common as they are in it.
///
/// Worked out at the first reading after a load, whomever that asks about.
final class WeighingMemory: Sendable {
    private let terms: WeighingTerms
    private let kept = Mutex<(generation: Int64, weighing: Weighing)?>(nil)

    init(_ terms: WeighingTerms) { self.terms = terms }

    /// The weighing of a generation that counted so many records.
    ///
    /// An index smaller than the ordinary one is weighed as if it were as large: whoever is asked for may be in none.
    func weighing(of generation: Int64, counted: Int, in db: Database) throws -> Weighing {
        if let known = kept.withLock({ $0 }), known.generation == generation { return known.weighing }
        var names = NameCounts(people: counted)
        try SteppedStatement(db, "SELECT family, key, people FROM name").each { row in
            names.add(
                NameCounts.Row(
                    isFamily: row.flag(0), key: row.number(1), people: Int32(clamping: row.number(2))))
        }
        let weighing = Weighing(
            model: terms.model, names: names, population: max(counted, Weighing.ordinaryPopulation),
            threshold: terms.threshold)
        kept.withLock { kept in
            if let newer = kept, newer.generation > generation { return }
            kept = (generation, weighing)
        }
        return weighing
    }
}
