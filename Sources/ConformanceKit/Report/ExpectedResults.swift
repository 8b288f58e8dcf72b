package import WireProtocol

/// Results that are known not to be as they should be, each with a reason and a day on which that ends.
///
/// A run stays green over them and turns red over anything new.
package struct ExpectedResults: Sendable {
    /// One known gap.
    package struct Entry: Sendable, Equatable {
        package let name: String
        package let verdict: Verdict
        package let reason: String
        package let until: CalendarDay
    }

    package let entries: [Entry]

    package init(entries: [Entry] = []) { self.entries = entries }

    /// Reads `fcg.conformance-expected/1`.
    package init(octets: [UInt8], path: String) throws(KitFault) {
        let value: JSONValue
        do { value = try StrictJSON.parse(octets, limits: .file) } catch {
            throw KitFault("\(path): error: is not strict JSON: \(error)")
        }
        guard value["type"]?.text == "fcg.conformance-expected/1", let list = value["expected"]?.elements else {
            throw KitFault(
                "\(path): error: is no `fcg.conformance-expected/1`\n    help: docs/conformance.md shows one")
        }
        let known = Set(Cases.all.map(\.id))
        var entries: [Entry] = []
        for (place, item) in list.enumerated() {
            guard let name = item["case"]?.text, let verdict = item["verdict"]?.text.flatMap(Verdict.init),
                let reason = item["reason"]?.text, !reason.isEmpty,
                let until = item["until"]?.text.flatMap({ CalendarDay($0) })
            else { throw KitFault("\(path): error: entry \(place + 1) lacks case, verdict, reason or until") }
            guard known.contains(name) else {
                throw KitFault("\(path): error: entry \(place + 1): there is no case `\(name)`")
            }
            guard [.fail, .warn, .inconclusive].contains(verdict) else {
                throw KitFault("\(path): error: entry \(place + 1): only fail, warn and inconclusive can be expected")
            }
            entries.append(Entry(name: name, verdict: verdict, reason: reason, until: until))
        }
        self.entries = entries
    }

    /// The entry about a result, whether it still counts or not.
    package func entry(_ result: CaseResult) -> Entry? {
        entries.first { $0.name == result.conformanceCase.id && $0.verdict == result.verdict }
    }

    /// Whether a result was expected and the expectation has not run out.
    package func covers(_ result: CaseResult, on day: CalendarDay) -> Bool {
        entry(result).map { day <= $0.until } ?? false
    }

    /// Entries whose case does better now; they can go.
    package func outlived(_ results: [CaseResult]) -> [Entry] {
        entries.filter { entry in results.contains { $0.conformanceCase.id == entry.name && $0.verdict == .pass } }
    }
}
