import HTTPTypes
import MessageSignatures
import PeerDirectory
import SyntheticFamilies
import TestSupport
import PolicyWorkbench
import DutyDesk
import AuditTrail
import Testing
import WireProtocol

@testable import Gateway

/// One request that is sound but for one thing, and what it must be told.
struct SpoiltRequest: CustomTestStringConvertible, Sendable {
    let name: String
    let code: ProblemCode
    let make: @Sendable (Federation) throws -> SignedRequest

    var testDescription: String { name }

    init(_ name: String, _ code: ProblemCode, _ make: @escaping @Sendable (Federation) throws -> SignedRequest) {
        self.name = name
        self.code = code
        self.make = make
    }

    /// A request whose question is wrong in one place.
    private static func question(
        _ name: String, _ code: ProblemCode, _ change: @escaping @Sendable (inout FamilyQuery) throws -> Void
    ) -> SpoiltRequest {
        SpoiltRequest(name, code) { federation in
            try federation.request(
                try federation.query([federation.story.child], ["school", "childrens-social-care"], change))
        }
    }

    /// A request whose attempt is wrong in one place.
    private static func attempt(
        _ name: String, _ code: ProblemCode, _ change: @escaping @Sendable (inout Attempt) throws -> Void
    ) -> SpoiltRequest {
        SpoiltRequest(name, code) { federation in
            try federation.request(try federation.query([federation.story.child]), change)
        }
    }

    static let all: [SpoiltRequest] = [
        attempt("the key of another council", .signatureInvalid) {
            $0.signer = .bradford
            $0.keyID = SyntheticCouncil.leeds.keyID
        },
        attempt("a council's own key over another's connection", .identityMismatch) { $0.signer = .bradford },
        attempt("a key nobody has", .keyUnknown) { $0.keyID = "E08000035#2020a" },
        attempt("a key id in another case", .keyUnknown) { $0.keyID = "E08000035#2026A" },
        attempt("another node's name", .misdirected) { $0.holder = .bradford },
        attempt("signed seven minutes ago", .signatureTime) { $0.created = $0.created.adding(seconds: -420) },
        attempt("signed two minutes ahead", .signatureTime) { $0.created = $0.created.adding(seconds: 120) },
        SpoiltRequest("a body altered after signing", .digestMismatch) { federation in
            let request = try federation.request([federation.story.child])
            var body = request.body
            body[body.count - 200] ^= 1
            return SignedRequest(head: request.head, body: body, peer: request.peer)
        },
        SpoiltRequest("no signature", .signatureMissing) { federation in
            let request = try federation.request([federation.story.child])
            var head = request.head
            head.headerFields[.signatureField] = nil
            head.headerFields[.signatureInputField] = nil
            return SignedRequest(head: head, body: request.body, peer: request.peer)
        },
        attempt("a query beside the path", .notFound) { $0.path = "/fcg/v1/query?all" },
        SpoiltRequest("a signature made for something else", .signatureInvalid) { federation in
            let request = try federation.request([federation.story.child])
            let other = try federation.request([federation.story.mother])
            var head = request.head
            head.headerFields[.signatureField] = other.head.headerFields[.signatureField]
            return SignedRequest(head: head, body: request.body, peer: request.peer)
        },
        SpoiltRequest("a content coding", .contentEncoding) { federation in
            let request = try federation.request([federation.story.child])
            var head = request.head
            head.headerFields[.contentEncoding] = "gzip"
            return SignedRequest(head: head, body: request.body, peer: request.peer)
        },
        question("a question to another council", .schema) { $0.to = SyntheticCouncil.bradford.authority },
        question("a question from another council", .schema) { $0.from = SyntheticCouncil.bradford.authority },
        question("a question made after its signature", .schema) { query in
            query.issued = query.issued.adding(seconds: 61)
            query.expires = query.issued.adding(seconds: 120)
        },
        question("a question whose time was over", .schema) { query in
            query.issued = query.issued.adding(seconds: -300)
            query.expires = query.issued.adding(seconds: 299)
        },
        question("a question valid for eleven minutes", .schema) { $0.expires = $0.issued.adding(seconds: 660) },
        question("an extension nobody lists", .schema) { $0.ext = ["standing-answer": ["exchange": "x"]] },
        question("two extensions", .schema) { query in
            let earlier: JSONValue = ["exchange": "0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12"]
            query.ext = ["call-back": earlier, "wrong-answer": earlier]
        },
        question("an extension with more than it may hold", .schema) { query in
            query.ext = ["call-back": ["exchange": "0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12", "note": "x"]]
        },
        question("a relationship that does not fit", .schema) { $0.subjects[0].relationship = "mother" },
        SpoiltRequest("a body that is not JSON", .jsonMalformed) { federation in
            try federation.request(try federation.query([federation.story.child])) {
                $0.octets = Array(repeating: UInt8(ascii: "["), count: 4_096)
            }
        },
        SpoiltRequest("a body that does not fill its block", .schema) { federation in
            let query = try federation.query([federation.story.child])
            return try federation.request(query) { attempt in
                let text = String(decoding: query.encoded(), as: UTF8.self).replacing("\"pad\":\"0", with: "\"pad\":\"")
                attempt.octets = Array(text.utf8)
            }
        },
        SpoiltRequest("a member nobody knows", .schema) { federation in
            let query = try federation.query([federation.story.child])
            return try federation.request(query) { attempt in
                let text = String(decoding: query.encoded(), as: UTF8.self)
                    .replacing("\"pad\":\"0000000000", with: "\"mood\":1,\"pad\":\"")
                attempt.octets = Array(text.utf8)
            }
        },
    ]
}

@Suite("Requests that get no answer")
struct RejectionTests {
    // clause: FCP-ERR-1+ FCP-ERR-14+ FCP-AUD-3- FCP-IDN-13+ FCP-IDN-13- FCP-QRY-2- FCP-QRY-4- FCP-QRY-7+ FCP-QRY-7-
    // clause: FCP-QRY-13+ FCP-QRY-13- FCP-QRY-20- FCP-TIM-5+ FCP-TIM-5- FCP-VER-1- FCP-VER-2- FCP-TLS-12- FCP-TLS-19-
    // clause: FCP-SIG-31- FCP-ERR-4+ FCP-ERR-8+ FCP-ERR-8-
    @Test("a request that is wrong in one place is told so, signed, and makes no leaf", arguments: SpoiltRequest.all)
    func spoilt(request spoilt: SpoiltRequest) async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let request = try spoilt.make(federation)

        let response = await stockport.answering.answer(request)

        #expect(response.code == spoilt.code)
        #expect(response.status == spoilt.code.status)
        #expect(response.head.headerFields[.receipt] == nil)
        #expect(response.head.headerFields[.signatureField] != nil)
        #expect((response.head.headerFields[.wwwAuthenticate] != nil) == (response.status == 401))
        #expect((response.head.headerFields[.acceptSignature] != nil) == (response.status == 401))
        #expect(try stockport.leaves().isEmpty)
        #expect(stockport.answering.security.lines.map(\.code) == [spoilt.code])
        let next = await stockport.answering.answer(try federation.request([federation.story.child]))
        #expect(next.status == 200)
    }

    // clause: FCP-TIM-17- FCP-TIM-18- FCP-ERR-9+
    @Test("a clock that was set is not believed until somebody accepts it", arguments: [-3_600, 3_600] as [Int64])
    func clockGuard(seconds: Int64) async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        federation.clock.setWall(federation.now.adding(seconds: seconds))

        let response = await stockport.answering.answer(try federation.request([federation.story.child]))

        #expect(response.status == 503)
        #expect(response.code == .clock)
        #expect(response.head.headerFields[.retryAfter] == "30")
        #expect(try stockport.leaves().isEmpty)
        #expect(await stockport.answering.peerService.isHealthy() == false)
    }

    // clause: FCP-TIM-17+ FCP-TIM-18+
    @Test("a clock that two people accept is believed again, and the internal log says from what to what")
    func acceptedClock() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let before = federation.now
        _ = await stockport.answering.answer(try federation.request([federation.story.child]))
        federation.clock.setWall(before.adding(seconds: -3_600))
        let pins = stockport.context.policies.generation.state.pins
        let asking = AskPath(node: stockport.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (_, _, _, _) async throws(TransportFault) in throw .unreachable
        }
        let staff = StaffDesk(node: stockport.context, asking: asking, desk: stockport.desk) { pins }

        let alone = await staff.handle("clock-accept", ["by": "ops-1", "second": "ops-1"])
        let unheard = try stockport.internalEntries("clock.accepted")
        let accepted = await staff.handle("clock-accept", ["by": "ops-1", "second": "ops-2"])
        let response = await stockport.answering.answer(try federation.request([federation.story.child]))
        let again = await staff.handle("clock-accept", ["by": "ops-1", "second": "ops-2"])

        #expect(alone.body["error"] == .string(ClockAcceptanceFault.onePerson.description))
        #expect(unheard.isEmpty)
        #expect(accepted.body["accepted"] == .string(federation.now.text))
        #expect(accepted.body["instead"] == .string(before.text))
        let entry = try #require(try stockport.internalEntries("clock.accepted").first)
        #expect(entry.binding == "\(before.preciseText) \(federation.now.preciseText)")
        #expect(try entry.payload(.actor) == ["staff": "ops-1", "second": "ops-2"])
        #expect(response.status == 200)
        #expect(again.body["error"] == .string(ClockAcceptanceFault.believed.description))
        #expect(Rejection.clock.diagnosis.contains("`fcg clock accept`"))
    }

    // clause: FCP-TIM-15+ FCP-TIM-15-
    @Test("after an unclean stop nothing signed before the start, skew included, is answered")
    func fence() async throws {
        let federation = try Federation()
        let first = try federation.node(.stockport)
        _ = await first.answering.answer(try federation.request([federation.story.child]))
        try first.crash()
        let again = try federation.node(.stockport)

        let before = await again.answering.answer(try federation.request([federation.story.child]))
        federation.clock.advance(seconds: 59)
        let within = await again.answering.answer(try federation.request([federation.story.child]))
        federation.clock.advance(seconds: 1)
        let after = await again.answering.answer(try federation.request([federation.story.child]))

        #expect(before.code == .signatureTime)
        #expect(within.code == .signatureTime)
        #expect(after.status == 200)
    }

    // clause: FCP-DIR-16+ FCP-DIR-16-
    @Test("a directory past its end answers nobody")
    func expiredDirectory() async throws {
        let federation = try Federation()
        let directory = try federation.directory { $0.expires = $0.issued.adding(seconds: 600) }
        let stockport = try federation.node(.stockport, directory: directory)
        federation.clock.advance(seconds: 600)
        let last = await stockport.answering.answer(try federation.request([federation.story.child]))
        federation.clock.advance(milliseconds: 1)

        let late = await stockport.answering.answer(try federation.request([federation.story.child]))

        #expect(last.status == 200)
        #expect(late.status == 503)
        #expect(late.code == .unavailable)
        #expect(await stockport.answering.peerService.isHealthy() == false)
    }

    // clause: FCP-IDN-17+ FCP-IDN-17-
    @Test("a member that is suspended is refused from the next request, on any connection")
    func suspended() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport)
        let before = await stockport.serve(try federation.request([federation.story.child]))
        let next = try federation.directory(version: 2) { draft in
            for place in draft.members.indices where draft.members[place].authority == SyntheticCouncil.leeds.authority
            {
                draft.members[place].isSuspended = true
            }
        }
        try stockport.context.directory.replace(octets: next, now: federation.now)

        let admitted = await stockport.serve(try federation.request([federation.story.child]))
        let answered = await stockport.answering.answer(try federation.request([federation.story.child]))

        #expect(before.status == 200)
        #expect(admitted.code == .peerSuspended)
        #expect(admitted.status == 403)
        #expect(answered.code == .peerSuspended)
        #expect(try stockport.leaves().count == 1)
    }

    @Test("a member that left the directory is refused")
    func removed() async throws {
        let federation = try Federation()
        let directory = try federation.directory { draft in
            draft.members.removeAll { $0.authority == SyntheticCouncil.leeds.authority }
        }
        let stockport = try federation.node(.stockport, directory: directory)

        let response = await stockport.answering.answer(try federation.request([federation.story.child]))

        #expect(response.code == .peerSuspended)
    }

    // clause: FCP-VER-1-
    @Test("an extension this build knows is refused where the directory does not list it")
    func unlistedExtension() async throws {
        let federation = try Federation()
        let directory = try federation.directory { draft in
            for place in draft.members.indices { draft.members[place].extensions = ["wrong-answer"] }
        }
        let stockport = try federation.node(.stockport, directory: directory)
        let first = try federation.query([federation.story.child])
        let query = try federation.query([federation.story.child]) {
            $0.ext = ["call-back": ["exchange": .string(first.id.text)]]
        }

        #expect(await stockport.answering.answer(try federation.request(first)).status == 200)
        let response = await stockport.answering.answer(try federation.request(query))

        #expect(response.code == .schema)
        #expect(try stockport.leaves().count == 1)
    }

    // clause: FCP-LIM-9- FCP-LIM-11+ FCP-ERR-9+
    @Test("a peer that asks too often is told when to come back, and costs nobody else")
    func rate() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, allowance: PeerAllowance(rate: 1, burst: 3))
        for _ in 0..<3 {
            #expect(await stockport.serve(try federation.request([federation.story.child])).status == 200)
        }

        let refused = await stockport.serve(try federation.request([federation.story.child]))
        let bradford = try federation.query([federation.story.child]) { $0.from = SyntheticCouncil.bradford.authority }
        let other = await stockport.serve(
            try federation.request(bradford) {
                $0.signer = .bradford
                $0.connection = .bradford
            })
        federation.clock.advance(seconds: 1)
        let later = await stockport.serve(try federation.request([federation.story.child]))

        #expect(refused.status == 429)
        #expect(refused.head.headerFields[.retryAfter] == "1")
        #expect(other.status == 200)
        #expect(later.status == 200)
    }

    // clause: FCP-LIM-10+ FCP-LIM-10-
    @Test("the day's attempts end for the day, and begin again the next")
    func attemptsADay() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, allowance: PeerAllowance(attemptsADay: 2))
        for _ in 0..<2 { _ = await stockport.serve(try federation.request([federation.story.child])) }

        let refused = await stockport.serve(try federation.request([federation.story.child]))
        federation.clock.advance(seconds: 86_400)
        let nextDay = await stockport.serve(try federation.request([federation.story.child]))

        #expect(refused.code == .rate)
        #expect(nextDay.status == 200)
    }

    // clause: FCP-LIM-15+ FCP-LIM-15-
    @Test("at half of a day's attempts somebody is told, of that peer alone, once a day")
    func halfwayAlarm() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, allowance: PeerAllowance(attemptsADay: 3))
        func told() -> [String] { stockport.answering.peersHalfway().map { "\($0.peer) \($0.attempts)" } }
        func ask() async throws { _ = await stockport.serve(try federation.request([federation.story.child])) }

        try await ask()
        let tooEarly = told()
        try await ask()
        let atHalf = told()
        try await ask()
        let again = told()
        federation.clock.advance(seconds: 86_400)
        let nextMorning = told()
        for _ in 0..<2 { try await ask() }

        #expect(tooEarly.isEmpty)
        #expect(atHalf == ["\(SyntheticCouncil.leeds.authority) 2"])
        #expect(again.isEmpty)
        #expect(nextMorning.isEmpty)
        #expect(told() == atHalf)
    }

    // clause: FCP-LIM-9+ FCP-LIM-9-
    @Test("requests in flight are counted out again")
    func inFlight() async throws {
        let federation = try Federation()
        let stockport = try federation.node(.stockport, allowance: PeerAllowance(inFlight: 1))
        let service = stockport.answering.peerService
        let request = try federation.request([federation.story.child])

        let first = await service.admit(request.head, request.peer)
        let second = await service.admit(request.head, request.peer)
        await service.done(request.peer)
        let third = await service.admit(request.head, request.peer)

        #expect(first?.code == nil)
        #expect(second?.code == .rate)
        #expect(third?.code == nil)
    }

    // clause: FCP-ERR-11+ FCP-ERR-11- FCP-ERR-3-
    @Test("only a registered test peer is told what exactly was wrong, and never with its own words")
    func diagnosis() async throws {
        let federation = try Federation()
        let directory = try federation.directory { draft in
            for place in draft.members.indices where draft.members[place].authority == SyntheticCouncil.leeds.authority
            {
                draft.members[place].isTest = true
            }
        }
        let open = try federation.node(.stockport, directory: directory)
        let query = try federation.query([federation.story.child]) { $0.subjects[0].relationship = "mother" }

        let told = await open.answering.answer(try federation.request(query))
        try open.stop()
        let silent = try federation.node(.bradford)
        let elsewhere = await silent.answering.answer(try federation.request(query) { $0.holder = .bradford })

        #expect(ProblemDocument(octets: told.body)?.detail?.contains("does not fit `about`") == true)
        #expect(ProblemDocument(octets: elsewhere.body)?.detail?.contains("is not this node") != true)
    }
}
