import HTTPTypes
import PeerDirectory
import WireProtocol

/// What this node asks of others beside questions. Whoever does not answer is simply not heard.
package struct PeerCalls: Sendable {
    private let directory: LiveDirectory
    private let carry: Carry
    /// Milliseconds a node has to answer.
    private let deadline: Int64

    package init(node: NodeContext, deadline: Int64 = 5_000, carry: @escaping Carry) {
        directory = node.directory
        self.deadline = deadline
        self.carry = carry
    }

    /// Fetches from a member; `nil` if it was not heard.
    func get(_ path: String, from authority: AuthorityID) async -> ReadyResponse? {
        await send(.get, path, [], to: authority)
    }

    /// Posts octets that are signed within themselves.
    func post(_ path: String, _ body: [UInt8], to authority: AuthorityID) async -> ReadyResponse? {
        await send(.post, path, body, to: authority)
    }

    /// Sends a request as it stands.
    func send(_ head: HTTPRequest, _ body: [UInt8], to authority: AuthorityID) async -> ReadyResponse? {
        try? await carry(authority, head, body, deadline)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], to authority: AuthorityID
    ) async -> ReadyResponse? {
        guard let member = directory.current.members[authority] else { return nil }
        var head = HTTPRequest(method: method, scheme: "https", authority: member.endpoint.authority, path: path)
        if method == .post { head.headerFields[.contentType] = "text/plain; charset=utf-8" }
        return await send(head, body, to: authority)
    }
}
