import MerkleLog
import WireProtocol

/// What a leaf's opened commitments say: for each, its key and the value it commits to.
struct OpenedLeaf: Sendable, Equatable {
    struct Opening: Sendable, Equatable {
        let key: [UInt8]
        let value: JSONValue
    }

    let index: Int64
    var openings: [PayloadSlot: Opening]

    init(index: Int64, openings: [PayloadSlot: Opening] = [:]) {
        self.index = index
        self.openings = openings
    }

    /// One line of `payloads.jsonl`.
    var line: [UInt8] {
        var members: [String: JSONValue] = [:]
        for (slot, opening) in openings {
            members[slot.description] = ["key": .string(Base64URL.encode(opening.key)), "payload": opening.value]
        }
        return CanonicalJSON.encode(["index": .integer(index), "openings": .object(members)]) + [0x0A]
    }

    /// Reads a line without its end; only the one form is accepted.
    init?(line: [UInt8]) {
        guard case .object(let members)? = try? StrictJSON.parse(line, limits: .file),
            case .integer(let index)? = members["index"], case .object(let named)? = members["openings"]
        else { return nil }
        self.init(index: index)
        for slot in PayloadSlot.allCases {
            guard case .object(let opening)? = named[slot.description] else { continue }
            guard case .string(let text)? = opening["key"], let key = Base64URL.decode(text), key.count == 32,
                let value = opening["payload"]
            else { return nil }
            openings[slot] = Opening(key: key, value: value)
        }
        guard self.line == line + [0x0A] else { return nil }
    }

    /// The first opening that is not what the leaf commits to.
    func mismatch(_ leaf: ReadLeaf) -> PayloadSlot? {
        PayloadSlot.allCases.first { slot in
            guard let opening = openings[slot] else { return false }
            let payload = CanonicalJSON.encode(opening.value)
            return SealedFrame.commitment(to: payload, key: opening.key) != leaf.commitments[slot]
        }
    }

    subscript(slot: PayloadSlot) -> JSONValue? { openings[slot]?.value }
}
