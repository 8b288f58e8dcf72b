import Foundation
import Hummingbird
package import Logging
import ServiceLifecycle
package import WireProtocol

/// The door for our own staff: HTTP over a Unix socket that only the node's own user can open. No peer reaches it.
///
/// `POST /staff/<command>` with one JSON object; 200 with an object, or 422 with an object that has `error`.
package struct StaffListener: Service {
    private let socketPath: String
    private let handle: @Sendable (String, JSONValue) async -> (isFine: Bool, body: JSONValue)
    private let logger: Logger

    package init(
        socketPath: String, handle: @escaping @Sendable (String, JSONValue) async -> (isFine: Bool, body: JSONValue),
        logger: Logger
    ) {
        self.socketPath = socketPath
        self.handle = handle
        self.logger = logger
    }

    /// The folder of the socket lets others in than the node's own user.
    package struct OpenFolder: Error, CustomStringConvertible {
        package let path: String
        package var description: String {
            "`\(path)`, the folder of the staff door, is open to other users; `chmod 700` it and start again"
        }
    }

    /// Serves until it is stopped.
    ///
    /// - Throws: before it listens, ``OpenFolder``: a socket gets its own mode only after it can be opened, so the folder
    ///   around it is what keeps others out.
    package func run() async throws {
        try checkFolder()
        // A socket left by a process that was killed; the folder lock proves that nobody listens on it.
        try? FileManager.default.removeItem(atPath: socketPath)
        let router = Router()
        let handle = self.handle
        router.post("staff/:command") { request, context in
            try await StaffListener.answer(request, command: context.parameters.require("command"), handle)
        }
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let path = socketPath
        let application = Application(
            router: router, configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in chmod(path, 0o600) }, logger: quiet)
        try await application.run()
        try? FileManager.default.removeItem(atPath: socketPath)
    }

    private func checkFolder() throws {
        let folder = URL(fileURLWithPath: socketPath).deletingLastPathComponent().path(percentEncoded: false)
        let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? NSNumber
        guard let mode, mode.intValue & 0o077 == 0 else { throw OpenFolder(path: folder) }
    }

    private static func answer(
        _ request: Request, command: String, _ handle: (String, JSONValue) async -> (isFine: Bool, body: JSONValue)
    ) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 262_144)
        let value: JSONValue
        do {
            value = try StrictJSON.parse(Array(buffer.readableBytesView), limits: .answer)
        } catch {
            return response(.badRequest, ["error": .string("the command's object is not strict JSON: \(error)")])
        }
        let reply = await handle(command, value)
        return response(reply.isFine ? .ok : .unprocessableContent, reply.body)
    }

    private static func response(_ status: HTTPResponse.Status, _ body: JSONValue) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: CanonicalJSON.encode(body))))
    }
}
