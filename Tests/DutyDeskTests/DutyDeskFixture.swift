import DutyDesk
import Foundation
import Testing
import WireProtocol

/// A duty desk in a folder of its own that goes away with the test.
final class DutyDeskFixture {
    let folder: URL
    let desk: DutyDesk

    /// 20 November 2026, 10:36.
    static let raised = Instant(seconds: 1_795_170_960)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "duty-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        desk = try DutyDesk(path: folder.appending(path: "duty.sqlite").path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func reopened() throws -> DutyDesk { try DutyDesk(path: folder.appending(path: "duty.sqlite").path) }

    /// An item with the worker to ring and something about a family that must not be shown.
    static func item(
        _ outboxID: Int64, log: String = "gateway.stockport.example/audit/2026", _ kind: DutyKind = .handOff,
        due minutes: Int = 60, raised: Instant = raised, detail: JSONValue = detail
    ) throws -> DutyItem {
        DutyItem(
            outboxID: outboxID, log: log, kind: kind,
            exchange: try #require(ExchangeID("0192f3a1-7c5e-7d10-9b1e-2f4a6c")),
            counterpart: try #require(AuthorityID("E08000035")), raised: raised, dueMinutes: minutes, detail: detail)
    }

    static let detail: JSONValue = [
        "ring": ["name": "Edmund Garrawick", "organisation": "Leeds City Council", "phone": "0113 496 0133"],
        "subjects": [["family": "Penhallow-Voss"]],
    ]

    static func after(minutes: Int64) -> Instant { raised.adding(seconds: minutes * 60) }
}
