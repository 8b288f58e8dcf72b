import PeerDirectory
import MessageSignatures
package import WireProtocol

/// What one council came to. Nothing but a verified, recorded answer ever says anything about a person.
package struct HolderReply: Sendable {
    /// How the asking of one council ended.
    package enum State: String, Sendable {
        case answered
        /// No answer in time: not "nothing known".
        case silent
        case unreachable
        case refusedMessage = "refused-message"
        case notVerified = "not-verified"
        case overSharing = "over-sharing"
        /// Our own policy stopped the question.
        case stopped
        /// The answer could not be recorded here, so it is not shown.
        case notRecorded = "not-recorded"
    }
    package let authority: AuthorityID
    package let state: State
    /// One plain sentence for the worker.
    package let sentence: String
    package let exchange: ExchangeID?
    package let answer: FamilyAnswer?
    package let receipt: Receipt?
    /// The rule of our own that stopped the question.
    package let rule: Code?
    /// Identifiers our own policy took out.
    package let withheld: [Code]
    /// What the worker must now do, where nothing was shown.
    package let task: CompulsoryTask?

    private init(
        _ authority: AuthorityID, _ state: State, _ sentence: String, exchange: ExchangeID? = nil,
        answer: FamilyAnswer? = nil, receipt: Receipt? = nil, rule: Code? = nil, withheld: [Code] = [],
        task: CompulsoryTask? = nil
    ) {
        self.authority = authority
        self.state = state
        self.sentence = sentence
        self.exchange = exchange
        self.answer = answer
        self.receipt = receipt
        self.rule = rule
        self.withheld = withheld
        self.task = task
    }

    init(_ answer: VerifiedAnswer, to attempt: RecordedAttempt, task: CompulsoryTask?) {
        self.init(
            attempt.query.holder.authority, .answered, "answered, verified and recorded on both sides",
            exchange: attempt.query.question.id, answer: answer.answer, receipt: answer.receipt,
            withheld: attempt.query.withheld, task: task)
    }

    init(_ stopped: StoppedQuery) {
        self.init(stopped.holder, .stopped, stopped.sentence, rule: stopped.rule)
    }

    init(notRecorded attempt: RecordedAttempt) {
        self.init(
            attempt.query.holder.authority, .notRecorded,
            "our own record could not be written, so what came back is not shown; ring the council",
            exchange: attempt.query.question.id, withheld: attempt.query.withheld)
    }

    init(_ attempt: RecordedAttempt, _ fault: ReplyFault, task: CompulsoryTask?) {
        self.init(
            attempt.query.holder.authority, fault.state, fault.sentence, exchange: attempt.query.question.id,
            withheld: attempt.query.withheld, task: task)
    }
}

extension ReplyFault {
    fileprivate var state: HolderReply.State {
        switch self {
        case .transport where Mutant.silenceAsAnswer.isOn: .answered
        case .transport(.timedOut): .silent
        case .transport: .unreachable
        case .problem: .refusedMessage
        case .signature, .malformed, .receipt: .notVerified
        case .overSharing: .overSharing
        }
    }

    fileprivate var sentence: String {
        let phone = "this says nothing about the family; ring the duty desk"
        switch self {
        case .transport(.timedOut): return "silent: no answer in time; \(phone)"
        case .transport(.wrongIdentity): return "the server is not this council's; nothing was sent; \(phone)"
        case .transport: return "silent: could not be reached; \(phone)"
        case .problem(let code):
            return "no verified answer (hint: \(code?.rawValue ?? "none")); \(phone)"
        case .signature(let fault): return "no verified answer (\(fault.code.rawValue)); \(phone)"
        case .malformed: return "no verified answer (the body is not an answer to this question); \(phone)"
        case .receipt: return "no verified answer (the receipt does not name this question); \(phone)"
        case .overSharing: return "the council told more than was asked; nothing of it is shown; \(phone)"
        }
    }
}

/// What all councils came to.
package struct AskResult: Sendable {
    package let replies: [HolderReply]
    /// Who else must look at the question, where its purpose wants that.
    package let secondPerson: SecondPerson?

    init(replies: [HolderReply], secondPerson: SecondPerson?) {
        self.replies = replies.sorted { $0.authority < $1.authority }
        self.secondPerson = secondPerson
    }

    /// The form that `fcg ask --json` prints.
    package func json(names: [AuthorityID: String]) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": "fcg.ask-result/1", "councils": .array(replies.map { $0.json(name: names[$0.authority]) }),
        ]
        members["secondPerson"] = secondPerson.map { task in
            ["sentence": .string(task.sentence), "dueMinutes": .integer(Int64(task.dueMinutes))]
        }
        return .object(members)
    }
}

extension HolderReply {
    fileprivate func json(name: String?) -> JSONValue {
        var members: [String: JSONValue] = [
            "authority": .string(authority.code), "name": .string(name ?? authority.code),
            "state": .string(state.rawValue), "sentence": .string(sentence),
            "withheld": .array(withheld.map { .string($0.text) }),
        ]
        members["exchange"] = exchange.map { .string($0.text) }
        members["answer"] = answer?.content
        members["receipt"] = receipt.map { ["origin": .string($0.origin), "index": .integer($0.index)] }
        members["rule"] = rule.map { .string($0.text) }
        members["task"] = task.map { task in
            [
                "sentence": .string(task.sentence), "dueMinutes": .integer(task.dueMinutes),
                "subjects": .array(task.subjects.map(JSONValue.string)),
            ]
        }
        return .object(members)
    }
}

extension FamilyAnswer {
    /// The message without its padding and salt.
    fileprivate var content: JSONValue? {
        guard case .object(var members)? = try? StrictJSON.parse(encoded(), limits: .answer) else { return nil }
        members["pad"] = nil
        members["salt"] = nil
        return .object(members)
    }
}
