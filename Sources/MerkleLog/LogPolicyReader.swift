extension LogPolicy {
    /// Reads a policy file.
    ///
    /// The file is octets: spaces and tabs separate, lines end with a line feed, and what stands above 0x7F is never
    /// looked at. The first line that is wrong is named.
    public init(octets: [UInt8]) throws(LogPolicyFault) {
        guard octets.count <= LogPolicy.mostOctets else { throw LogPolicyFault(.tooLarge, line: 1) }
        var draft = LogPolicyDraft()
        let lines = octets.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (position, line) in lines.dropLast().enumerated() {
            do { try draft.read(line) } catch {
                var fault = error
                fault.line = position + 1
                throw fault
            }
        }
        guard lines.last?.isEmpty == true else { throw LogPolicyFault(.badOctet, line: lines.count) }
        do { self = try draft.finished() } catch { throw LogPolicyFault(error.problem, line: lines.count) }
    }
}

extension LogPolicyDraft {
    fileprivate mutating func read(_ line: ArraySlice<UInt8>) throws(LogPolicyFault) {
        guard line.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else { throw LogPolicyFault(.badOctet) }
        let words = line.split { $0 == 0x20 || $0 == 0x09 }.compactMap { PolicyWord(octets: $0) }
        guard let keyword = words.first, keyword.octets.first != UInt8(ascii: "#") else { return }
        let rest = Array(words.dropFirst())
        switch keyword.description {
        case "log": try readLog(rest)
        case "witness": try readWitness(rest)
        case "group": try readGroup(rest)
        case "quorum":
            guard rest.count == 1 else { throw LogPolicyFault(.wrongCount) }
            try setQuorum(rest[0])
        default: throw LogPolicyFault(.unknownKeyword)
        }
    }

    private mutating func readLog(_ words: [PolicyWord]) throws(LogPolicyFault) {
        guard (1...2).contains(words.count) else { throw LogPolicyFault(.wrongCount) }
        guard let text = words[0].utf8Text, let key = try? NoteVerifierKey(text) else {
            throw LogPolicyFault(.badLogKey)
        }
        try add(LogPolicy.Log(key: key, url: words.count > 1 ? words[1] : nil))
    }

    private mutating func readWitness(_ words: [PolicyWord]) throws(LogPolicyFault) {
        guard (2...3).contains(words.count) else { throw LogPolicyFault(.wrongCount) }
        guard let text = words[1].utf8Text, let key = try? WitnessVerifierKey(text) else {
            throw LogPolicyFault(.badWitnessKey)
        }
        try add(LogPolicy.Witness(name: words[0], key: key, url: words.count > 2 ? words[2] : nil))
    }

    private mutating func readGroup(_ words: [PolicyWord]) throws(LogPolicyFault) {
        guard words.count >= 3 else { throw LogPolicyFault(.wrongCount) }
        let members = Array(words.dropFirst(2))
        guard let threshold = threshold(words[1], of: members.count) else { throw LogPolicyFault(.badThreshold) }
        try add(LogPolicy.Group(name: words[0], threshold: threshold, members: members))
    }

    private func threshold(_ word: PolicyWord, of members: Int) -> Int? {
        switch word.description {
        case "any": 1
        case "all": members
        default: decimal(word.description, atMost: Int64(members)).map(Int.init)
        }
    }
}

extension PolicyWord {
    fileprivate var utf8Text: String? { String(validating: octets, as: UTF8.self) }
}
