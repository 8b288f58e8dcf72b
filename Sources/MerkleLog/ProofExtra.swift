import Crypto
import WireProtocol

/// What an opened commitment shows: its key and the octets it commits to.
public struct CommitmentOpening: Sendable, Equatable {
    /// What stands in front of the octets under the HMAC.
    static let domain = Array("fcg-audit/payload/v1\n".utf8)

    /// 32 octets, used for this one commitment.
    public let key: [UInt8]
    /// The octets.
    public let payload: [UInt8]

    /// An opening of its parts.
    public init(key: [UInt8], payload: [UInt8]) {
        self.key = key
        self.payload = payload
    }

    /// The 32 octets of the commitment: HMAC-SHA-256 under the key.
    public var commitment: [UInt8] {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: key))
        mac.update(data: CommitmentOpening.domain)
        mac.update(data: payload)
        return Array(mac.finalize())
    }
}

/// What our proofs carry as `extra`: the leaf in base64, a line end, and opened commitments as canonical JSON.
///
/// Nobody signed it. The leaf is believed because it hashes to what the proof proves, an opening because its HMAC is the
/// commitment that stands in the leaf; ``verify(_:policy:commitments:now:)`` does both.
public struct ProofExtra: Sendable, Equatable {
    /// The leaf's octets.
    public let leaf: [UInt8]
    /// Openings by the name of their commitment, such as `decision`; empty if the auditor may see none.
    public let openings: [String: CommitmentOpening]

    /// An extra of its parts.
    public init(leaf: [UInt8], openings: [String: CommitmentOpening] = [:]) {
        self.leaf = leaf
        self.openings = openings
    }

    /// Reads an extra; only its one form is accepted.
    public init(octets: [UInt8]) throws(LogProofFault) {
        var lines = LineReader(octets)
        guard let leaf = lines.next().flatMap({ Base64.decode($0) }), let openings = ProofExtra.openings(lines.rest)
        else { throw .extra }
        self.init(leaf: leaf, openings: openings)
        guard self.octets == octets else { throw .extra }
    }

    /// The one octet sequence of the extra.
    public var octets: [UInt8] {
        let members = openings.mapValues { opening -> JSONValue in
            ["key": .string(Base64URL.encode(opening.key)), "payload": .string(Base64URL.encode(opening.payload))]
        }
        return Array((Base64.encode(leaf) + "\n").utf8) + CanonicalJSON.encode(.object(members))
    }

    /// Checks a proof with its own `extra`: leaf → hash → inclusion, then openings → commitments.
    ///
    /// `commitments` reads the 32 octets of a commitment, by name, out of the leaf's octets.
    public static func verify(
        _ proof: LogProof, policy: LogPolicy, commitments: ([UInt8]) -> [String: [UInt8]]?, now: Int64? = nil
    ) throws(LogProofFault) -> (extra: ProofExtra, accepted: AcceptedCheckpoint) {
        guard let octets = proof.extra else { throw .extra }
        let extra = try ProofExtra(octets: octets)
        let accepted = try proof.verify(MerkleHash.leaf(extra.leaf), policy: policy, now: now)
        guard extra.openings.isEmpty || commitments(extra.leaf) != nil else { throw .extra }
        let held = commitments(extra.leaf) ?? [:]
        for (name, opening) in extra.openings.sorted(by: { $0.key < $1.key }) {
            guard held[name] == opening.commitment else { throw .opening(name) }
        }
        return (extra, accepted)
    }

    private static func openings(_ octets: [UInt8]) -> [String: CommitmentOpening]? {
        guard let value = try? StrictJSON.parse(octets, limits: .file), case .object(let members) = value else {
            return nil
        }
        var openings: [String: CommitmentOpening] = [:]
        for (name, value) in members {
            guard let opening = opening(value) else { return nil }
            openings[name] = opening
        }
        return openings
    }

    private static func opening(_ value: JSONValue) -> CommitmentOpening? {
        guard case .object(let members) = value, members.count == 2, case .string(let key)? = members["key"],
            case .string(let payload)? = members["payload"], let key = Base64URL.decode(key), key.count == 32,
            let payload = Base64URL.decode(payload)
        else { return nil }
        return CommitmentOpening(key: key, payload: payload)
    }
}
