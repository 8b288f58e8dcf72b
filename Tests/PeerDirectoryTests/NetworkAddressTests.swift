import PeerDirectory
import Testing

@Suite("Hosts with ports")
struct NetworkAddressTests {
    @Test(
        "a host and a port are read",
        arguments: [
            ("gateway.leeds.example:8443", "gateway.leeds.example", 8_443), ("127.0.0.1:1", "127.0.0.1", 1),
            ("[::1]:65535", "::1", 65_535),
        ])
    func read(text: String, host: String, port: Int) throws {
        let address = try #require(NetworkAddress(text))

        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test("the default port stands in only where one is allowed")
    func defaultPort() {
        #expect(NetworkAddress("gateway.leeds.example", defaultPort: 443)?.port == 443)
        #expect(NetworkAddress("gateway.leeds.example") == nil)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", ":1", "a:", "a:0", "a:65536", "a:+1", "a:01", "a:1:2", "[::1", "[::1]", "[a]:1", "::1:1", "[::1]x:1",
        ])
    func refused(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
