package import WireProtocol

/// One person our own worker wants to ask one council about.
package struct AskingQuestion: Sendable, Equatable {
    package var purpose: Code
    package var role: Code?
    package var about: Code
    /// Why this council: `named-by-worker`, `previous-address` or `all`.
    package var route: Code
    package var familyConversation: Code?
    package var harmThreshold: Code?
    package var namedManager: Code?
    package var urgency: Code?
    /// The marks of all candidates in our own index; `nil` when a marks feed is not fresh.
    package var marks: Set<Code>?

    package init(
        purpose: Code, role: Code? = nil, about: Code, route: Code, familyConversation: Code? = nil,
        harmThreshold: Code? = nil, namedManager: Code? = nil, urgency: Code? = nil, marks: Set<Code>?
    ) {
        self.purpose = purpose
        self.role = role
        self.about = about
        self.route = route
        self.familyConversation = familyConversation
        self.harmThreshold = harmThreshold
        self.namedManager = namedManager
        self.urgency = urgency
        self.marks = marks
    }

    fileprivate func says(_ fact: RequestFact) -> Code? {
        switch fact {
        case .familyConversation: familyConversation
        case .harmThreshold: harmThreshold
        case .namedManager: namedManager
        case .urgency: urgency
        }
    }
}

/// What of a person may travel in a question to one council.
package enum AskingDecision: Sendable, Equatable {
    /// Send these identifiers; `withheld` are left out and shown to the worker.
    case send(identifiers: Set<Code>, by: [Code], withheld: [Code])
    /// Ask nothing; the sentence names the telephone route.
    case stop(rule: Code?, sentence: String)
}

extension PolicySet {
    /// Judges one of our own questions (READING 12).
    package func decide(asking question: AskingQuestion) -> AskingDecision {
        if let unknown = unknownWord(in: question) {
            return .stop(rule: nil, sentence: "Our policies do not know the word `\(unknown)`. " + Self.telephone)
        }
        let sending = asking.send.filter { fits($0, question) }
        let holding = asking.withhold.filter { withholds($0, question) }
        let kept = Set(holding.flatMap(\.identifiers))
        let sent = Set(sending.flatMap(\.identifiers)).subtracting(kept)
        guard sent.contains("name") else {
            let rule = holding.first { $0.identifiers.contains("name") }
            let because = rule?.because ?? "No rule of ours lets this question go there."
            return .stop(rule: rule?.id, sentence: because + " " + Self.telephone)
        }
        return .send(
            identifiers: sent, by: sending.map(\.id), withheld: vocabulary.identifiers.filter { !sent.contains($0) })
    }

    private static let telephone = "Ring the other council's duty desk instead."

    private func unknownWord(in question: AskingQuestion) -> Code? {
        if compiled.index.purposes[question.purpose] == nil { return question.purpose }
        if let role = question.role, compiled.index.roles[role] == nil { return role }
        if compiled.index.about[question.about] == nil { return question.about }
        if !vocabulary.routes.contains(question.route) { return question.route }
        for (place, fact) in RequestFact.allCases.enumerated() {
            if let word = question.says(fact), compiled.index.request[place][word] == nil { return word }
        }
        return nil
    }

    private func fits(_ rule: AskingRule, _ question: AskingQuestion) -> Bool {
        covers(rule, question)
            && rule.request.allSatisfy { condition in
                question.says(condition.fact).map(condition.words.contains) ?? false
            }
    }

    /// What is missing makes a withhold rule hold.
    private func withholds(_ rule: AskingRule, _ question: AskingQuestion) -> Bool {
        guard covers(rule, question),
            rule.request.allSatisfy({ question.says($0.fact).map($0.words.contains) ?? true })
        else { return false }
        guard let wanted = rule.marks else { return true }
        guard let marks = question.marks, marks.allSatisfy({ compiled.index.marks[$0] != nil }) else { return true }
        return !marks.isDisjoint(with: wanted)
    }

    private func covers(_ rule: AskingRule, _ question: AskingQuestion) -> Bool {
        rule.purposes?.contains(question.purpose) ?? true && rule.routes?.contains(question.route) ?? true
            && rule.about?.contains(question.about) ?? true
    }
}
