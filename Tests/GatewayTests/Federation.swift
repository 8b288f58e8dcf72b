import AuditTrail
import CaseIndex
import Foundation
import MessageSignatures
import NodeIdentity
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import Synchronization
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// Three councils with real stores in a temporary folder, on one clock that the test turns. Every person is invented.
struct Federation {
    static let families = SyntheticFamilies(
        seed: 20_261_120, today: HandClock.start.londonDay, familiesPerCouncil: 3)

    let clock = HandClock()
    let random = SeededRandom.source(seed: 26)
    private let folder: TemporaryFolder
    private let books = Books()
    private let issuer: DevelopmentAuthority
    private let signer: NodeIdentity.SigningKey

    init() throws {
        folder = try TemporaryFolder()
        issuer = try DevelopmentAuthority(
            name: "north CA", key: TLSKey(scalar: FixedKeys.seed("ca")), serial: [UInt8](1...16),
            notBefore: HandClock.start.adding(seconds: -60), notAfter: HandClock.start.adding(seconds: 86_400 * 365))
        signer = try NodeIdentity.SigningKey(seed: FixedKeys.seed("signer"))
    }

    var story: Story { Federation.families.story }
    var signers: [[UInt8]] { [signer.publicOctets] }
    var now: Instant { clock.now }

    /// A council's folder.
    func path(_ council: SyntheticCouncil, _ name: String) -> String { folder.path("\(council.rawValue)-\(name)") }

    // MARK: The directory

    func directory(
        version: Int64 = 1, _ change: (inout DirectoryDraft) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var draft = DirectoryDraft(
            version: version, federation: "north.fcg.example", issued: now,
            expires: now.adding(seconds: 86_400 * 14), members: try SyntheticCouncil.allCases.map(member))
        try change(&draft)
        return try draft.signed(by: signer)
    }

    /// DER of a certificate authority that nobody pinned.
    func otherIssuer() throws -> [UInt8] {
        try DevelopmentAuthority(
            name: "other CA", key: TLSKey(scalar: FixedKeys.seed("other ca")), serial: [UInt8](1...16),
            notBefore: HandClock.start.adding(seconds: -60), notAfter: HandClock.start.adding(seconds: 86_400 * 365)
        ).certificate.der
    }

    private func member(_ council: SyntheticCouncil) throws -> MemberDraft {
        let identity = SPIFFEID(federation: "north.fcg.example", authority: council.authority)
        let key = KeyDraft(
            id: try #require(KeyID(council.keyID)), rawKey: try FixedKeys.ed25519Public("\(council.rawValue) message"),
            notBefore: now.adding(seconds: -86_400), notAfter: now.adding(seconds: 86_400 * 90))
        var member = MemberDraft(
            identity: try #require(identity), name: council.name, endpoint: council.host,
            issuer: issuer.certificate.der,
            signingKeys: [key], dutyDesk: DutyDeskContact(phone: council.dutyDesk, hours: "day and night"))
        member.logs = try logs(of: council, year: 2026)
        member.extensions = ["call-back", "wrong-answer"]
        return member
    }

    /// The logs of a council of one year, as they stand in the directory.
    func logs(of council: SyntheticCouncil, year: Int) throws -> [MemberLog] {
        try ["audit", "internal"].map { log in
            MemberLog(
                origin: "\(council.host)/\(log)/\(year)",
                rawKey: try FixedKeys.ed25519Public(Federation.logKeyName(council, log, year: year)))
        }
    }

    /// What the key of a log is made of. Each year has its own.
    static func logKeyName(_ council: SyntheticCouncil, _ log: String, year: Int) -> String {
        "\(council.rawValue) \(log)" + (year == 2026 ? "" : " \(year)")
    }

    /// A directory in which every council witnesses the logs of all others.
    func witnessedDirectory(
        version: Int64 = 1, _ change: (inout DirectoryDraft) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        try directory(version: version) { draft in
            for (place, council) in SyntheticCouncil.allCases.enumerated() {
                draft.members[place].witness = MemberWitness(
                    name: "\(council.host)/witness", rawKey: try FixedKeys.ed25519Public("\(council.rawValue) witness"))
            }
            draft.members = WitnessSets.draw(for: draft.members)
            try change(&draft)
        }
    }

    // MARK: Stores

    func liveDirectory(_ council: SyntheticCouncil, _ octets: [UInt8]) throws -> LiveDirectory {
        let current = try Directory.open(octets: octets, signers: signers, now: now)
        return try LiveDirectory(current: current, signers: signers, markPath: path(council, "directory.seen"))
    }

    /// The sample set of a council, with one text put for another where a test wants it otherwise.
    ///
    /// Sets are read once and shared by all tests, except where a test wants to change the folder of its own.
    func policies(
        _ council: SyntheticCouncil, putting changes: [(String, String)] = [], isOwn: Bool = false
    ) throws -> LivePolicies {
        let name = "\(council) \(changes)"
        if !isOwn, let known = Federation.shared.withLock({ $0[name] }) { return known }
        try writePolicies(council, putting: changes)
        let pins = try activatePolicies(council)
        if isOwn { try suspend(.none, at: council) }
        let live = try LivePolicies(
            generations: generations(council), authority: council.authority, pins: pins,
            suspensions: isOwn ? SuspensionsFile(path: path(council, "suspensions.yaml")) : nil)
        if !isOwn { Federation.shared.withLock { $0[name] = live } }
        return live
    }

    func generations(_ council: SyntheticCouncil) -> PolicyGenerations {
        PolicyGenerations(folder: path(council, "generations"))
    }

    /// Invented office-holders sign what a council's policy folder holds, and it is activated: what comes back are the
    /// digests its `node.yaml` would pin.
    @discardableResult
    func activatePolicies(_ council: SyntheticCouncil, after pins: PolicyPins? = nil) throws -> PolicyPins {
        let files = try PolicyFolder.read(path(council, "policies"))
        let set = try PolicySet.load(files: files)
        let office = try Federation.office(set)
        let state = try PolicyState(
            policyFiles: files, registerFile: office.registerFile, policyPath: "policies",
            registerPath: "signers.yaml")
        let day = now.londonDay
        let activation = PolicyActivation(in: generations(council), pins: pins ?? state.pins, today: day)
        let old = try pins.flatMap { try generations(council).pinned($0) }?.state
        if pins == nil, try !generations(council).kept().isEmpty {
            if (try? generations(council).pinned(state.pins)) != nil { return state.pins }
            try FileManager.default.removeItem(atPath: generations(council).folder)
        }
        let change = try activation.change(to: state, author: InventedOffice.author, because: "A test.")
        let generation = try activation.activate(
            change, policyFiles: files, registerFile: office.registerFile,
            signOffs: try office.signOffs(change, from: old, to: state, day: day), keeping: 10, pin: { _ in })
        return generation.state.pins
    }

    static func office(_ set: PolicySet) throws -> InventedOffice {
        let day = HandClock.start.londonDay.adding(days: -30)
        return try #require(InventedOffice(for: set, from: day) { FixedKeys.seed($0.text) })
    }

    /// Puts a council's suspensions in the place of those before. A node with policies of its own reads them.
    func suspend(_ suspensions: Suspensions, at council: SyntheticCouncil) throws {
        try Federation.write(Array(suspensions.text.utf8), to: path(council, "suspensions.yaml"))
    }

    private static let shared = Mutex<[String: LivePolicies]>([:])

    /// Writes a council's policy folder, without the tests beside the policies: a changed set tells another story.
    func writePolicies(_ council: SyntheticCouncil, putting changes: [(String, String)] = []) throws {
        let folder = path(council, "policies")
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
        for (name, octets) in try PolicyFolder.read(Federation.samples + "/" + council.rawValue) {
            if name.hasPrefix("tests/") { continue }
            var text = String(decoding: octets, as: UTF8.self)
            for (old, new) in changes { text = text.replacing(old, with: new) }
            try Federation.write(Array(text.utf8), to: "\(folder)/\(name)")
        }
    }

    /// `Policies` of this repository.
    private static let samples = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Policies").path(percentEncoded: false)

    /// The loaded index of each council, made once and copied for each node.
    private static let indexes = Dictionary(
        uniqueKeysWithValues: SyntheticCouncil.allCases.map { council in (council, Result { try loaded(council) }) })

    private static func loaded(_ council: SyntheticCouncil) throws -> Data {
        let folder = try TemporaryFolder()
        for (name, octets) in families.extracts(for: council) {
            try write(octets, to: folder.path("extracts/" + name))
        }
        try load(folder)
        return try Data(contentsOf: URL(fileURLWithPath: folder.path("index.db")))
    }

    /// The index is closed on return, so that its file is whole.
    private static func load(_ folder: TemporaryFolder) throws {
        let index = try CaseIndex.open(path: folder.path("index.db"))
        let reports = try index.loadAll(root: folder.path("extracts"), now: HandClock.start)
        try #require(!reports.isEmpty)
    }

    func index(_ council: SyntheticCouncil, isEmpty: Bool = false) throws -> CaseIndex {
        let place = path(council, "index.db")
        if !isEmpty, !FileManager.default.fileExists(atPath: place) {
            try #require(Federation.indexes[council]).get().write(to: URL(fileURLWithPath: place))
        }
        return try CaseIndex.open(path: place, book: try book(council))
    }

    /// What the council's own staff have written beside their sources.
    func book(_ council: SyntheticCouncil) throws -> StaffBook {
        let place = path(council, "book.db")
        return try books.open(place)
    }

    func auditConfiguration(_ council: SyntheticCouncil) throws -> AuditConfiguration {
        let place = path(council, "audit")
        if !FileManager.default.fileExists(atPath: place) {
            try AuditTrail.initialise(folder: place, random: random)
        }
        return AuditConfiguration(
            folder: place, node: council.authority, authority: council.host,
            logKeys: LogKeys { log, year in
                FixedKeys.seed(Federation.logKeyName(council, log.pathWord, year: year))
            },
            masterKey: try AuditTrail.masterKey(folder: place), random: random, now: { clock.now },
            monotonic: { clock.monotonicMilliseconds })
    }

    private static func write(_ octets: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(octets).write(to: url)
    }
}

extension SyntheticCouncil {
    var host: String { "gateway.\(rawValue).example" }
    var keyID: String { "\(authority)#2026a" }

    /// The key its messages are signed with.
    func messageKey() throws -> MessageSignatures.SigningKey {
        try #require(.ed25519(rawRepresentation: FixedKeys.seed("\(rawValue) message")))
    }
}

/// One book a path, as one process has it.
private final class Books: Sendable {
    private let open = Mutex<[String: StaffBook]>([:])

    func open(_ path: String) throws -> StaffBook {
        try open.withLock { open in
            let book = try open[path] ?? StaffBook(path: path)
            open[path] = book
            return book
        }
    }
}
