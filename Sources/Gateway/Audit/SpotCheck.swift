package import AuditTrail
package import WireProtocol

/// Questions of our own staff that somebody should look at: a random part, and those that stand out.
///
/// A finding is a reason to ask, never a verdict.
package struct SpotCheck: Sendable {
    /// What is looked for, and from which number on it stands out.
    package struct Settings: Sendable {
        package var days: ClosedRange<CalendarDay>?
        /// Only this team's questions.
        package var team: String?
        /// Decides which questions are the random part. Chosen afterwards, and recorded.
        package var seed: UInt64 = 0
        /// Questions out of a hundred that are drawn.
        package var percent = 5
        /// So many cases, or councils, for one person stand out.
        package var many = 3
        /// Days after a refusal within which another purpose stands out.
        package var daysAfterRefusal = 14

        package init() {}
    }

    struct Finding: Sendable, Equatable {
        let place: String
        let worker: String
        let team: String
        let reason: String
    }

    private let settings: Settings
    private var asked: [RecordedWords] = []
    private var outcomes: [String: String] = [:]
    private var findings: [Finding] = []

    /// Reads the questions of our own staff. The caller recorded it first.
    package init(
        _ settings: Settings, interests: StaffInterests, pseudonymKey: Redacted<[UInt8]>, in reader: AuditReader
    ) throws {
        self.settings = settings
        var (asked, outcomes): ([RecordedWords], [String: String]) = ([], [:])
        try reader.forEach(
            in: .exchange, days: settings.days, opening: Set(PayloadSlot.allCases),
            where: { $0.event == "exchange.asked" || $0.event == "exchange.received" }
        ) { found in
            let words = RecordedWords(found)
            guard settings.team == nil || words.team == settings.team else { return }
            if words.event == "exchange.asked" {
                asked.append(words)
            } else if let exchange = found.entry.exchange?.text {
                outcomes[exchange] = words.outcome
            }
        }
        (self.asked, self.outcomes) = (asked, outcomes)
        for words in asked {
            let reasons = try SpotCheck.own(words, interests, pseudonymKey, reader)
            findings += reasons.map { finding(words, $0) }
        }
        findings += manyCases() + raisedPurposes()
        findings += drawn().map { finding($0, "drawn at random") }
    }

    private func finding(_ words: RecordedWords, _ reason: String) -> Finding {
        Finding(
            place: words.found.place, worker: words.name ?? "erased", team: words.team ?? "erased", reason: reason)
    }

    // MARK: - What stands out

    /// A worker's own surname needs no declaration.
    private static func own(
        _ words: RecordedWords, _ interests: StaffInterests, _ key: Redacted<[UInt8]>, _ reader: AuditReader
    ) throws -> [String] {
        var reasons: [String] = []
        if let surname = words.name?.split(separator: " ").last.map(String.init),
            words.subjects.contains(where: { $0.isNamed(surname) })
        {
            reasons.append("somebody of the worker's own surname")
        }
        let postcodes = try reader.bodies(of: words.found).query.map(postcodes) ?? []
        reasons += interests.met(by: words, postcodes: postcodes, pseudonymKey: key).map {
            "a declared interest: \($0)"
        }
        return reasons
    }

    private static func postcodes(_ query: Redacted<[UInt8]>) -> [String] {
        let value = try? StrictJSON.parse(query.reveal(), limits: .query)
        return (value?["subjects"]?.elements ?? []).flatMap {
            ($0["previousPostcodes"]?.elements ?? []).compactMap(\.text)
        }
    }

    /// One person under many cases, or asked about in many places.
    private func manyCases() -> [Finding] {
        var byPerson: [String: [RecordedWords]] = [:]
        for words in asked {
            for subject in words.subjects { byPerson[subject.identity, default: []].append(words) }
        }
        var found: [Finding] = []
        for (_, all) in byPerson.sorted(by: { $0.key < $1.key }) {
            guard let last = all.last else { continue }
            let cases = Set(all.compactMap(\.caseReference)).count
            let councils = Set(all.compactMap { $0.found.entry.counterpart }).count
            if cases >= settings.many { found.append(finding(last, "one person under \(cases) cases")) }
            if councils >= settings.many { found.append(finding(last, "one person in \(councils) councils")) }
        }
        return found
    }

    /// The same worker asks about the same person again, for another purpose, after a refusal.
    private func raisedPurposes() -> [Finding] {
        let refused = asked.filter { $0.found.entry.exchange.flatMap { outcomes[$0.text] } == "refused" }
        return refused.compactMap { first in
            let people = Set(first.subjects.map(\.identity))
            let later = asked.first { words in
                words.time > first.time && words.name == first.name && words.purpose != first.purpose
                    && words.time <= first.time.adding(seconds: Int64(settings.daysAfterRefusal) * 86_400)
                    && !people.isDisjoint(with: words.subjects.map(\.identity))
            }
            return later.map {
                finding(
                    $0,
                    "purpose `\($0.purpose ?? "?")` after `\(first.purpose ?? "?")` was refused (\(first.found.place))")
            }
        }
    }

    /// So many of a hundred, at least one, drawn without knowing what they are.
    private func drawn() -> [RecordedWords] {
        guard !asked.isEmpty else { return [] }
        var generator = DrawnNumbers(seed: settings.seed)
        let count = max(1, (asked.count * settings.percent + 99) / 100)
        return Array(asked.shuffled(using: &generator).prefix(count)).sorted { $0.time < $1.time }
    }

    // MARK: - What is shown

    /// How many questions were looked at.
    package var count: Int { asked.count }

    /// The findings, one a line.
    package var text: String {
        let lines = findings.map { "\($0.place)  \($0.worker) (\($0.team)): \($0.reason)" }
        return (["\(asked.count) questions of our own; to look at: \(findings.count)"] + lines).joined(separator: "\n")
    }

    /// For managers: each worker of each team, with how much was asked, refused and found.
    package var teamText: String {
        var lines: [String] = []
        for (team, all) in Dictionary(grouping: asked, by: { $0.team ?? "erased" }).sorted(by: { $0.key < $1.key }) {
            lines.append("\(team): \(all.count) questions")
            for (worker, own) in Dictionary(grouping: all, by: { $0.name ?? "erased" }).sorted(by: { $0.key < $1.key })
            {
                let refused = own.count { $0.found.entry.exchange.flatMap { outcomes[$0.text] } == "refused" }
                let found = findings.count { $0.worker == worker && $0.team == team && $0.reason != "drawn at random" }
                lines.append("  \(worker): \(own.count) asked, \(refused) refused, \(found) to look at")
            }
        }
        return lines.joined(separator: "\n")
    }
}

/// Numbers that follow from a seed (SplitMix64), so that a draw can be made again by whoever doubts it.
private struct DrawnNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
