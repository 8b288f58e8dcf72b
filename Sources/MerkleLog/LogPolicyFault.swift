/// Why a policy file was refused, and in which line.
public struct LogPolicyFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What can be wrong.
    public enum Problem: String, Sendable, Equatable {
        case tooLarge = "the file is larger than 1 MiB or has more than 256 lines of one kind"
        case badOctet = "a control character, or a last line without its line end"
        case badWord = "a name that is empty or has a space in it"
        case unknownKeyword = "a line begins with `log`, `witness`, `group`, `quorum` or `#`"
        case wrongCount = "too few or too many items for this kind of line"
        case badLogKey = "not the verifier key of a log, type 0x01"
        case badWitnessKey = "not the verifier key of a witness, type 0x04"
        case duplicateKey = "a key that an earlier line of this kind has"
        case duplicateName = "a name that is taken, or `none`, which is predefined"
        case badThreshold = "a group needs `all`, `any`, or a number from 1 to the number of its members"
        case unknownName = "a name that no earlier line defines"
        case repeatedMember = "a name that is a member of a group already"
        case secondQuorum = "a second `quorum` line"
        case noQuorum = "no `quorum` line"
    }
    /// What is wrong.
    public let problem: Problem
    /// The line, counted from 1; 0 for a policy that was not read from a file.
    public internal(set) var line: Int

    init(_ problem: Problem, line: Int = 0) {
        self.problem = problem
        self.line = line
    }

    /// One clause with its line, and what to do.
    public var description: String {
        (line > 0 ? "line \(line): " : "") + problem.rawValue
            + "\nhelp: C2SP tlog-policy has the form of this file; `fcg audit export` writes one beside each log"
    }
}
