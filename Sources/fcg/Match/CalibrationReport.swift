import CaseIndex
import PersonMatching
import WireProtocol

/// `fcg.match-calibration/1`, read back and checked before anybody is shown anything.
struct CalibrationReport {
    /// Why a report is not good enough.
    enum Fault: Error, Equatable, CustomStringConvertible {
        case noThreshold
        case looserBound(found: Int, allowed: Int)
        case otherParameters
        case otherProgram
        case outdated(days: Int)
        case ofTheFuture
        case noTraps
        case boundNotKept(String)

        var description: String {
            switch self {
            case .noThreshold: "no threshold kept the bound"
            case .looserBound(let found, let allowed):
                "was made for \(found) wrong answers in 100,000; the policy allows \(allowed)"
            case .otherParameters: "was made with other parameters than the node would weigh by"
            case .otherProgram: "was made by a program that reads names or keeps its index otherwise"
            case .outdated(let days): "is more than \(days) days old"
            case .ofTheFuture: "was made at a time that has not come"
            case .noTraps: "holds no invented traps"
            case .boundNotKept(let sample): "does not keep its own bound: \(sample)"
            }
        }
    }

    /// Questions of one origin.
    struct Sample {
        let name: String
        let questions: Int
        let wrong: Int

        init(_ value: JSONValue, _ path: String) throws(SchemaFault) {
            var reader = try ObjectReader(value, at: path)
            name = try reader.text("name")
            questions = Int(try reader.integer("questions", in: 1...1_000_000_000))
            wrong = Int(try reader.integer("wrong", in: 0...1_000_000_000))
            _ = try reader.integer("right", in: 0...1_000_000_000)
            _ = try reader.text("upper-bound-in-100000")
            try reader.finish()
        }
    }

    /// Thousandths of a bit.
    let threshold: Int
    private let bound: Int
    private let layout: Int
    private let made: Instant
    private let model: String
    private let normaliser: Int
    private let samples: [Sample]

    init(_ octets: [UInt8]) throws {
        var reader = try ObjectReader(try StrictJSON.parse(octets), at: "report")
        _ = try reader.parsed("format", as: Calibration.format) { $0 == Calibration.format ? $0 : nil }
        _ = try reader.text("by")
        bound = Int(try reader.integer("bound-in-100000", in: 1...1_000))
        layout = Int(try reader.integer("index-layout", in: 1...1_000))
        made = try reader.parsed("made", as: "a time in UTC", Instant.init)
        model = try reader.text("model")
        normaliser = Int(try reader.integer("normaliser", in: 1...1_000))
        samples = try reader.list("samples", 1...16, Sample.init)
        guard case .integer(let found) = try reader.take("threshold") else { throw Fault.noThreshold }
        threshold = Int(found)
        try reader.finish()
    }

    func check(_ policy: MatchBound, _ parameters: MatchModel, now: Instant) throws(Fault) {
        guard bound <= policy.inHundredThousand else {
            throw .looserBound(found: bound, allowed: policy.inHundredThousand)
        }
        guard model == parameters.digest else { throw .otherParameters }
        guard normaliser == Normaliser.version, layout == CaseIndex.layout else { throw .otherProgram }
        guard made <= now.adding(seconds: 3_600) else { throw .ofTheFuture }
        guard now <= made.adding(seconds: Int64(policy.renewAfterDays) * 86_400) else {
            throw .outdated(days: policy.renewAfterDays)
        }
        guard samples.contains(where: { $0.name.hasPrefix(Calibration.trapSample) }) else { throw .noTraps }
        for sample in samples {
            let upper = UpperBound.share(of: sample.wrong, in: sample.questions) * 100_000
            guard upper < Double(bound) else { throw .boundNotKept(sample.name) }
        }
    }
}
