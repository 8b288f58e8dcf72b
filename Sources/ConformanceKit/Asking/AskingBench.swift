import Foundation
import NIOSSL
import Synchronization
import WireProtocol

/// Plays the peer that the node under test asks, and looks at what the node shows.
struct AskingBench: Sendable {
    let bench: Bench
    private let side: AskingSide
    private let kit: TestKit

    init(_ bench: Bench) throws(Trouble) {
        guard let side = bench.asking else {
            throw Trouble("nothing says how the node is made to ask (`--ask-command`)")
        }
        self.bench = bench
        self.side = side
        kit = bench.peer.kit
    }

    /// What came of one question.
    struct Outcome: Sendable {
        let shown: JSONValue
        let octets: [UInt8]
        let heard: (questions: [ReceivedQuestion], octets: Int)
        let sent: Int

        var state: String { shown["state"]?.text ?? "" }
    }

    /// The question that the node is made to ask: practice, about somebody who does not exist.
    func question() -> JSONValue {
        [
            "purpose": "training", "urgency": "same-day",
            "law": kit.sample["law"] ?? .null,
            "case": [
                "reference": "CONFORMANCE-1",
                "openedOn": .string(String(Instant(seconds: bench.peer.now).text.prefix(10))),
            ],
            "justification": "A test of what this node believes of what comes back.",
            "worker": [
                "role": "social-worker", "staff": "conformance-1", "name": "Ada Tester", "team": "test-team",
                "organisation": "Test", "phone": "01632 960000",
            ],
            "subjects": [
                [
                    "ref": "s1", "about": "child", "name": ["given": ["Quillon"], "family": "Xylander-Nowhere"],
                    "dateOfBirth": "2015-02-03", "sex": "M", "postcode": "ZZ99 3WZ", "previousPostcodes": ["ZZ99 3VZ"],
                ]
            ],
            "categories": ["school"], "upTo": "contact", "route": "named-by-worker",
            "councils": [.string(kit.authority.code)],
        ]
    }

    /// Has the node ask while the suite plays a script, over a certificate of the kit.
    func ask(
        certificate: String = "tls.crt.pem", newest: TLSVersion = .tlsv13, _ script: @escaping HostileServer.Script
    ) async throws -> Outcome {
        let context = try context(certificate, newest)
        let server = try await HostileServer.listen(port: side.port, context: context)
        server.play(context, script)
        do {
            let result = try ShownResult(try await side.show(question()))
            let outcome = Outcome(
                shown: try result.council(kit.authority), octets: result.octets, heard: server.heard, sent: server.sent)
            await server.stop()
            for question in outcome.heard.questions { bench.trace.add(.received, question.octets) }
            bench.trace.note("shown: " + CanonicalJSON.text(outcome.shown))
            return outcome
        } catch {
            await server.stop()
            throw error
        }
    }

    /// The same with one answer that is sound but for what `bend` changes.
    func ask(_ bend: @escaping @Sendable (inout AnswerDraft) -> Void) async throws -> Outcome {
        let trace = bench.trace
        return try await ask { [writer] asked in
            var draft = AnswerDraft()
            bend(&draft)
            let octets = writer.write(draft, to: asked)
            trace.add(.sent, octets)
            return [.send(octets), .close]
        }
    }

    /// A question as the node sends it, answered soundly.
    func questionSent() async throws -> ReceivedQuestion {
        guard let question = try await ask({ _ in }).heard.questions.first else {
            throw Breach("no question came to the suite")
        }
        return question
    }

    var writer: AnswerWriter {
        AnswerWriter(
            kit: kit, origin: kit.ownLog ?? "localhost:\(side.port)/audit/2026", now: bench.peer.now)
    }

    private func context(_ certificate: String, _ newest: TLSVersion) throws(Trouble) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(kit.folder + "/" + certificate).map {
                NIOSSLCertificateSource.certificate($0)
            }
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain,
                privateKey: .privateKey(try NIOSSLPrivateKey(file: kit.certificateKey, format: .pem)))
            settings.minimumTLSVersion = .tlsv12
            settings.maximumTLSVersion = newest
            return try NIOSSLContext(configuration: settings)
        } catch { throw Trouble("the suite's server cannot be set up with `\(certificate)`: \(error)") }
    }

    // MARK: What must be shown

    /// The answer was believed and is shown.
    func believed(_ outcome: Outcome) throws {
        try demand(
            !outcome.heard.questions.isEmpty,
            "no question came to the suite: \(outcome.state), \(outcome.shown["sentence"]?.text ?? "")")
        try demand(
            outcome.state == "answered" && outcome.shown["answer"] != nil,
            "a sound answer is not shown, but: \(outcome.state), \(outcome.shown["sentence"]?.text ?? "")")
    }

    /// Nothing of the answer is shown, and that nothing came of the question is said.
    func disbelieved(_ outcome: Outcome, asked: Bool = true) throws {
        try demand(
            !asked || !outcome.heard.questions.isEmpty,
            "no question came to the suite: \(outcome.shown["sentence"]?.text ?? "")")
        try demand(outcome.state != "answered", "an answer that must not be believed is shown as `answered`")
        try demand(outcome.shown["answer"] == nil, "an answer that must not be believed is shown")
        try demand(
            !outcome.octets.asText.contains(AnswerWriter.canary),
            "something of an answer that must not be believed is shown")
        try demand(!outcome.state.isEmpty, "nothing says what became of the question")
    }
}
