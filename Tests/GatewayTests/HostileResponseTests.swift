import AuditTrail
import HTTPTypes
import MessageSignatures
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

/// One thing a hostile or broken holder may do to its answer, and what must come of it.
struct Mischief: CustomTestStringConvertible, Sendable {
    let name: String
    let state: HolderReply.State
    let play: @Sendable (HostileHolder) throws -> ReadyResponse

    var testDescription: String { name }

    init(
        _ name: String, _ state: HolderReply.State,
        _ play: @escaping @Sendable (HostileHolder) throws -> ReadyResponse
    ) {
        self.name = name
        self.state = state
        self.play = play
    }

    static let all = signed + receipts + texts + told + statuses

    /// Of the signature, the digest and the times.
    static let signed: [Mischief] = [
        Mischief("no signature", .notVerified) { holder in
            holder.with { head, _ in
                head.headerFields[.signatureField] = nil
                head.headerFields[.signatureInputField] = nil
            }
        },
        Mischief("no digest", .notVerified) { holder in holder.with { head, _ in head.headerFields[.digestField] = nil }
        },
        Mischief("an altered body", .notVerified) { holder in holder.with { _, body in body[body.count - 200] ^= 1 } },
        Mischief("a shortened body", .notVerified) { holder in holder.with { _, body in body.removeLast(100) } },
        Mischief("an empty body", .notVerified) { holder in holder.with { _, body in body = [] } },
        Mischief("another nonce", .notVerified) { holder in
            holder.with { head, _ in
                let input = head.headerFields[.signatureInputField] ?? ""
                head.headerFields[.signatureInputField] = input.replacing(
                    holder.nonce, with: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
            }
        },
        Mischief("another council's key and name", .notVerified) { holder in try holder.signed(by: .bradford) },
        Mischief("another council's key under the holder's name", .notVerified) { holder in
            try holder.signed(by: .bradford, keyID: SyntheticCouncil.stockport.keyID)
        },
        Mischief("the request's own signature sent back", .notVerified) { holder in
            holder.with { head, _ in
                head.headerFields[.signatureField] = holder.request.headerFields[.signatureField]
                head.headerFields[.signatureInputField] = holder.request.headerFields[.signatureInputField]
            }
        },
        Mischief("an answer signed ten minutes ago", .notVerified) { holder in try holder.signed(secondsAgo: 600) },
        Mischief("an answer signed ten minutes ahead", .notVerified) { holder in try holder.signed(secondsAgo: -600) },
        Mischief("the whole answer to another question", .notVerified) { holder in holder.other },
    ]

    /// Of the receipt, and of what it is about.
    static let receipts: [Mischief] = [
        Mischief("the receipt of another question", .notVerified) { holder in
            try holder.signed { head, _ in
                head.headerFields[.receipt] = holder.other.head.headerFields[.receipt]
            }
        },
        Mischief("the body of another question, signed for this one", .notVerified) { holder in
            try holder.telling(octets: holder.other.body)
        },
        Mischief("no receipt", .notVerified) { holder in
            try holder.signed { head, _ in head.headerFields[.receipt] = nil }
        },
        Mischief("a receipt of a log nobody knows", .notVerified) { holder in
            try holder.signed { head, _ in
                let receipt = head.headerFields[.receipt] ?? ""
                head.headerFields[.receipt] = receipt.replacing(
                    "gateway.stockport.example", with: "gateway.elsewhere.example")
            }
        },
        Mischief("a receipt of a later time", .notVerified) { holder in
            try holder.signed { head, body in
                guard var leaf = try? ReadyResponse(head: head, body: body).leaf(),
                    let receipt = try? ReadyResponse(head: head, body: body).receipt()
                else { return }
                leaf.time = leaf.time.adding(seconds: 61)
                head.headerFields[.receipt] =
                    Receipt(origin: receipt.origin, index: receipt.index, leaf: leaf.encoded()).fieldValue
            }
        },
        Mischief("a receipt of another attempt", .notVerified) { holder in
            try holder.receipted { $0.requestEvidence = EvidenceDigest.body([]) }
        },
        Mischief("a receipt of another answer", .notVerified) { holder in
            try holder.receipted { $0.answerDigest = EvidenceDigest.body([]) }
        },
    ]

    /// Of the text: what it is in, and which question it answers.
    static let texts: [Mischief] = [
        Mischief("an answer that names another question", .notVerified) { holder in
            try holder.telling { $0.queryDigest = EvidenceDigest.body([]).octets }
        },
        Mischief("text that is no JSON", .notVerified) { holder in
            try holder.telling(octets: Array("<html>".utf8) + [UInt8](repeating: 0x20, count: 4_090))
        },
        Mischief("a member twice", .notVerified) { holder in
            let text = String(decoding: holder.honest.body, as: UTF8.self)
            let zeros = String(repeating: "0", count: 21)
            return try holder.telling(
                octets: Array(
                    text.replacing("\"pad\":\"\(zeros)", with: "\"outcome\":\"answered\",\"pad\":\"").utf8))
        },
        Mischief("an answer one zero short of its block", .notVerified) { holder in
            let text = String(decoding: try holder.honest.answer().encoded(), as: UTF8.self)
            return try holder.telling(octets: Array(text.replacing("\"pad\":\"0", with: "\"pad\":\"").utf8))
        },
    ]

    /// Of what is told, and of whom.
    static let told: [Mischief] = [
        Mischief("one more person than asked about", .overSharing) { holder in
            try holder.telling { answer in
                var more = answer.subjects[0]
                more.ref = "s9"
                answer.subjects.append(more)
            }
        },
        Mischief("another person than asked about", .overSharing) { holder in
            try holder.telling { $0.subjects[0].ref = "s9" }
        },
        Mischief("a service nobody asked about", .overSharing) { holder in
            try holder.telling { answer in
                guard let category = answer.subjects[0].categories.first else { return }
                answer.subjects[0].categories.append(CategoryAnswer(category: "housing", finding: category.finding))
            }
        },
        Mischief("a service left out", .overSharing) { holder in
            try holder.telling { $0.subjects[0].categories.removeLast() }
        },
        Mischief("more detail than asked for", .overSharing) { holder in
            try holder.showing { shown in
                shown.level = "detail"
                shown.detail = ["rent-arrears": "open"]
            }
        },
        Mischief("a level above the one asked for", .overSharing) { holder in
            try holder.showing { $0.level = "detail" }
        },
        Mischief("detail under a level that has none", .overSharing) { holder in
            try holder.showing { $0.detail = ["rent-arrears": "open"] }
        },
        Mischief("a contact under a level that has none", .overSharing) { holder in
            try holder.showing { $0.level = "flag" }
        },
        Mischief("something shown of somebody not confirmed", .overSharing) { holder in
            try holder.telling { $0.subjects[0].outcome = .notConfirmed }
        },
        Mischief("six involvements of one service", .overSharing) { holder in
            try holder.telling { answer in
                guard let shown = answer.subjects[0].categories.first(where: \.showsSomething) else { return }
                answer.subjects[0].categories += Array(repeating: shown, count: 5)
            }
        },
        Mischief("an outcome that its parts do not come to", .notVerified) { holder in
            try holder.telling { $0.outcome = .refused }
        },
        Mischief("something shown without a level", .overSharing) { holder in try holder.showing { $0.level = nil } },
    ]

    /// Of the HTTP around it.
    static let statuses: [Mischief] = [
        Mischief("a redirect", .refusedMessage) { holder in
            holder.with { head, _ in
                head.status = .temporaryRedirect
                head.headerFields[.location] = "https://gateway.elsewhere.example/fcg/v1/query"
            }
        },
        Mischief("an unsigned 401", .refusedMessage) { holder in holder.with { head, _ in head.status = .unauthorized }
        },
        Mischief("an unsigned 503", .refusedMessage) { holder in
            holder.with { head, body in
                head.status = .serviceUnavailable
                body = Array("busy".utf8)
            }
        },
        Mischief("a 204", .refusedMessage) { holder in holder.with { head, _ in head.status = .noContent } },
        Mischief("a body in gzip", .notVerified) { holder in
            holder.with { head, body in
                head.headerFields[.contentEncoding] = "gzip"
                body = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0]
            }
        },
        Mischief("gzip named and signed", .notVerified) { holder in
            holder.with { head, _ in head.headerFields[.contentEncoding] = "gzip" }
        },
    ]
}

/// Stockport, with its real key and a will of its own.
struct HostileHolder: Sendable {
    let request: HTTPRequest
    let honest: ReadyResponse
    /// The honest answer to another question of the same asker.
    let other: ReadyResponse
    let now: Instant

    var nonce: String {
        let input = request.headerFields[.signatureInputField] ?? ""
        return input.split(separator: "nonce=\"").last.flatMap { $0.split(separator: "\"").first }.map(String.init)
            ?? ""
    }

    /// The honest answer, changed without being signed again.
    func with(_ change: (inout HTTPResponse, inout [UInt8]) -> Void) -> ReadyResponse {
        var (head, body) = (honest.head, honest.body)
        change(&head, &body)
        return ReadyResponse(head: head, body: body)
    }

    /// The honest answer, changed and signed again.
    func signed(
        by council: SyntheticCouncil = .stockport, keyID: String? = nil, secondsAgo: Int64 = 0,
        _ change: (inout HTTPResponse, inout [UInt8]) -> Void = { _, _ in }
    ) throws -> ReadyResponse {
        var (head, body) = (honest.head, honest.body)
        change(&head, &body)
        for name in [HTTPField.Name.signatureField, .signatureInputField, .digestField] {
            head.headerFields[name] = nil
        }
        _ = try SignatureProfile.sign(
            response: &head, body: body, answering: request, key: try council.messageKey(),
            keyID: keyID ?? council.keyID, created: now.seconds - secondsAgo, expires: now.seconds - secondsAgo + 120,
            nonce: nonce)
        return ReadyResponse(head: head, body: body)
    }

    /// The same answer with a receipt whose leaf says something else, and a sound signature.
    func receipted(_ change: (inout ExchangeLeaf) -> Void) throws -> ReadyResponse {
        var leaf = try honest.leaf()
        change(&leaf)
        let receipt = try honest.receipt()
        let field = Receipt(origin: receipt.origin, index: receipt.index, leaf: leaf.encoded()).fieldValue
        return try signed { head, _ in head.headerFields[.receipt] = field }
    }

    /// Another answer to this question, with a receipt that fits it and a sound signature.
    func telling(_ change: (inout FamilyAnswer) -> Void) throws -> ReadyResponse {
        var answer = try honest.answer()
        change(&answer)
        return try telling(octets: answer.encoded())
    }

    /// Other octets in the place of the answer, with a receipt that fits them and a sound signature.
    func telling(octets told: [UInt8]) throws -> ReadyResponse {
        var leaf = try honest.leaf()
        leaf.answerDigest = EvidenceDigest.body(told)
        let receipt = try honest.receipt()
        let field = Receipt(origin: receipt.origin, index: receipt.index, leaf: leaf.encoded()).fieldValue
        return try signed { head, body in
            head.headerFields[.receipt] = field
            body = told
        }
    }

    /// The first thing shown, shown otherwise.
    func showing(_ change: (inout ShownInvolvement) -> Void) throws -> ReadyResponse {
        try telling { answer in
            let categories = answer.subjects[0].categories
            guard let place = categories.firstIndex(where: \.showsSomething),
                case .shown(var shown) = categories[place].finding
            else { return }
            change(&shown)
            answer.subjects[0].categories[place] = CategoryAnswer(
                category: categories[place].category, finding: .shown(shown))
        }
    }
}

extension CategoryAnswer {
    fileprivate var showsSomething: Bool {
        if case .shown(let shown) = finding { shown.shown != .nothingToShow } else { false }
    }
}

extension HTTPField.Name {
    fileprivate static let digestField = HTTPField.Name("Content-Digest") ?? .authorization
}

@Suite("What a hostile holder sends")
struct HostileResponseTests {
    // clause: FCP-ANS-11- FCP-ANS-12- FCP-ANS-13- FCP-ANS-14- FCP-ANS-15- FCP-ANS-16- FCP-ANS-18-
    @Test("nothing is shown of an answer with a false signature", arguments: Mischief.signed)
    func signed(mischief: Mischief) async throws { try await play(mischief) }

    // clause: FCP-ANS-25- FCP-ANS-30- FCP-ANS-31- FCP-ANS-32-
    @Test("nothing is shown of an answer with a false receipt", arguments: Mischief.receipts)
    func receipts(mischief: Mischief) async throws { try await play(mischief) }

    // clause: FCP-ANS-2- FCP-ANS-5- FCP-ANS-24- FCP-ANS-25- FCP-ANS-36-
    @Test("nothing is shown of a text that is no answer to this question", arguments: Mischief.texts)
    func texts(mischief: Mischief) async throws { try await play(mischief) }

    // clause: FCP-ANS-3- FCP-ANS-4- FCP-ANS-7- FCP-ANS-26- FCP-ANS-27- FCP-ANS-28- FCP-ANS-29- FCP-POL-1-
    @Test("nothing is shown of an answer that tells other things than were asked", arguments: Mischief.told)
    func told(mischief: Mischief) async throws { try await play(mischief) }

    // clause: FCP-ANS-19- FCP-ANS-20- FCP-ANS-21- FCP-ANS-33-
    @Test("nothing is shown of what does not come as an answer comes", arguments: Mischief.statuses)
    func statuses(mischief: Mischief) async throws { try await play(mischief) }

    /// Nothing of it is shown, and our log says why there was no answer.
    private func play(_ mischief: Mischief) async throws {
        let asking = try Asking()
        let stockport = try #require(asking.stockport)
        let other = try await other(asking, stockport)
        let now = asking.federation.now
        let path = asking.path { (honest, carried) async throws(TransportFault) in
            let holder = HostileHolder(request: carried.head, honest: honest, other: other, now: now)
            do { return try mischief.play(holder) } catch {
                Issue.record("the mischief itself failed: \(error)")
                throw .unacceptable
            }
        }

        let result = try await path.ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [mischief.state])
        #expect(result.replies[0].answer == nil)
        #expect(result.replies[0].receipt == nil)
        #expect(result.replies[0].task?.subjects == ["s1"])
        #expect(result.replies[0].sentence.contains("this says nothing") || mischief.state == .overSharing)
        let leaf = try #require(try asking.leeds.leaves(.unanswered).first)
        #expect(try leaf.payload(.decision)["class"] == .string(mischief.state.rawValue))
        #expect(try asking.leeds.leaves(.received).isEmpty)
    }

    // clause: FCP-ANS-24+ FCP-ANS-25+ FCP-ANS-26+ FCP-ANS-27+ FCP-ANS-28+ FCP-ANS-29+ FCP-ANS-30+ FCP-ANS-31+
    // clause: FCP-ANS-32+ FCP-ANS-36+ FCP-AUD-15+
    @Test("the honest answer, signed anew in the same way, is shown")
    func honest() async throws {
        let asking = try Asking()
        let stockport = try #require(asking.stockport)
        let other = try await other(asking, stockport)
        let now = asking.federation.now
        let path = asking.path { (honest, carried) async throws(TransportFault) in
            let holder = HostileHolder(request: carried.head, honest: honest, other: other, now: now)
            do { return try holder.telling { $0.outcome = $0.outcome } } catch { throw .unacceptable }
        }

        let result = try await path.ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [.answered])
    }

    private func other(_ asking: Asking, _ stockport: TestNode) async throws -> ReadyResponse {
        await stockport.answering.answer(try asking.federation.request([asking.story.child]))
    }
}
