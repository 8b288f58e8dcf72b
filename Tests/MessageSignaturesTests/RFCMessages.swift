import HTTPTypes

/// The messages of RFC 9421, §2.4 and Appendix B.
extension RFCVector {
    static let testRequest = request(
        .post, "example.com", "/foo?param=Value&Pet=dog",
        [
            ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"),
            (
                "Content-Digest",
                """
                sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRw\
                EmTHWXvJwew==:
                """
            ),
            ("Content-Length", "18"),
        ])

    static let testResponse = response(
        200,
        [
            ("Date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            ("Content-Type", "application/json"),
            (
                "Content-Digest",
                """
                sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJua\
                hq4l5aGgfLQ==:
                """
            ),
            ("Content-Length", "23"),
        ])

    static let ttrpRequest = request(
        .post, "service.internal.example", "/foo?param=Value&Pet=dog",
        [
            ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            ("Content-Type", "application/json"),
            ("Content-Length", "18"),
            (
                "Client-Cert",
                """
                :MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzA\
                ZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzA\
                JBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8v\
                dgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDA\
                WgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQY\
                DVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6\
                YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:
                """
            ),
        ])

    static let b4Original = request(
        .get, "example.org", "/demo?name1=Value1&Name2=value2",
        [
            ("Date", "Fri, 15 Jul 2022 14:24:55 GMT"),
            ("Accept", "application/json"),
            ("Accept", "*/*"),
        ])

    static let b4Added = request(
        .get, "example.org", "/demo?name1=Value1&Name2=value2&param=added",
        [
            ("Date", "Fri, 15 Jul 2022 14:24:55 GMT"),
            ("Accept", "application/json"),
            ("Accept", "*/*"),
            ("Accept-Language", "en-US,en;q=0.5"),
        ])

    static let b4Collapsed = request(
        .get, "example.org", "/demo?name1=Value1&Name2=value2",
        [
            ("Referer", "https://developer.example.org/demo"),
            ("Accept", "application/json, */*"),
        ])

    static let b4Reordered = request(
        .get, "example.org", "/demo?name1=Value1&Name2=value2",
        [
            ("Accept", "application/json"),
            ("Accept", "*/*"),
            ("Date", "Fri, 15 Jul 2022 14:24:55 GMT"),
        ])

    static let b4MethodAuthority = request(
        .post, "example.com", "/demo?name1=Value1&Name2=value2",
        [
            ("Date", "Fri, 15 Jul 2022 14:24:55 GMT"),
            ("Accept", "application/json"),
            ("Accept", "*/*"),
        ])

    static let b4AcceptOrder = request(
        .get, "example.org", "/demo?name1=Value1&Name2=value2",
        [
            ("Date", "Fri, 15 Jul 2022 14:24:55 GMT"),
            ("Accept", "*/*"),
            ("Accept", "application/json"),
        ])

    static let reqresResponse = response(
        503,
        [
            ("Date", "Tue, 20 Apr 2021 02:07:56 GMT"),
            ("Content-Type", "application/json"),
            ("Content-Length", "62"),
            (
                "Content-Digest",
                """
                sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU9kxsTbARtY2PTBOzq2\
                4uJFpHsMuAg==:
                """
            ),
        ])

    private static let reqresRequestFields = [
        ("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        (
            "Content-Digest",
            """
            sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRw\
            EmTHWXvJwew==:
            """
        ),
        ("Content-Type", "application/json"),
        ("Content-Length", "18"),
    ]

    static let reqresUnsignedRequestRequest = request(
        .post, "example.com", "/foo?param=Value&Pet=dog", reqresRequestFields)

    static let reqresSignedRequestRequest = request(
        .post, "example.com", "/foo?param=Value&Pet=dog",
        reqresRequestFields + [
            (
                "Signature-Input",
                """
                sig1=("@method" "@authority" "@path" "@query" "content-digest" "content-type" "conte\
                nt-length");created=1618884475;keyid="test-key-rsa-pss"
                """
            ),
            (
                "Signature",
                """
                sig1=:e8UJ5wMiRaonlth5ERtE8GIiEH7Akcr493nQ07VPNo6y3qvjdKt0fo8VHO8xXDjmtYoatGYBGJVlMf\
                Ip06eVMEyNW2I4vN7XDAz7m5v1108vGzaDljrd0H8+SJ28g7bzn6h2xeL/8q+qUwahWA/JmC8aOC9iVnwbOK\
                Cc0WSrLgWQwTY6VLp42Qt7jjhYT5W7/wCvfK9A1VmHH1lJXsV873Z6hpxesd50PSmO+xaNeYvDLvVdZlhtw5\
                PCtUYzKjHqwmaQ6DEuM8udRjYsoNqp2xZKcuCO1nKc0V3RjpqMZLuuyVbHDAbCzr0pg2d2VM/OC33JAU7meE\
                jjaNz+d7LWPg==:
                """
            ),
        ])
}
