import Gateway
import HTTPTypes
import NIOCore
import NIOHTTP1
import WireProtocol

/// What is said with one peer over one connection: requests in, a response to each out, until somebody closes.
struct PeerConversation {
    typealias Parts = NIOAsyncChannelInboundStream<RequestPart>.AsyncIterator

    let peer: TLSPeer
    let service: PeerService
    let trust: PeerTrust
    let grammar: RequestGrammar
    let responses: ResponseWriting

    /// Returns when the connection has ended.
    func run(_ parts: inout Parts) async throws {
        while let part = try await parts.next(isolation: #isolation) {
            switch part {
            case .head(let raw): try await answer(raw, &parts)
            case .refused(let code): try await responses.writeBare(code)
            case .peer, .body, .end: break
            }
        }
    }

    private func answer(_ raw: HTTPRequestHead, _ parts: inout Parts) async throws {
        switch grammar.read(raw) {
        case .refused(let code, nil): try await responses.writeBare(code)
        case .refused(let code, let head?): try await refuse(code, head)
        case .sound(let request):
            guard trust.isStillTrusted(peer) || Mutant.droppedPeerServed.isOn else {
                return try await refuse(.peerSuspended, request.head)
            }
            try await answer(request, &parts)
        }
    }

    /// Refuses with a signed problem and closes: after these nobody can say where the next request would begin, or
    /// nobody wants it.
    private func refuse(_ code: ProblemCode, _ head: HTTPRequest) async throws {
        try await responses.write(problem(code, head), isLast: true)
    }

    private func answer(_ request: RequestHead, _ parts: inout Parts) async throws {
        if Mutant.earlyContinue.isOn, request.awaitsContinue { try await responses.writeContinue() }
        let route = PeerRoute(request.head)
        if route == .health { return try await responses.writeHealth(service.isHealthy(), isLast: request.isLast) }
        if let refusal = await service.admit(request.head, peer) {
            return try await respond(refusal, to: request, discarding: &parts)
        }
        do {
            try await answerAdmitted(request, route, &parts)
        } catch {
            await service.done(peer)
            throw error
        }
        await service.done(peer)
    }

    private func answerAdmitted(_ request: RequestHead, _ route: PeerRoute, _ parts: inout Parts) async throws {
        let head = request.head
        switch route {
        case _ where head.headerFields.contains(.contentEncoding):
            try await respond(problem(.contentEncoding, head), to: request, discarding: &parts)
        case .post: try await answerPost(request, &parts)
        case .resource, .health:
            try await respond(service.resource(head, peer), to: request, discarding: &parts)
        case .otherMethod(let allowed):
            let refusal = await problem(.method, head).allowing(allowed)
            try await respond(refusal, to: request, discarding: &parts)
        case .nothing: try await respond(problem(.notFound, head), to: request, discarding: &parts)
        }
    }

    private func answerPost(_ request: RequestHead, _ parts: inout Parts) async throws {
        if request.awaitsContinue { try await responses.writeContinue() }
        switch try await RequestBody(length: request.length).read(&parts) {
        case .complete(let octets):
            let signed = SignedRequest(head: request.head, body: octets, peer: peer)
            try await responses.write(service.post(signed), isLast: request.isLast)
        case .refused(let code): try await refuse(code, request.head)
        case .brokenOff: break
        }
    }

    /// Responds to a request whose body nobody wants. A short one is read to its end, which costs less than the
    /// handshake of a new connection would; one that waits for `100 Continue` is not asked for.
    private func respond(
        _ response: ReadyResponse, to request: RequestHead, discarding parts: inout Parts
    ) async throws {
        if request.awaitsContinue { return try await responses.write(response, isLast: true) }
        switch try await RequestBody(length: request.length).read(&parts) {
        case .complete: try await responses.write(response, isLast: request.isLast)
        case .refused: try await responses.write(response, isLast: true)
        case .brokenOff: break
        }
    }

    private func problem(_ code: ProblemCode, _ head: HTTPRequest) async -> ReadyResponse {
        await service.problem(code, head, peer)
    }
}

extension ReadyResponse {
    /// The same with the `Allow` that RFC 9110 §15.5.6 wants beside 405.
    fileprivate func allowing(_ method: HTTPRequest.Method) -> ReadyResponse {
        var head = head
        if !head.headerFields.contains(.allow) { head.headerFields[.allow] = method.rawValue }
        return ReadyResponse(head: head, body: body)
    }
}
