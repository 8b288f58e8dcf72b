import AuditTrail
import Foundation
import MerkleLog
import NodeIdentity
import PeerDirectory
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("Keys of the logs, a year each")
struct LogKeyFilesTests {
    private let node: SignedNode
    private var files: LogKeyFiles { LogKeyFiles(node.folder) }
    private var year: Int { wallClock().utcYear }

    init() throws { node = try SignedNode(isActive: false) }

    private func moment(_ text: String) throws -> Instant { try #require(Instant(text)) }

    private func logKeys() throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(atPath: node.folder.file("keys"))
        return Set(names.filter { $0.hasPrefix("log-") })
    }

    private func remove() throws {
        for name in try logKeys() { try FileManager.default.removeItem(atPath: node.folder.key(name)) }
    }

    /// What a folder has that was made before each year had a key of its own.
    private func makeOlder() throws {
        try remove()
        for log in LogName.allCases {
            let key = try NodeIdentity.SigningKey(seed: systemRandom(32))
            try NodeFolder.writeSecret(Array(key.pem.utf8), to: node.folder.key("log-\(log.rawValue).pem"))
        }
    }

    private func origins(_ time: String) throws -> [String] {
        try files.memberLogs(publicName: "gateway.stockport.example", now: moment(time)).map(\.origin)
    }

    @Test("`fcg init` makes keys of this year, which only their owner can read")
    func initialKeys() throws {
        for log in LogName.allCases {
            let path = node.folder.key("log-\(log.rawValue)-\(year).pem")
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("next year's keys come sixty days ahead, and none that is there is made again")
    func ahead() throws {
        try remove()

        #expect(try files.prepare(now: moment("2031-11-01T23:59:59Z")).count == 2)
        #expect(try logKeys() == ["log-exchange-2031.pem", "log-internal-2031.pem"])
        let first = try files.key(.exchange, year: 2031).seed
        let made = try files.prepare(now: moment("2031-11-02T00:00:00Z"))
        #expect(made == ["log-exchange-2032.pem", "log-internal-2032.pem"])
        #expect(try files.prepare(now: moment("2032-01-01T00:00:00Z")) == [])

        #expect(try files.key(.exchange, year: 2031).seed == first)
        let seeds = try [2031, 2032].flatMap { year in
            try LogName.allCases.map { try files.key($0, year: year).seed }
        }
        #expect(Set(seeds).count == 4)
        #expect(throws: Complaint.self) { try files.key(.exchange, year: 2033) }
    }

    @Test("two that make one key at once end up with one of the two")
    func once() throws {
        let path = node.folder.key("log-exchange-2040.pem")

        #expect(try NodeFolder.createSecret([1], at: path))
        #expect(try !NodeFolder.createSecret([2], at: path))

        #expect(try node.folder.octets(of: path) == [1])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: node.folder.file("keys")).allSatisfy {
                !$0.contains(".pem.")
            })
    }

    @Test("a folder from before goes on with its keys until New Year, and with its own keys after it")
    func olderFolder() throws {
        try makeOlder()
        let old = try files.key(.exchange, year: 2026).seed

        #expect(
            try files.prepare(now: moment("2026-11-27T12:00:00Z")) == [
                "log-exchange-2027.pem", "log-internal-2027.pem",
            ])

        #expect(try files.key(.exchange, year: 2026).seed == old)
        #expect(try files.key(.exchange, year: 2027).seed != old)
        let host = "gateway.stockport.example"
        #expect(
            try origins("2026-11-27T12:00:00Z")
                == ["\(host)/audit/2026", "\(host)/internal/2026", "\(host)/audit/2027", "\(host)/internal/2027"])
        #expect(
            try origins("2027-01-01T00:00:00Z")
                == ["\(host)/audit/2027", "\(host)/internal/2027", "\(host)/audit/2026", "\(host)/internal/2026"])
        let keys = try files.verifierKeys(publicName: host, now: moment("2027-01-01T00:00:00Z"))
        #expect(
            keys.first { $0.name == "\(host)/audit/2026" }?.publicKey
                == (try files.key(.exchange, year: 2026).publicOctets))
    }

    @Test("a folder from before that was not running in December ends the year that it begins with its old keys")
    func olderFolderLate() throws {
        try makeOlder()

        #expect(try files.prepare(now: moment("2027-02-01T00:00:00Z")) == [])

        #expect(try origins("2027-02-01T00:00:00Z").map { $0.suffix(4) } == ["2027", "2027"])
        #expect(try files.prepare(now: moment("2027-12-01T00:00:00Z")).count == 2)
        #expect(try origins("2027-12-01T00:00:00Z").map { $0.suffix(4) } == ["2027", "2027", "2028", "2028"])
    }

    @Test("cards of December and of January make directories that hold, and each says what it lacks of the other year")
    func cards() throws {
        try remove()
        let authority = try DevelopmentCA.create(in: node.place.path("ca"), name: "Trial authority")
        try NodeFolder.write(authority.certificate.pem, to: node.folder.key("issuer.pem"))
        let file = try NodeFile(path: node.config)
        let signer = try NodeIdentity.SigningKey(seed: [UInt8](repeating: 9, count: 32))
        func directory(_ time: String, version: Int64) throws -> Directory {
            let now = try moment(time)
            let desk = DutyDeskContact(phone: "01632 960000", hours: "day and night")
            let member = try DirectoryCard.member(of: node.folder, file, desk: desk, now: now)
            #expect(DirectoryCard.without(logsFrom: now, among: [member]).isEmpty)
            let octets = try DirectoryDraft(
                version: version, federation: "trial.example", issued: now, expires: now.adding(seconds: 30 * 86_400),
                members: WitnessSets.draw(for: [member])
            ).signed(by: signer)
            return try Directory.open(octets: octets, signers: [signer.publicOctets], now: now)
        }

        let autumn = try directory("2031-10-20T00:00:00Z", version: 1)
        let december = try directory("2031-12-01T00:00:00Z", version: 2)
        let january = try directory("2032-01-02T00:00:00Z", version: 3)

        func years(_ directory: Directory) -> [String] {
            (directory.members[file.authority]?.logs ?? []).map { String($0.origin.suffix(4)) }
        }
        #expect(years(autumn) == ["2031", "2031"])
        #expect(years(december) == ["2031", "2031", "2032", "2032"])
        #expect(years(january) == ["2032", "2032", "2031", "2031"])
        let late = try moment("2031-12-20T00:00:00Z")
        let lacking = try files.missing(in: autumn, of: file, now: late)
        #expect(lacking == ["localhost:8507/audit/2032", "localhost:8507/internal/2032"])
        #expect(try files.missing(in: december, of: file, now: late).isEmpty)
        #expect(try files.missing(in: december, of: file, now: moment("2032-01-02T00:00:00Z")).isEmpty)
        #expect(DirectoryCard.without(logsFrom: late, among: autumn.members.values.map(MemberDraft.init)).count == 1)
    }
}
