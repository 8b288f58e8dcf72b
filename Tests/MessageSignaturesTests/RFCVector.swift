import HTTPTypes
import Testing

@testable import MessageSignatures

/// Messages and signatures of RFC 9421 (February 2024). The keys are public test keys, which no node may ever trust.
struct RFCVector: Sendable, CustomTestStringConvertible {
    let section: String
    let note: String
    let message: SignedMessage
    let key: VerificationKey?
    let signatureInput: String
    let signature: String
    /// `nil` where the signature must not verify.
    let base: String?

    var testDescription: String { "§\(section) \(note)" }
}

extension RFCVector {
    static let ed25519 = VerificationKey(
        algorithm: .ed25519, rawRepresentation: octets("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="))
    static let p256 = VerificationKey(
        algorithm: .ecdsaP256SHA256,
        rawRepresentation: [4] + octets("qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivA=")
            + octets("Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0="))
    /// Appendix B.1.4.
    static let ed25519Seed = octets("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=")

    static func octets(_ base64: String) -> [UInt8] { CanonicalBase64.decode(Array(base64.utf8)[...]) ?? [] }

    static func request(
        _ method: HTTPRequest.Method, _ authority: String, _ target: String, _ fields: [(String, String)]
    ) -> HTTPRequest {
        var request = HTTPRequest(method: method, scheme: "https", authority: authority, path: target)
        request.headerFields = headerFields(fields)
        return request
    }

    static func response(_ status: Int, _ fields: [(String, String)]) -> HTTPResponse {
        HTTPResponse(status: .init(code: status), headerFields: headerFields(fields))
    }

    static func headerFields(_ fields: [(String, String)]) -> HTTPFields {
        var headerFields = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headerFields.append(HTTPField(name: name, value: value)) }
        }
        return headerFields
    }
}

/// §2.4 and Appendix B: every case for Ed25519 and P-256.
extension RFCVector {
    static let all: [RFCVector] = [
        RFCVector(
            section: "B.2.4", note: "response, P-256",
            message: .response(testResponse, answering: nil), key: p256,
            signatureInput:
                """
                sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884\
                473;keyid="test-key-ecc-p256"
                """,
            signature:
                """
                sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEk\
                LIj+32oiasw==:
                """,
            base:
                """
                "@status": 200
                "content-type": application/json
                "content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5o\
                GX69wWdXymyU0rjJuahq4l5aGgfLQ==:
                "content-length": 23
                "@signature-params": ("@status" "content-type" "content-digest" "content-length");cr\
                eated=1618884473;keyid="test-key-ecc-p256"
                """),
        RFCVector(
            section: "B.2.6", note: "request, Ed25519",
            message: .request(testRequest), key: ed25519,
            signatureInput:
                """
                sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");crea\
                ted=1618884473;keyid="test-key-ed25519"
                """,
            signature:
                """
                sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5l\
                Ip5WPpBKRCw==:
                """,
            base:
                """
                "date": Tue, 20 Apr 2021 02:07:55 GMT
                "@method": POST
                "@path": /foo
                "@authority": example.com
                "content-type": application/json
                "content-length": 18
                "@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-\
                length");created=1618884473;keyid="test-key-ed25519"
                """),
        RFCVector(
            section: "B.3", note: "behind a terminating proxy",
            message: .request(ttrpRequest), key: p256,
            signatureInput:
                """
                ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyi\
                d="test-key-ecc-p256"
                """,
            signature:
                """
                ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRw\
                MLOgmizw==:
                """,
            base:
                """
                "@path": /foo
                "@query": ?param=Value&Pet=dog
                "@method": POST
                "@authority": service.internal.example
                "client-cert": :MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRo\
                ZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMy\
                MjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/Inc\
                WalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIw\
                ADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYI\
                KwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1\
                vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=\
                :
                "@signature-params": ("@path" "@query" "@method" "@authority" "client-cert");created\
                =1618884473;keyid="test-key-ecc-p256"
                """),
        transformed(b4Original, "original message"),
        transformed(b4Added, "uncovered header and query parameter added"),
        transformed(b4Collapsed, "Date removed, Referer added, Accept lines joined"),
        transformed(b4Reordered, "header lines reordered, Accept order kept"),
        transformed(b4MethodAuthority, "covered method and authority changed", verifies: false),
        transformed(b4AcceptOrder, "covered Accept lines swapped", verifies: false),
        RFCVector(
            section: "2.4", note: "response to an unsigned request",
            message: .response(reqresResponse, answering: reqresUnsignedRequestRequest), key: p256,
            signatureInput:
                """
                reqres=("@status" "content-digest" "content-type" "@authority";req "@method";req "@p\
                ath";req "content-digest";req);created=1618884479;keyid="test-key-ecc-p256"
                """,
            signature:
                """
                reqres=:dMT/A/76ehrdBTD/2Xx8QuKV6FoyzEP/I9hdzKN8LQJLNgzU4W767HK05rx1i8meNQQgQPgQp8wq\
                2ive3tV5Ag==:
                """,
            base:
                """
                "@status": 503
                "content-digest": sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU\
                9kxsTbARtY2PTBOzq24uJFpHsMuAg==:
                "content-type": application/json
                "@authority";req: example.com
                "@method";req: POST
                "@path";req: /foo
                "content-digest";req: sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBW\
                nrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
                "@signature-params": ("@status" "content-digest" "content-type" "@authority";req "@m\
                ethod";req "@path";req "content-digest";req);created=1618884479;keyid="test-key-ecc-\
                p256"
                """),
        RFCVector(
            section: "2.4", note: "response to a signed request",
            message: .response(reqresResponse, answering: reqresSignedRequestRequest), key: p256,
            signatureInput:
                """
                reqres=("@status" "content-digest" "content-type" "@authority";req "@method";req "@p\
                ath";req "@query";req "content-digest";req "content-type";req "content-length";req);\
                created=1618884479;keyid="test-key-ecc-p256"
                """,
            signature:
                """
                reqres=:C73J41GVKc+TYXbSobvZf0CmNcptRiWN+NY1Or0A36ISg6ymdRN6ZgR2QfrtopFNzqAyv+CeWrMs\
                NbcV2Ojsgg==:
                """,
            base:
                """
                "@status": 503
                "content-digest": sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU\
                9kxsTbARtY2PTBOzq24uJFpHsMuAg==:
                "content-type": application/json
                "@authority";req: example.com
                "@method";req: POST
                "@path";req: /foo
                "@query";req: ?param=Value&Pet=dog
                "content-digest";req: sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBW\
                nrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:
                "content-type";req: application/json
                "content-length";req: 18
                "@signature-params": ("@status" "content-digest" "content-type" "@authority";req "@m\
                ethod";req "@path";req "@query";req "content-digest";req "content-type";req "content\
                -length";req);created=1618884479;keyid="test-key-ecc-p256"
                """),
    ]

    /// B.4: one signature, made over the original, carried by that message after another went over it.
    private static func transformed(_ request: HTTPRequest, _ note: String, verifies: Bool = true) -> RFCVector {
        RFCVector(
            section: "B.4", note: note, message: .request(request), key: ed25519,
            signatureInput:
                """
                transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-k\
                ey-ed25519"
                """,
            signature:
                """
                transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6c\
                pLt2m0pmj3NDA==:
                """,
            base: verifies
                ? """
                "@method": GET
                "@path": /demo
                "@authority": example.org
                "accept": application/json, */*
                "@signature-params": ("@method" "@path" "@authority" "accept");created=1618884473;ke\
                yid="test-key-ed25519"
                """ : nil)
    }
}
