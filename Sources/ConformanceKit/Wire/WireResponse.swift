package import HTTPTypes
import WireProtocol

/// One HTTP/1.1 response as it came, read strictly.
package struct WireResponse: Sendable, Equatable {
    package let status: Int
    /// Names in lower case, values trimmed, in the order in which they came.
    package let fields: [Field]
    package let body: [UInt8]
    /// The octets of the header.
    package let head: [UInt8]
    /// Octets of the whole response.
    package let length: Int

    /// One field line.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// The value of a field that stands exactly once.
    package subscript(name: String) -> String? {
        let found = fields.filter { $0.name == name }
        return found.count == 1 ? found[0].value : nil
    }

    /// Whether a field is there at all.
    package func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// The header as RFC 9421 speaks of it.
    package var http: HTTPResponse {
        var response = HTTPResponse(status: HTTPResponse.Status(code: status))
        for field in fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            response.headerFields.append(HTTPField(name: name, value: field.value))
        }
        return response
    }
}

/// What octets turned out to be.
package enum ReadResponse: Sendable, Equatable {
    case incomplete
    case malformed(String)
    case response(WireResponse)

    /// Reads the first response of some octets. Interim ones (1xx) are skipped and counted in its length.
    package init(_ octets: [UInt8]) {
        var start = 0
        while true {
            let read = ReadResponse.one(octets, from: start)
            guard case .response(let response) = read, (100..<200).contains(response.status) else {
                self = read
                return
            }
            start = response.length
        }
    }

    private static let most = 65_536
    private static let mostBody = 1 << 24

    private static func one(_ octets: [UInt8], from start: Int) -> ReadResponse {
        guard let end = octets[start...].firstRange(of: Array("\r\n\r\n".utf8)) else {
            return octets.count - start > most ? .malformed("a header of more than 64 KiB") : .incomplete
        }
        let head = Array(octets[start..<end.lowerBound])
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let status = status(first) else {
            return .malformed("the first line is not that of an HTTP/1.1 response")
        }
        var fields: [WireResponse.Field] = []
        for line in lines.dropFirst() {
            guard let field = field(line) else { return .malformed("a field line is not one") }
            fields.append(field)
        }
        return body(of: status, fields, head, in: octets, from: end.upperBound)
    }

    private static func body(
        of status: Int, _ fields: [WireResponse.Field], _ head: [UInt8], in octets: [UInt8], from start: Int
    ) -> ReadResponse {
        let lengths = fields.filter { $0.name == "content-length" }
        guard !fields.contains(where: { $0.name == "transfer-encoding" }) else {
            return .malformed("the response is framed by `Transfer-Encoding`")
        }
        let hasBody = status >= 200 && status != 204
        guard lengths.count == 1 || (lengths.isEmpty && !hasBody), let length = Int(lengths.first?.value ?? "0"),
            (0...mostBody).contains(length)
        else { return .malformed("the response has no single `Content-Length` that can be waited for") }
        guard octets.count >= start + length else { return .incomplete }
        let body = Array(octets[start..<start + length])
        return .response(
            WireResponse(status: status, fields: fields, body: body, head: head, length: start + length))
    }

    private static func status(_ line: Substring) -> Int? {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1", parts[1].utf8.count == 3 else { return nil }
        return Int(parts[1])
    }

    private static func field(_ line: Substring) -> WireResponse.Field? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon]
        guard !name.isEmpty, HTTPField.Name(String(name)) != nil else { return nil }
        var value = line[line.index(after: colon)...]
        while let last = value.last, last == " " || last == "\t" { value.removeLast() }
        while let first = value.first, first == " " || first == "\t" { value.removeFirst() }
        return WireResponse.Field(name: name.lowercased(), value: String(value))
    }
}
