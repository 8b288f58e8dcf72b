import HTTPTypes
import SyntheticFamilies
import Synchronization
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// What one carrying of a request looked like, and what the honest holder said to it.
struct Carried: Sendable {
    let authority: AuthorityID
    let head: HTTPRequest
    let body: [UInt8]
}

/// Everything that left the asking node, in order.
final class Wire: Sendable {
    private let sent = Mutex<[Carried]>([])

    var all: [Carried] { sent.withLock { $0 } }

    func note(_ carried: Carried) { sent.withLock { $0.append(carried) } }

    /// The questions that left.
    func queries() throws -> [FamilyQuery] { try all.map { try FamilyQuery(try StrictJSON.parse($0.body)) } }
}

/// Leeds asking, and the holders that answer it without any network between.
struct Asking {
    let federation: Federation
    let leeds: TestNode
    let holders: [AuthorityID: TestNode]
    let wire = Wire()
    var story: Story { federation.story }

    init(
        holders councils: [SyntheticCouncil] = [.stockport], leedsChanges: [(String, String)] = [],
        ownPolicies: Bool = false
    ) throws {
        federation = try Federation()
        leeds = try federation.node(.leeds, putting: leedsChanges, ownPolicies: ownPolicies)
        holders = Dictionary(
            uniqueKeysWithValues: try [councils].flatMap { $0 }.map { [federation] council in
                (council.authority, try federation.node(council))
            })
    }

    var stockport: TestNode? { holders[SyntheticCouncil.stockport.authority] }

    /// The path with honest holders, or with whatever a test does to what they say.
    func path(
        _ spoil: @escaping @Sendable (ReadyResponse, Carried) async throws(TransportFault) -> ReadyResponse = {
            (response, _) async throws(TransportFault) in response
        }
    ) -> AskPath {
        AskPath(node: leeds.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            [holders, wire] (authority, head, body, _) async throws(TransportFault) in
            let carried = Carried(authority: authority, head: head, body: body)
            wire.note(carried)
            guard let holder = holders[authority] else { throw .unreachable }
            let request = SignedRequest(head: head, body: body, peer: SyntheticCouncil.leeds.tls)
            return try await spoil(await holder.answering.answer(request), carried)
        }
    }

    func question(
        _ people: [StoryPerson], _ categories: [Code] = ["school", "childrens-social-care"],
        _ change: (inout PractitionerQuestion) -> Void = { _ in }
    ) -> PractitionerQuestion {
        var question = PractitionerQuestion(
            purpose: "s47-enquiry", urgency: "same-day",
            law: LawClaim(article6: "6-1-e", under: ["ca1989-s47"], article9: "9-2-g", schedule1: "sch1-18"),
            harmThreshold: "explained", caseReference: Redacted("LCS-000017"),
            caseOpenedOn: federation.now.londonDay.adding(days: -1),
            justification: Redacted("marks on the child's arm, seen today"),
            worker: AskingWorker(
                role: "social-worker", staffID: Redacted("worker-17"), name: Redacted("T. Worker"),
                team: "leeds-city", organisation: "Leeds City Council", phone: Redacted("0113 496 0000")),
            subjects: people.enumerated().map { $1.subject(ref: "s\($0 + 1)") }, categories: categories,
            upTo: "contact", route: "named-by-worker", councils: [SyntheticCouncil.stockport.authority])
        change(&question)
        return question
    }
}
