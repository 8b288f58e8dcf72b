import PersonMatching

/// How often a node of the sandbox would show the wrong person: measured, over fewer questions than a council needs.
enum SandboxCalibration {
    /// As few questions can promise no more.
    static let bound = MatchBound(inHundredThousand: 100)

    /// Measured once a process, for all of its councils: 3,500 questions without a wrong answer show 86 in 100,000.
    static let report = Result {
        let traps = try Calibration.traps(1, people: 500, count: 3_500, .shipped)
        return Calibration([traps], bound: bound).octets(model: .shipped, by: "the sandbox", on: wallClock())
    }
}
