import Crypto
import WireProtocol

/// Who witnesses each log, and how many of them are enough (protocol §5).
package enum WitnessSets {
    /// Witnesses of one log at most: a note has room for 16 signatures, and the log's own is one.
    package static let most = 15
    /// Others up to whom all of them witness.
    private static let all = 8
    /// Witnesses drawn where there are more.
    private static let drawn = 9

    /// The members with the witnesses of every log named anew: all others up to eight, and a majority of them; nine of
    /// more, and five.
    ///
    /// The draw hangs on names alone, so that whoever keeps the directory cannot choose, and a member that joins or
    /// leaves moves few.
    package static func draw(for members: [MemberDraft]) -> [MemberDraft] {
        members.map { member in
            var member = member
            let others = members.filter { $0.authority != member.authority && $0.witness != nil }.map(\.authority)
            member.logs = member.logs.map { draw($0, among: others) }
            return member
        }
    }

    private static func draw(_ log: MemberLog, among others: [AuthorityID]) -> MemberLog {
        let ranked = others.map { (rank: rank($0, for: log.origin), authority: $0) }
            .sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.authority)
        let chosen = (others.count <= all ? ranked : Array(ranked.prefix(drawn))).sorted()
        let quorum = chosen.isEmpty ? 0 : chosen.count / 2 + 1
        return MemberLog(origin: log.origin, rawKey: log.rawKey, witnesses: chosen, quorum: quorum)
    }

    private static func rank(_ authority: AuthorityID, for origin: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("fcg-witness-draw/v1\n\(origin)\n\(authority.code)\n".utf8)))
    }

    static func check(_ members: [MemberDraft]) throws(DirectoryFault) {
        let witnesses = Set(members.filter { $0.witness != nil }.map(\.authority))
        for member in members {
            for log in member.logs where !log.witnesses.isEmpty {
                guard let fault = fault(log, of: member.authority, among: witnesses) else { continue }
                throw .unfitWitnesses(log.origin, fault)
            }
        }
    }

    private static func fault(
        _ log: MemberLog, of owner: AuthorityID, among witnesses: Set<AuthorityID>
    ) -> WitnessFault? {
        let named = Set(log.witnesses)
        guard named.count == log.witnesses.count else { return .repeated }
        guard !named.contains(owner) || Mutant.ownWitness.isOn else { return .itself }
        guard named.isSubset(of: witnesses) else { return .noWitness }
        guard named.count >= min(3, witnesses.subtracting([owner]).count) else { return .tooFew }
        return 2 * log.quorum > named.count && log.quorum <= named.count ? nil : .noMajority
    }
}
