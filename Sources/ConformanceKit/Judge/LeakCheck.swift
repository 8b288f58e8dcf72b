import Foundation

/// Nothing that is not a verified answer may hold a word about a person, or repeat what was asked.
struct LeakCheck {
    let people: [String]

    /// Looks through everything received that was not verified as an answer.
    func check(_ entries: [TraceEntry]) throws(Breach) {
        for entry in entries where entry.direction == .received && !entry.isVerifiedAnswer {
            let data = Data(entry.octets)
            try demand(
                data.range(of: Data(QuestionMaker.canary.utf8)) == nil, "what came back repeats what was asked",
                cause: "the refusal quotes the request; a problem document names a clause and a reference, nothing else")
            for text in people where data.range(of: Data(text.utf8)) != nil {
                throw Breach(
                    "what came back holds a name, number or address of an invented person (\(text.utf8.count) octets)",
                    cause: "a refusal was written from what was found, not from what was asked")
            }
        }
    }
}
