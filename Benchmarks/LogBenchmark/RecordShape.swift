import AuditTrail
import BenchFigures
import WireProtocol

/// What one record leaves in the exchange log: invented octets, as long as real ones.
enum RecordShape: String, CaseIterable {
    /// The holder's record of a question about one person, as it is kept unless told otherwise: payloads padded to 2,048
    /// octets, both bodies of 4,096, two outbox rows of 3,072, evidence of some 800. About 24 KB.
    case question
    /// The least the holder records: payloads and outbox rows at 1,024 octets, the least they are padded to, no bodies.
    /// About 8 KB.
    case least
    /// The asker's record that nobody answered: a leaf and payloads of 1,024 octets. About 5 KB, the smallest there is.
    case unanswered

    /// Octets each of the four payloads is padded to.
    var payload: Int { self == .question ? 2_048 : LeafPayloads.standardLength }
    /// Octets each outbox row is padded to.
    var outbox: Int { self == .question ? 3_072 : LeafPayloads.standardLength }
    /// Days bodies are kept.
    var bodyDays: Int { self == .question ? 90 : 0 }
}

/// Makes the records of one shape: all alike but for nonce and exchange.
struct RecordMaker: Sendable {
    let shape: RecordShape
    let evidence: Evidence
    let query = [UInt8](repeating: UInt8(ascii: "q"), count: 4_096)
    let answer = [UInt8](repeating: UInt8(ascii: "a"), count: 4_096)
    /// Actor, decision, reason and subject as they are before they are padded and sealed.
    let texts = [200, 900, 400, 500].map { [UInt8](repeating: UInt8(ascii: "t"), count: $0) }
    private let counterpart: AuthorityID
    private let digest: Commitment
    private let payloads: LeafPayloads
    private let outbox: [OutboxItem]
    private let time: Instant

    init(_ shape: RecordShape, time: Instant) throws {
        guard let counterpart = AuthorityID("E08000035") else { throw BenchFault("no such council") }
        self.shape = shape
        self.counterpart = counterpart
        self.time = time
        evidence = Evidence(
            base: [UInt8](repeating: UInt8(ascii: "b"), count: 700), signature: [UInt8](repeating: 3, count: 64),
            keyID: "E08000035#2026a", keyHash: [UInt8](repeating: 9, count: 32))
        digest = EvidenceDigest.body(query)
        payloads = LeafPayloads(
            actor: texts[0], decision: texts[1], reason: texts[2], subject: texts[3], length: shape.payload)
        let note = JSONValue.string(String(repeating: "n", count: 600))
        outbox = ["hand-off", "nothing"].map { kind in
            OutboxItem(kind: kind, payload: kind == "nothing" ? [:] : ["note": note], length: shape.outbox)
        }
    }

    /// Records under a number that is never used twice in one log.
    func record(_ number: Int64, in trail: AuditTrail) async throws {
        guard let exchange = ExchangeID(RecordKey.text(number, length: 36)) else { throw BenchFault("no such id") }
        if shape == .unanswered {
            let unanswered = UnansweredExchange(
                counterpart: counterpart, exchange: exchange, directory: 17, request: digest, payloads: payloads,
                time: time)
            _ = try await trail.record(unanswered)
        } else {
            let answered = AnsweredExchange(
                counterpart: counterpart, exchange: exchange, nonce: RecordKey.text(~number, length: 22),
                nonceExpires: time.adding(seconds: 360), directory: 17, requestEvidence: evidence, queryOctets: query,
                queryDigest: digest, answerOctets: answer, payloads: payloads, outbox: outbox, time: time)
            _ = try await trail.record(answered)
        }
    }
}

/// Keys as nonces and exchange ids are: they come in no order.
enum RecordKey {
    /// Octets of a key, hexadecimal digits.
    static func octets(_ number: Int64, length: Int) -> [UInt8] {
        var state = UInt64(bitPattern: number)
        return [UInt8](unsafeUninitializedCapacity: length) { octets, count in
            for place in 0..<length {
                if place % 16 == 0 { state = mixed(state &+ 0x9E37_79B9_7F4A_7C15) }
                let digit = UInt8(truncatingIfNeeded: state >> UInt64(4 * (place % 16)) & 15)
                octets[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            count = length
        }
    }

    /// The same as text.
    static func text(_ number: Int64, length: Int) -> String {
        String(decoding: octets(number, length: length), as: UTF8.self)
    }

    /// A bijection that leaves no order (SplitMix64, Steele, Lea and Flood 2014).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
