import NodeIdentity
import TestSupport
import Testing
import WireProtocol

@Suite("Names of nodes, keys and hosts")
struct NamesTests {
    // clause: FCP-IDN-3+
    @Test("a SPIFFE ID is read back as it was written")
    func spiffeRoundTrip() throws {
        let identity = try #require(SPIFFEID("spiffe://north.fcg.example/authority/E08000035"))

        #expect(identity.federation == "north.fcg.example")
        #expect(identity.authority.code == "E08000035")
        #expect(identity.uri == "spiffe://north.fcg.example/authority/E08000035")
    }

    // clause: FCP-IDN-3-
    @Test(
        "another spelling of a SPIFFE ID is refused",
        arguments: [
            "", "spiffe://", "SPIFFE://north/authority/E08000035", "spiffe://North/authority/E08000035",
            "spiffe:///authority/E08000035", "spiffe://north/authority/E08000035/", "spiffe://north/authority/",
            "spiffe://north//authority/E08000035", "spiffe://north/Authority/E08000035",
            "spiffe://north/authority/e08000035", "spiffe://north/authority/E08000035?x",
            "spiffe://north:1/authority/E08000035",
            "spiffe://north/authority/E08000035#x", "spiffe://north/authority/E0800003\u{0665}",
            "https://north/authority/E08000035", "spiffe://u@north/authority/E08000035",
            "spiffe://north/authority/E08000035\u{0}", " spiffe://north/authority/E08000035",
        ])
    func spiffeRefused(_ text: String) {
        #expect(SPIFFEID(text) == nil)
    }

    @Test("a key id is taken apart at its first number sign")
    func keyID() throws {
        let id = try #require(KeyID("E08000035#2026a"))

        #expect(id.owner.code == "E08000035")
        #expect(id.name == "2026a")
        #expect(id.text == "E08000035#2026a")
    }

    @Test(
        "a key id of the wrong form is refused",
        arguments: [
            "", "E08000035", "E08000035#", "#2026a", "E08000035#a#b", "E08000035#a b", "e08000035#a",
            "E08000035#\u{0430}",
            "E08000035#a/b", "https://x.example/#a", "E08000035#" + String(repeating: "a", count: 119),
        ])
    func keyIDRefused(_ text: String) {
        #expect(KeyID(text) == nil)
    }

    @Test("the longest key id has 128 octets")
    func longestKeyID() {
        #expect(KeyID("E08000035#" + String(repeating: "a", count: 118)) != nil)
    }

    @Test(
        "hosts are read into names and addresses",
        arguments: [
            ("gateway.leeds.example", ServerHost.name("gateway.leeds.example")), ("localhost", .name("localhost")),
            ("127.0.0.1", .address([127, 0, 0, 1])), ("::1", .address([UInt8](repeating: 0, count: 15) + [1])),
            ("2001:db8::a:b", .address([0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 11])),
            ("1:2:3:4:5:6:7:8", .address([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8])),
        ])
    func hosts(text: String, host: ServerHost) {
        #expect(ServerHost(text) == host)
        #expect(ServerHost(host.description) == host)
    }

    @Test(
        "what is neither a host name nor an address is refused",
        arguments: [
            "", ".", "a..b", "-a.example", "a-.example", "A.example", "a b", "256.1.1.1", "1.2.3", "01.2.3.4", "1:2",
            "::1::2", ":::", "12345::", "1:2:3:4:5:6:7:8:9", "*.leeds.example", "leeds.example.", "gateway:8443",
            "::+1", "::-0", String(repeating: "a", count: 64),
        ])
    func notHosts(_ text: String) {
        #expect(ServerHost(text) == nil)
    }
}
