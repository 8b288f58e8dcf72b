import Foundation
import NodeIdentity
import PeerDirectory
import TestSupport
import Testing
import WireProtocol

@Suite("The directory in force")
struct LiveDirectoryTests {
    let federation: Federation
    let folder: TemporaryFolder

    init() throws {
        federation = try Federation()
        folder = try TemporaryFolder()
    }

    // clause: FCP-DIR-4+ FCP-DIR-5+ FCP-DIR-6+
    @Test("a newer directory takes over")
    func newer() throws {
        let live = try federation.live(17, in: folder)

        try live.replace(octets: try signed(18), now: federation.now)

        #expect(live.current.version == 18)
    }

    // clause: FCP-DIR-4- FCP-DIR-15+
    @Test("an older directory is refused and the one in force stays")
    func rollback() throws {
        let live = try federation.live(17, in: folder)

        #expect(throws: DirectoryFault.rolledBack(inForce: 17, offered: 16)) {
            try live.replace(octets: try signed(16), now: federation.now)
        }
        #expect(live.current.version == 17)
    }

    // clause: FCP-DIR-5+ FCP-DIR-5-
    @Test("the same directory again changes nothing; another one of the same number is a fork")
    func fork() throws {
        let live = try federation.live(17, in: folder)
        let digest = live.current.digest

        try live.replace(octets: live.current.octets, now: federation.now)
        #expect(throws: DirectoryFault.forked(version: 17)) {
            try live.replace(octets: try signed(17) { $0.members[0].isSuspended = true }, now: federation.now)
        }

        #expect(live.current.digest == digest)
    }

    // clause: FCP-DIR-6- FCP-DIR-15+
    @Test("an expired, a forged and another federation's directory leave the one in force")
    func refusals() throws {
        let live = try federation.live(17, in: folder)
        let late = live.current.expires.adding(seconds: 1)
        let stranger = try SigningKey(seed: FixedKeys.seed("stranger"))
        let elsewhere = try signed(18) { draft in
            draft.federation = "south.fcg.example"
            draft.members = try draft.members.map { member in
                var moved = member
                moved.identity = try #require(
                    SPIFFEID(federation: "south.fcg.example", authority: member.authority)
                ).uri
                return moved
            }
        }

        #expect(throws: DirectoryFault.expired(live.current.expires)) {
            try live.replace(octets: try signed(18), now: late)
        }
        #expect(throws: DirectoryFault.unknownSigner) {
            try live.replace(octets: try federation.draft(version: 18).signed(by: stranger), now: federation.now)
        }
        #expect(throws: DirectoryFault.otherFederation) {
            try live.replace(octets: elsewhere, now: federation.now)
        }
        #expect(live.current.version == 17)
    }

    // clause: FCP-DIR-4- FCP-DIR-5-
    @Test("a restart cannot be rolled back, nor started on a fork")
    func restart() throws {
        try federation.live(17, in: folder).replace(octets: try signed(18), now: federation.now)
        let mark = folder.path("mark.json")

        #expect(throws: DirectoryFault.rolledBack(inForce: 18, offered: 17)) { try federation.live(17, in: folder) }
        let fork = try federation.open(try signed(18) { $0.members[0].isTest = true })
        #expect(throws: DirectoryFault.forked(version: 18)) {
            try LiveDirectory(current: fork, signers: federation.signers, markPath: mark)
        }
        #expect(try federation.live(18, in: folder).current.version == 18)
        #expect(try federation.live(19, in: folder).current.version == 19)
        #expect(throws: DirectoryFault.rolledBack(inForce: 19, offered: 18)) { try federation.live(18, in: folder) }
    }

    // clause: FCP-DIR-20- FCP-DIR-15+
    @Test("a key id that named another key is refused, though it was gone for a while, and after a restart too")
    func reusedKeyID() throws {
        let live = try federation.live(17, in: folder)
        let id = "E08000007#2026a"
        let gone = try signed(18) { draft in
            draft.members[0].signingKeys = [try federation.key("E08000007#2026b", "a newer key")]
        }
        let other = try signed(19) { draft in
            draft.members[0].signingKeys = [try federation.key(id, "another key")]
        }
        let fault = DirectoryFault.reusedKeyID(id)

        #expect(throws: fault) { try live.replace(octets: other, now: federation.now) }
        try live.replace(octets: gone, now: federation.now)
        #expect(throws: fault) { try live.replace(octets: other, now: federation.now) }
        #expect(live.current.version == 18)
        #expect(throws: fault) {
            try LiveDirectory(
                current: try federation.open(other), signers: federation.signers, markPath: folder.path("mark.json"))
        }
    }

    // clause: FCP-DIR-20+
    @Test("a key id that comes back as the same key is taken, and so is a new id for a new key")
    func sameKeyAgain() throws {
        let live = try federation.live(17, in: folder)
        let old = try #require(live.current.key(id: "E08000007#2026a"))
        let replaced = try signed(18) { draft in
            draft.members[0].signingKeys = [try federation.key("E08000007#2026b", "a newer key")]
        }

        try live.replace(octets: replaced, now: federation.now)
        let newer = live.current
        try live.replace(octets: try signed(19), now: federation.now)

        #expect(newer.key(id: "E08000007#2026b") != nil)
        #expect(newer.key(id: old.id) == nil)
        #expect(live.current.key(id: old.id) == old)
    }

    // clause: FCP-DIR-20+
    @Test("a file of the highest version from before key ids were remembered is taken, and remembers them from then on")
    func olderMark() throws {
        let first = try federation.live(17, in: folder).current
        let mark = folder.path("mark.json")
        let old: JSONValue = [
            "type": "fcg.directory-mark/1", "version": 17, "digest": .string(Base64URL.encode(first.digest)),
        ]
        try Data(CanonicalJSON.encode(old)).write(to: URL(fileURLWithPath: mark))

        _ = try federation.live(17, in: folder)

        #expect(throws: DirectoryFault.reusedKeyID("E08000007#2026a")) {
            let other = try signed(18) { draft in
                draft.members[0].signingKeys = [try federation.key("E08000007#2026a", "another key")]
            }
            _ = try LiveDirectory(current: try federation.open(other), signers: federation.signers, markPath: mark)
        }
    }

    @Test("an unreadable file of the highest version stops the start")
    func brokenMark() throws {
        _ = try federation.live(17, in: folder)
        let mark = folder.path("mark.json")
        let sound = try String(contentsOfFile: mark, encoding: .utf8)

        for text in [
            "", "{}", sound.replacing("\"version\":17", with: "\"version\":-1"), sound + "x",
            sound.replacing("\"keys\":{", with: "\"keys\":{\"a\":\"b\","),
            sound.replacing("\"keys\":{", with: "\"keys\":{\"a\":1,"),
        ] {
            try text.write(toFile: mark, atomically: true, encoding: .utf8)
            #expect(throws: DirectoryFault.markUnreadable) { try federation.live(18, in: folder) }
        }
    }

    @Test("a version that cannot be remembered is not put in force")
    func unwritableMark() throws {
        let live = try federation.live(17, in: folder)
        try FileManager.default.removeItem(at: folder.url)

        #expect(throws: DirectoryFault.markNotWritten) {
            try live.replace(octets: try signed(18), now: federation.now)
        }
        #expect(live.current.version == 17)
    }

    @Test("of many replacements at once the highest stays in force")
    func concurrent() async throws {
        let live = try federation.live(1, in: folder)
        let files = try (2...9).map { try signed(Int64($0)) }

        await withTaskGroup { group in
            for octets in files {
                group.addTask { try? live.replace(octets: octets, now: federation.now) }
            }
        }

        #expect(live.current.version == 9)
        #expect(throws: DirectoryFault.rolledBack(inForce: 9, offered: 8)) { try federation.live(8, in: folder) }
    }

    private func signed(
        _ version: Int64, _ change: (inout DirectoryDraft) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        try federation.draft(version: version, change).signed(by: federation.signer)
    }
}
