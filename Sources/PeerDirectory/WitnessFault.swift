/// Why the witnesses that a directory names for a log cannot be its witnesses.
package enum WitnessFault: String, Error, Equatable, Sendable {
    case repeated = "one is named twice; name each once"
    case itself = "its own council is named; nobody witnesses himself"
    case noWitness = "one is no member, or runs no witness; name members with a witness key"
    case tooFew = "three are needed, or all others where there are fewer"
    case noMajority = "the quorum is not more than half of them, and so two histories could both meet it"
}
