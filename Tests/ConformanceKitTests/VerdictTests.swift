import HTTPTypes
import MessageSignatures
import Testing
import WireProtocol

@testable import ConformanceKit

@Suite("Verdicts on nodes that do what they should not")
struct VerdictTests {
    /// A case that breaks a clause and is refused by a sound node.
    private let negative = "digest.altered-body"

    private func judge(
        _ ids: String..., isShared: Bool = true, behaving: (BadFederation) -> BadNode.Behaviour
    ) async throws -> [CaseResult] {
        let federation = try await BadFederation()
        federation.node.behave(behaving(federation))
        let results = try await federation.run(try ids.map(federation.one), isShared: isShared)
        await federation.stop()
        return results
    }

    /// The kit's key as the node's, for refusals.
    private static func problem(
        _ code: ProblemCode, to octets: [UInt8], by federation: BadFederation, _ text: String = "abc",
        isSigned: Bool = true
    ) -> [UInt8]? {
        guard let asked = ReceivedQuestion(octets) else { return nil }
        let body = CanonicalJSON.encode([
            "code": .string(code.rawValue), "status": .integer(Int64(code.status)), "title": "T",
            "instance": .string(text),
        ])
        var response = HTTPResponse(status: .init(code: code.status))
        response.headerFields[.contentType] = ProblemDocument.mediaType
        if isSigned {
            let created = asked.input.created ?? 0
            _ = SignatureProfile.signProblem(
                response: &response, body: body, answering: asked.http, key: federation.own.signing,
                keyID: federation.own.keyID, created: created, expires: created + 120)
        }
        let lines = response.headerFields.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
        let more =
            "www-authenticate: FCG-Signature profile=\"fcg-sig-v1\"\r\naccept-signature: fcg=()\r\ncontent-length: \(body.count)\r\n\r\n"
        return Array("HTTP/1.1 \(code.status) X\r\n\(lines)\(more)".utf8) + body
    }

    /// Whether a request is the case's, and not the sound one that follows it.
    private static func isAltered(_ octets: [UInt8]) -> Bool { octets.asText.contains("\"pad\":\"1") }

    private static func sound(_ federation: BadFederation, _ octets: [UInt8]) -> [UInt8]? {
        ReceivedQuestion(octets).map { federation.answer($0) }
    }

    @Test("a node that answers soundly passes")
    func sound() async throws {
        let results = try await judge("exchange.sound") { federation in { VerdictTests.sound(federation, $0) } }

        #expect(results.map(\.verdict) == [.pass], "\(results.map(\.message))")
    }

    @Test("a node that refuses as it must passes")
    func refuses() async throws {
        let results = try await judge(negative) { federation in
            {
                VerdictTests.isAltered($0)
                    ? VerdictTests.problem(.digestMismatch, to: $0, by: federation) : VerdictTests.sound(federation, $0)
            }
        }

        #expect(results.map(\.verdict) == [.pass], "\(results.map(\.message))")
    }

    @Test("a node that answers what it must refuse fails, with a cause")
    func answersEverything() async throws {
        let results = try await judge(negative) { federation in { VerdictTests.sound(federation, $0) } }

        #expect(results.map(\.verdict) == [.fail])
        #expect(results[0].message.contains("expected 401 digest-mismatch, and got: 200"))
        #expect(results[0].breach?.cause?.contains("does not look at") ?? false)
        #expect(results[0].trace.map(\.direction) == [.sent, .received])
    }

    @Test("another code than the clause's fails")
    func otherCode() async throws {
        let results = try await judge(negative) { federation in
            { VerdictTests.problem(.signatureInvalid, to: $0, by: federation) }
        }

        #expect(results.map(\.verdict) == [.fail])
        #expect(results[0].message.contains("401 signature-invalid"))
    }

    @Test("an unsigned refusal fails")
    func unsigned() async throws {
        let results = try await judge(negative) { federation in
            { VerdictTests.problem(.digestMismatch, to: $0, by: federation, isSigned: false) }
        }

        #expect(results.map(\.verdict) == [.fail])
        #expect(results[0].message.contains("not signed"))
    }

    @Test(
        "a refusal that repeats the question, or names somebody, fails",
        arguments: [QuestionMaker.canary, "Bartholomew Quince"])
    func leaks(text: String) async throws {
        let results = try await judge(negative) { federation in
            { VerdictTests.problem(.digestMismatch, to: $0, by: federation, text) }
        }

        #expect(results.map(\.verdict) == [.fail])
        #expect(results[0].message.contains(text == QuestionMaker.canary ? "repeats" : "invented person"))
    }

    @Test("a node that refuses rightly and then serves nobody fails")
    func diesAfterwards() async throws {
        let results = try await judge(negative) { federation in
            { VerdictTests.isAltered($0) ? VerdictTests.problem(.digestMismatch, to: $0, by: federation) : nil }
        }

        #expect(results.map(\.verdict) == [.fail])
        #expect(results[0].message.hasPrefix("afterwards"))
    }

    @Test("a log that does not grow by one leaf an answer fails, unless others ask too", arguments: [false, true])
    func leaves(isShared: Bool) async throws {
        let results = try await judge("exchange.fresh-salt", isShared: isShared) { federation in
            { VerdictTests.sound(federation, $0) }
        }

        #expect(results.map(\.verdict) == [isShared ? .pass : .fail])
    }

    @Test("a signature over a base that is often built by mistake is found out")
    func inference() async throws {
        let results = try await judge("exchange.sound") { federation in
            { octets in
                ReceivedQuestion(octets).map { asked in
                    federation.answer(asked) {
                        $0.bendBase = { $0.replacing("\"@query\";req: ?", with: "\"@query\";req: ") }
                    }
                }
            }
        }

        #expect(results.map(\.verdict) == [.fail])
        let breach = try #require(results[0].breach)
        #expect(breach.cause == "an empty query is signed as nothing; its value is `?`")
        #expect(try #require(breach.expectedBase).asText.contains("\"@query\";req: ?\n"))
        #expect(try #require(breach.inferredBase).asText.contains("\"@query\";req: \n"))
    }

    @Test("a node that is not there is inconclusive, never passed or failed")
    func nobodyThere() async throws {
        let federation = try await BadFederation()
        await federation.stop()

        let results = try await federation.run([try federation.one("exchange.sound"), try federation.one(negative)])

        #expect(results.map(\.verdict) == [.inconclusive, .inconclusive])
    }

    @Test("a throttled or unavailable node is inconclusive", arguments: [ProblemCode.rate, .unavailable])
    func throttled(code: ProblemCode) async throws {
        let results = try await judge("exchange.sound") { federation in
            { VerdictTests.problem(code, to: $0, by: federation) }
        }

        #expect(results.map(\.verdict) == [.inconclusive])
    }

    @Test("a broken SHOULD is a warning")
    func should() async throws {
        let federation = try await BadFederation()
        var list = CaseList(.exchange)
        list.add(try federation.one("exchange.sound").citations, "should", "a thing that should be", severity: .should)
        { _ in throw Breach("it is not") }

        let results = try await federation.run(list.all)
        await federation.stop()

        #expect(results.map(\.verdict) == [.warn])
    }

    @Test("what is not claimed is said, and not run")
    func notClaimed() async throws {
        let federation = try await BadFederation()

        let results = try await federation.run([try federation.one("log.checkpoint")])
        await federation.stop()

        #expect(results.map(\.verdict) == [.notClaimed])
        #expect(results[0].message == "the profile `audit` is not claimed")
    }
}
