import HTTPTypes
import Testing

@testable import GatewayHTTP

@Suite("routes")
struct PeerRouteTests {
    private func route(_ method: HTTPRequest.Method, _ path: String) -> PeerRoute {
        PeerRoute(HTTPRequest(method: method, scheme: "https", authority: TestCertificates.host, path: path))
    }

    // clause: FCP-TLS-15+ FCP-TLS-17- FCP-TLS-19+ FCP-VER-5+
    @Test(
        "what exists is found",
        arguments: [
            "/fcg/v1/node", "/audit/2026/checkpoint", "/internal/2026/checkpoint", "/audit/2026/tile/0/000",
            "/audit/2026/tile/63/x001/x234/067", "/internal/2026/tile/1/005.p/255", "/audit/2026/tile/0/x001/000.p/1",
            "/audit/2026/tile/entries/000", "/internal/2026/tile/entries/x001/000.p/9",
            "/witness/3d5e7b0cd41d8cd98f00b204e9800998ecf8427e3d5e7b0cd41d8cd98f00b204/checkpoint",
            "/fcg/v1/exchanges/0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12/receipt",
        ])
    func found(path: String) {
        #expect(route(.get, path) == .resource)
        #expect(route(.post, path) == .otherMethod(allowed: .get))
    }

    // clause: FCP-TLS-15- FCP-TLS-19- FCP-VER-5-
    @Test(
        "what is nearly a path is not one",
        arguments: [
            "/", "//fcg/v1/node", "/fcg/v1/node/", "/fcg/v1//node", "/fcg/v1/./node", "/fcg/../fcg/v1/node",
            "/fcg/v1/nod%65", "/FCG/v1/node", "/fcg/v1/node?x", "/health?", "/fcg/v2/node", "/fcg/v1/query/",
            "/fcg/v1/%71uery", "/fcg/v1/discovery/evaluate", "/audit/2026", "/audit/26/checkpoint",
            "/audit/2026/checkpoint?x", "/audit/../audit/2026/checkpoint", "/other/2026/checkpoint",
            "/audit/2026/tile/64/000", "/audit/2026/tile/00/000", "/audit/2026/tile/0/0", "/audit/2026/tile/0/1000",
            "/audit/2026/tile/0/001/000", "/audit/2026/tile/0/x000", "/audit/2026/tile/0/000.p/0",
            "/audit/2026/tile/0/000.p/256", "/audit/2026/tile/0/000.p/01", "/audit/2026/tile/0/000.p",
            "/audit/2026/tile/0/x001.p/000", "/audit/2026/tile/entries/00", "/audit/2026/tile/entry/000",
            "/witness/3D5E7B0CD41D8CD98F00B204E9800998ECF8427E3D5E7B0CD41D8CD98F00B204/checkpoint",
            "/witness/3d5e7b0c/checkpoint", "/witness/add-checkpoint/", "/fcg/v1/exchanges/short/receipt",
            "/fcg/v1/exchanges/0192f3a1-7c5e-7d10-9b1e-2f4a6c8e0d12/receipt/", "/fcg/v1/reconcile?x",
        ])
    func notFound(path: String) {
        #expect(route(.get, path) == .nothing)
        #expect(route(.post, path) == .nothing || path.hasPrefix("/fcg/v1/query?"))
    }

    @Test("a query string on the query is left for the signature to judge")
    func queryString() {
        #expect(route(.post, "/fcg/v1/query?a=b") == .post)
        #expect(route(.post, "/fcg/v1/query") == .post)
    }

    // clause: FCP-TLS-17+
    @Test(
        "what may be posted is posted, whatever a GET of it would be",
        arguments: ["/witness/add-checkpoint", "/fcg/v1/reconcile"])
    func posts(path: String) {
        #expect(route(.post, path) == .post)
        #expect(route(.get, path) == .otherMethod(allowed: .post))
    }

    // clause: FCP-TLS-17-
    @Test(
        "other methods are told which one there is", arguments: [HTTPRequest.Method.get, .put, .trace, .head, .options])
    func otherMethods(method: HTTPRequest.Method) {
        #expect(route(method, "/fcg/v1/query") == .otherMethod(allowed: .post))
    }
}
