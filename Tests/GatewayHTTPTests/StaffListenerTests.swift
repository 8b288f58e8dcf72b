import Foundation
import GatewayHTTP
import Logging
import TestSupport
import Testing
import WireProtocol

@Suite("the staff door", .timeLimit(.minutes(1)))
struct StaffListenerTests {
    @Test("does not open in a folder that other users can enter", arguments: [0o755, 0o710, 0o701, 0o770])
    func openFolder(mode: Int) async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
        let door = StaffListener(
            socketPath: folder.path("staff.sock"), handle: { _, _ in (true, [:]) }, logger: Logger(label: "test"))

        await #expect(throws: StaffListener.OpenFolder.self) { try await door.run() }

        #expect(!FileManager.default.fileExists(atPath: folder.path("staff.sock")))
    }
}
