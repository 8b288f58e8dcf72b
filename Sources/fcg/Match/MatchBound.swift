import Foundation
import WireProtocol

/// What the officer who answers for it allows: the file `matching/policy.yaml` of a node.
struct MatchBound {
    /// Wrong answers in 100,000 questions, 1 to 1000. The 95 % upper bound must lie under it.
    let inHundredThousand: Int
    /// After how many days a report is too old, 1 to 366.
    let renewAfterDays: Int
    /// The digest of the parameters, 16 hexadecimal digits, where the officer pins them.
    let model: String?

    private static let ordinaryDays = 366

    init(inHundredThousand: Int) {
        self.inHundredThousand = inHundredThousand
        renewAfterDays = MatchBound.ordinaryDays
        model = nil
    }

    /// Reads a file; every key must be known.
    init(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else {
            throw Complaint(
                "\(path): error: cannot be read, so nobody says how often a wrong person may be shown\n"
                    + "    help: one line, `wrong-in-100000: 10`, written by the officer who answers for it")
        }
        let help = "known are `wrong-in-100000`, `renew-after-days` and `model`"
        var section = try ConfigSection(text: text, path: path, help: help)
        inHundredThousand = try section.value("wrong-in-100000", "a whole number from 1 to 1000") {
            MatchBound.whole($0, 1...1_000)
        }
        renewAfterDays =
            try section.optional("renew-after-days", "a whole number from 1 to 366") { MatchBound.whole($0, 1...366) }
            ?? MatchBound.ordinaryDays
        model = try section.optional("model", "16 hexadecimal digits, the digest of parameters") {
            Hex.decode($0)?.count == 8 ? $0 : nil
        }
        try section.finish()
    }

    private static func whole(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { String($0) == text && range.contains($0) ? $0 : nil }
    }

    /// The file's text.
    var text: String {
        """
        # How often the wrong person may be shown: of 100,000 questions. The officer who answers for it sets this.
        # `fcg match calibrate` then measures; a node without a report that keeps the bound does not start.
        wrong-in-100000: \(inHundredThousand)
        renew-after-days: \(renewAfterDays)

        """
    }
}
