/// What could not be taken of an extract: every fault counted, the first ones with their places.
struct FaultLedger: Sendable {
    /// The first faults, in the order in which they were met.
    private(set) var first: [RowFault] = []
    private(set) var counts: [RowFault.Kind: Int] = [:]

    /// So many faults are kept with their places; beyond that a source has one fault, not many.
    private static let kept = 10_000

    mutating func add(_ fault: RowFault) {
        if first.count < FaultLedger.kept { first.append(fault) }
        counts[fault.kind, default: 0] += 1
    }

    func count(_ effect: RowFault.Effect) -> Int { counts.reduce(0) { $0 + ($1.key.effect == effect ? $1.value : 0) } }

    /// Whether a row of a file was left out.
    func leftOutRow(of file: ExtractFile) -> Bool {
        counts.keys.contains { $0.file == file.rawValue && $0.effect == .rowLeftOut }
    }
}

/// How often one column had one fault.
package struct FaultCount: Sendable, Equatable {
    /// The file.
    package let file: String
    /// The column's name.
    package let column: String
    /// What is wrong and what to do.
    package let reason: String
    /// What became of it.
    package let effect: RowFault.Effect
    /// How often.
    package let count: Int
    /// The first rows in which it stands, at most five.
    package let rows: [Int]
}

extension FaultLedger {
    /// By number, the most frequent first.
    var byKind: [FaultCount] {
        var rows: [RowFault.Kind: [Int]] = [:]
        for fault in first where rows[fault.kind, default: []].count < 5 {
            rows[fault.kind, default: []].append(fault.row)
        }
        return counts.map { kind, count in
            FaultCount(
                file: kind.file, column: kind.column, reason: kind.reason, effect: kind.effect, count: count,
                rows: rows[kind] ?? [])
        }.sorted { ($1.count, $0.file, $0.column, $0.reason) < ($0.count, $1.file, $1.column, $1.reason) }
    }
}
