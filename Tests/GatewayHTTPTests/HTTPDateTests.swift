import Testing
import WireProtocol

@testable import GatewayHTTP

@Suite("the date of a response")
struct HTTPDateTests {
    @Test(
        "is a fixdate of RFC 9110, in GMT",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"), (1_795_170_960, "Fri, 20 Nov 2026 10:36:00 GMT"),
        ] as [(Int64, String)])
    func fixdate(seconds: Int64, text: String) {
        #expect(HTTPDate(Instant(seconds: seconds)).description == text)
    }
}
