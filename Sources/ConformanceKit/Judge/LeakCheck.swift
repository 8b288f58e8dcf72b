/// Nothing that is not a verified answer may hold a word about a person, or repeat what was asked.
struct LeakCheck {
    let people: PeopleIndex

    /// Looks through everything received that was not verified as an answer.
    func check(_ entries: [TraceEntry]) throws(Breach) {
        for entry in entries where entry.direction == .received && !entry.isVerifiedAnswer {
            try demand(
                entry.octets.firstRange(of: Array(QuestionMaker.canary.utf8)) == nil,
                "what came back repeats what was asked",
                cause: "the refusal quotes the request; a problem document names a clause and a reference, nothing else"
            )
            guard let found = people.first(in: entry.octets) else { continue }
            throw Breach(
                "what came back holds a name, number or address of an invented person (\(found.count) octets, at octet \(found.lowerBound))",
                cause: "a refusal was written from what was found, not from what was asked")
        }
    }
}
