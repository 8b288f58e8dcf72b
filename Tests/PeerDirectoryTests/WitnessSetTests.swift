import TestSupport
import Testing
import WireProtocol

@testable import PeerDirectory

@Suite("The witnesses of a log")
struct WitnessSetTests {
    private let federation: Federation

    init() throws { federation = try Federation() }

    /// A federation of so many councils, each with a witness.
    private func members(_ count: Int) throws -> [MemberDraft] {
        try (0..<count).map { number in
            try federation.member("E06\(100_001 + number)", "town\(number)")
        }
    }

    // clause: FCP-DIR-14+
    @Test(
        "as many as there are others, and a majority; nine and five in a large federation",
        arguments: [(1, 0, 0), (2, 1, 1), (3, 2, 2), (4, 3, 2), (9, 8, 5), (10, 9, 5), (40, 9, 5)])
    func draw(count: Int, witnesses: Int, quorum: Int) throws {
        let drawn = WitnessSets.draw(for: try members(count))

        for log in drawn.flatMap(\.logs) {
            #expect(log.witnesses.count == witnesses)
            #expect(log.quorum == quorum)
        }
        #expect(throws: Never.self) { try WitnessSets.check(drawn) }
    }

    @Test("the draw hangs on names alone: whoever joins moves few")
    func stable() throws {
        let before = WitnessSets.draw(for: try members(40))
        let after = WitnessSets.draw(for: try members(41))

        for (old, new) in zip(before.flatMap(\.logs), after.flatMap(\.logs)) {
            #expect(Set(old.witnesses).subtracting(new.witnesses).count <= 1)
        }
    }

    @Test("a directory says them, and one without them is read as before")
    func roundTrip() throws {
        let draft = try federation.draft { $0.members = WitnessSets.draw(for: $0.members) }

        let directory = try federation.open(try draft.signed(by: federation.signer))
        let plain = try federation.open(try federation.draft().signed(by: federation.signer))

        let leeds = try #require(AuthorityID("E08000035"))
        let stockport = try #require(AuthorityID("E08000007"))
        #expect(directory.members[leeds]?.logs.map(\.witnesses) == [[stockport], [stockport]])
        #expect(directory.members[leeds]?.logs.map(\.quorum) == [1, 1])
        #expect(plain.members[leeds]?.logs.map(\.witnesses) == [[], []])
        #expect(DirectoryDraft(after: directory, issued: draft.issued, expires: draft.expires).members == draft.members)
    }

    private func fault(_ change: (inout MemberLog) -> Void) throws -> DirectoryFault? {
        var draft = try federation.draft { $0.members = WitnessSets.draw(for: try members(5)) }
        change(&draft.members[0].logs[0])
        do { _ = try federation.open(try federation.sealed(draft)) } catch let fault as DirectoryFault { return fault }
        return nil
    }

    // clause: FCP-DIR-14-
    @Test("a set that could not do its work refuses the directory")
    func unfit() throws {
        let members = try members(5)
        let origin = members[0].logs[0].origin
        let others = members.dropFirst().map(\.authority)

        #expect(try fault { _ in } == nil)
        #expect(try fault { $0.witnesses[1] = $0.witnesses[0] } == .unfitWitnesses(origin, .repeated))
        #expect(try fault { $0.witnesses[1] = members[0].authority } == .unfitWitnesses(origin, .itself))
        #expect(try fault { $0.witnesses = Array(others.prefix(2)) } == .unfitWitnesses(origin, .tooFew))
        #expect(try fault { $0.quorum = 2 } == .unfitWitnesses(origin, .noMajority))
        #expect(try fault { $0.quorum = 5 } == .unfitWitnesses(origin, .noMajority))
        let stranger = try #require(AuthorityID("E08000035"))
        #expect(try fault { $0.witnesses[1] = stranger } == .unfitWitnesses(origin, .noWitness))
    }

    // clause: FCP-AUD-30+
    @Test("an auditor is told from a peer by the directory")
    func auditor() throws {
        let draft = try federation.draft { $0.members[0].isAuditor = true }
        let directory = try federation.open(try draft.signed(by: federation.signer))

        #expect(draft.members.map { directory.members[$0.authority]?.isAuditor } == [true, false])
    }
}
