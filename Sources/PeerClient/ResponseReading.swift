import AsyncHTTPClient
import Gateway
import HTTPTypes
import NIOCore
import NIOHTTP1
import WireProtocol

/// Turns what came over the wire into a response, or refuses it whole.
struct ResponseReading: Sendable {
    let limits: ResponseLimits

    /// Throws ``TransportFault/unacceptable``, or what the client threw while the body came.
    func read(_ response: HTTPClientResponse) async throws -> ReadyResponse {
        let head = try head(response)
        let octets = try await response.body.collect(upTo: Mutant.largeAnswer.isOn ? .max : limits.body)
        return ReadyResponse(head: head, body: Array(octets.readableBytesView))
    }

    private func head(_ response: HTTPClientResponse) throws(TransportFault) -> HTTPResponse {
        guard response.version == .http1_1, isFinal(response.status),
            !response.headers.contains(name: "content-encoding"),
            isWithinLimits(response.headers)
        else { throw .unacceptable }
        return HTTPResponse(
            status: HTTPResponse.Status(code: Int(response.status.code)), headerFields: try fields(response.headers))
    }

    /// Neither an interim response nor a redirect, which nobody here follows.
    private func isFinal(_ status: HTTPResponseStatus) -> Bool {
        (200...299).contains(status.code) || (400...599).contains(status.code)
    }

    private func isWithinLimits(_ headers: HTTPHeaders) -> Bool {
        let sizes = headers.map { $0.name.utf8.count + $0.value.utf8.count }
        return sizes.count <= limits.fieldCount && sizes.allSatisfy { $0 <= limits.field }
            && sizes.reduce(0, +) <= limits.allFields
    }

    private func fields(_ headers: HTTPHeaders) throws(TransportFault) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name), value.utf8.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) })
            else { throw .unacceptable }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}
