import Crypto
import FoundationEssentials
public import HTTPTypes
import WireProtocol

/// The hash algorithms of `Content-Digest` we make and accept (RFC 9530 §5). The older ones are refused.
public enum DigestAlgorithm: String, Sendable, Equatable, CaseIterable {
    /// SHA-256.
    case sha256 = "sha-256"
    /// SHA-512.
    case sha512 = "sha-512"

    /// The digest of a body.
    public func digest(of body: [UInt8]) -> [UInt8] {
        switch self {
        case .sha256: Array(SHA256.hash(data: body))
        case .sha512: Array(SHA512.hash(data: body))
        }
    }

    /// Octets of a digest.
    var length: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }
}

/// Why a body's digest does not count.
public enum DigestFault: Error, Equatable, Sendable {
    /// There is no `Content-Digest`, or it is empty.
    case missing
    /// It is no dictionary of byte sequences of the right length.
    case malformed
    /// An algorithm stands twice.
    case repeated
    /// An algorithm is neither `sha-256` nor `sha-512`.
    case unknownAlgorithm
    /// A digest is not that of the body.
    case mismatch
}

/// The field `Content-Digest` (RFC 9530 §2), where every digest present must be right.
public enum ContentDigest {
    /// The value of the field for a body.
    public static func fieldValue(of body: [UInt8], algorithms: [DigestAlgorithm] = [.sha256]) -> String {
        var octets: [UInt8] = []
        octets.append(
            dictionary: algorithms.map { algorithm in
                let item = FieldItem(value: .octets(algorithm.digest(of: body)), parameters: [])
                return FieldEntry(key: algorithm.rawValue, member: .item(item))
            })
        return String(decoding: octets, as: UTF8.self)
    }

    /// Throws unless there is at least one digest and all of them are those of the body.
    public static func verify(_ fields: HTTPFields, body: [UInt8]) throws(DigestFault) {
        let digests = try read(fields)
        if Mutant.oneDigestEnough.isOn, digests.contains(where: { $0.algorithm.digest(of: body) == $0.octets }) {
            return
        }
        for digest in digests where digest.algorithm.digest(of: body) != digest.octets { throw .mismatch }
    }

    /// The digests a message states, well-formed but not compared with anything.
    static func read(_ fields: HTTPFields) throws(DigestFault) -> [(algorithm: DigestAlgorithm, octets: [UInt8])] {
        guard let value = fields.octets(of: .contentDigest) else { throw .missing }
        var digests: [(algorithm: DigestAlgorithm, octets: [UInt8])] = []
        for entry in try entries(value) {
            guard case .item(let item) = entry.member, case .octets(let octets) = item.value, item.parameters.isEmpty
            else { throw .malformed }
            guard let algorithm = DigestAlgorithm(rawValue: entry.key) else {
                if Mutant.oldDigest.isOn { continue }
                throw .unknownAlgorithm
            }
            guard octets.count == algorithm.length else { throw .malformed }
            digests.append((algorithm, octets))
        }
        guard !digests.isEmpty else { throw .missing }
        return digests
    }

    private static func entries(_ value: [UInt8]) throws(DigestFault) -> [FieldEntry] {
        do { return try StructuredFieldParser.dictionary(value) } catch {
            switch error {
            case .repeatedKey: throw .repeated
            case .malformed, .repeatedParameter: throw .malformed
            }
        }
    }
}
