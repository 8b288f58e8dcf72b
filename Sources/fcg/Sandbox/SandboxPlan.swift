import AuditTrail
import Foundation
import SyntheticFamilies
import WireProtocol

/// Where the sandbox's councils live and listen. Everything is on this machine and every person in it is invented.
struct SandboxPlan: Sendable {
    let folder: String
    let portBase: Int
    /// Where the sample policy sets lie.
    let policies: String
    let today: CalendarDay
    let seed: UInt64 = 20_261_120
    static let federation = "sandbox.example"
    /// The key that signed the sandbox's directory, to sign another with.
    var directorySigner: String { "\(folder)/directory-signer.pem" }

    /// One council of the sandbox.
    struct Council: Sendable {
        let council: SyntheticCouncil
        let folder: NodeFolder
        let port: Int
        var authority: AuthorityID { council.authority }
        var publicName: String { "localhost:\(port)" }
    }

    var councils: [Council] { SyntheticCouncil.allCases.map(council) }

    func council(_ council: SyntheticCouncil) -> Council {
        let offset = Int(council.authority.code.suffix(2)) ?? 0
        return Council(
            council: council, folder: NodeFolder(path: "\(folder)/\(council.rawValue)"), port: portBase + offset)
    }

    /// Complains of every port that is needed and taken, before anything is started on one of them.
    func checkPorts(of councils: [Council]) throws {
        let taken = councils.map(\.port).filter { !LoopbackPort.isFree($0) }
        guard !taken.isEmpty else { return }
        let ports = taken.map(String.init).joined(separator: ", ")
        throw Complaint(
            "port \(ports) of 127.0.0.1 cannot be listened on; nothing was started; stop what listens there, "
                + "or take other ports with --port-base")
    }

    /// Two invented authorities for people who write clients; their codes are never issued.
    var testAuthorities: [AuthorityID] { ["E06999901", "E06999902"].compactMap(AuthorityID.init) }

    /// Where a test authority would listen, if somebody plays one that is asked.
    func port(of authority: AuthorityID) -> Int { portBase + (Int(authority.code.suffix(2)) ?? 0) }

    func publicName(of authority: AuthorityID) -> String { "localhost:\(port(of: authority))" }

    /// The log that a test authority's receipts are of.
    func logOrigin(of authority: AuthorityID) -> String { "\(publicName(of: authority))/audit/\(wallClock().utcYear)" }

    var exists: Bool { FileManager.default.fileExists(atPath: folder) }

    /// The file that says a folder is a sandbox's, and may be removed as one.
    var marker: String { "\(folder)/this-is-a-sandbox" }

    /// Removes the sandbox; a folder without the marker is not one, and stays.
    func remove() throws {
        guard exists else { return }
        guard FileManager.default.fileExists(atPath: marker) else {
            throw Complaint("`\(folder)` is not a sandbox's folder; nothing was removed; name another with --folder")
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    func kit(of authority: AuthorityID) -> NodeFolder { NodeFolder(path: "\(folder)/peer-kit/\(authority)") }

    /// The invented families; the same seed, day and size give the same people on every machine.
    var families: SyntheticFamilies { SyntheticFamilies(seed: seed, today: today) }
}
