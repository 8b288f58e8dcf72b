import AuditTrail
import HTTPTypes
import MessageSignatures
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// An answer whose signature, digest, sender, content and receipt have all been checked.
struct VerifiedAnswer: Sendable {
    let answer: FamilyAnswer
    let octets: [UInt8]
    let receipt: Receipt
    /// What proves that the holder said it.
    let evidence: Evidence
    /// Version of the directory that has the key it was checked with.
    let directory: Int64

    fileprivate init(
        answer: FamilyAnswer, octets: [UInt8], receipt: Receipt, evidence: Evidence, directory: Int64
    ) {
        self.answer = answer
        self.octets = octets
        self.receipt = receipt
        self.evidence = evidence
        self.directory = directory
    }
}

/// Why what came back is no verified answer.
enum ReplyFault: Error, Equatable {
    /// Nothing came back.
    case transport(TransportFault)
    /// The peer refused the message; its code is a hint, whoever wrote it.
    case problem(ProblemCode?)
    /// The signature, digest or sender is wrong.
    case signature(ProfileFault)
    /// The body is not a well-formed answer to this question.
    case malformed
    /// The receipt does not name this exchange.
    case receipt
    /// More was told than was asked.
    case overSharing

    /// The class that the log keeps.
    var name: String {
        switch self {
        case .transport(.timedOut): "silent"
        case .transport: "unreachable"
        case .problem: "refused-message"
        case .signature, .malformed, .receipt: "not-verified"
        case .overSharing: "over-sharing"
        }
    }
}

/// The room of the way back: nothing is shown that did not pass here.
struct ReplyChecker: Sendable {
    let node: NodeContext

    func check(
        _ response: ReadyResponse, to attempt: RecordedAttempt, now: Instant
    ) throws(ReplyFault) -> VerifiedAnswer {
        guard response.head.status == .ok || Mutant.anyStatus.isOn else {
            throw .problem(ProblemDocument(octets: response.body)?.code)
        }
        let directory = node.directory.current
        let evidence = try checkSignature(response, to: attempt, by: directory, now: now)
        let answer = try read(response.body)
        try check(answer, answers: attempt.query)
        try AnswerScope(asked: attempt.query.question, vocabulary: node.policies.current.vocabulary).check(answer)
        let receipt = try checkReceipt(response, to: attempt, now: now)
        return VerifiedAnswer(
            answer: answer, octets: response.body, receipt: receipt, evidence: evidence, directory: directory.version)
    }

    private func checkSignature(
        _ response: ReadyResponse, to attempt: RecordedAttempt, by directory: Directory, now: Instant
    ) throws(ReplyFault) -> Evidence {
        let signature: SignatureEvidence
        do {
            signature = try SignatureProfile.verify(
                response: response.head, body: response.body, answering: attempt.head, now: now.seconds,
                expectedOwner: attempt.query.holder.authority.code, requiresReceipt: true,
                keys: directory.profileKey
            ).evidence
        } catch { throw .signature(error) }
        guard let evidence = Evidence(signature, in: directory) else { throw .signature(.keyUnknown) }
        return evidence
    }

    private func read(_ body: [UInt8]) throws(ReplyFault) -> FamilyAnswer {
        guard body.count.isMultiple(of: 4_096) else { throw .malformed }
        do { return try FamilyAnswer(try StrictJSON.parse(body, limits: .answer)) } catch { throw .malformed }
    }

    private func check(_ answer: FamilyAnswer, answers query: ComposedQuery) throws(ReplyFault) {
        if Mutant.otherQuestion.isOn { return }
        guard answer.inReplyTo == query.question.id, answer.from == query.holder.authority,
            answer.to == node.authority, answer.queryDigest == EvidenceDigest.body(query.octets).octets
        else { throw .malformed }
    }

    private func checkReceipt(
        _ response: ReadyResponse, to attempt: RecordedAttempt, now: Instant
    ) throws(ReplyFault) -> Receipt {
        guard let text = response.head.headerFields[.receipt], let receipt = Receipt(fieldValue: text),
            let leaf = try? ExchangeLeaf(octets: receipt.leaf), leaf.event == ExchangeEvent.answered,
            leaf.exchange == attempt.query.question.id, leaf.node == attempt.query.holder.authority,
            leaf.counterpart == node.authority,
            leaf.requestEvidence == attempt.requestEvidence || Mutant.anyReceipt.isOn,
            leaf.answerDigest == EvidenceDigest.body(response.body) || Mutant.anyReceipt.isOn,
            leaf.time >= attempt.created.adding(seconds: -60) && leaf.time <= now.adding(seconds: 60)
                || Mutant.oldLeaf.isOn,
            attempt.query.holder.exchangeLogs.contains(receipt.origin) || Mutant.foreignLog.isOn
        else { throw .receipt }
        return receipt
    }
}

extension Member {
    /// Origins of the logs that hold exchanges, `<h>/audit/<year>`. A receipt of any other log proves nothing here.
    fileprivate var exchangeLogs: [String] {
        logs.map(\.origin).filter { $0.split(separator: "/").dropLast().last == Substring(LogName.exchange.pathWord) }
    }
}
