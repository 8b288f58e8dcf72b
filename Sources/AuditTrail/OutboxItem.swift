package import WireProtocol

/// Work for another part of the node, recorded in the same commit as the leaf it follows from.
package struct OutboxItem: Sendable, Equatable {
    /// What it is, such as `hand-off`.
    package var kind: String
    /// What it takes to do it.
    package var payload: Redacted<JSONValue>
    /// Octets that kind and payload are padded to before they are sealed.
    package var length: Int

    /// `length` must be a function of the question alone: whoever sees the sealed row sees its length.
    package init(kind: String, payload: JSONValue, length: Int) {
        self.kind = kind
        self.payload = Redacted(payload)
        self.length = length
    }

    /// Octets of an item before it is padded.
    package static func octets(kind: String, payload: JSONValue) -> Int { encoded(kind, payload).count }

    static func encoded(_ kind: String, _ payload: JSONValue) -> [UInt8] {
        CanonicalJSON.encode(["kind": .string(kind), "payload": payload])
    }
}

/// A row of the outbox, waiting to be fetched.
package struct OutboxRow: Sendable, Equatable {
    /// Rises with each row and is never used again.
    package let id: Int64
    /// Origin of the log the leaf stands in.
    package let origin: String
    /// Index of the leaf the row follows from.
    package let index: Int64
    private let opened: Opened?

    private struct Opened: Sendable, Equatable {
        let octets: Redacted<[UInt8]>
        let length: Int
    }

    init(id: Int64, origin: String, index: Int64, opened: (octets: [UInt8], length: Int)?) {
        self.id = id
        self.origin = origin
        self.index = index
        self.opened = opened.map { Opened(octets: Redacted($0.octets), length: $0.length) }
    }

    /// What is to be done; `nil` if the row does not open, or if another build wrote it.
    package var item: OutboxItem? {
        guard let opened,
            case .object(let members)? = try? StrictJSON.parse(opened.octets.reveal(), limits: .file),
            case .string(let kind)? = members["kind"], let payload = members["payload"]
        else { return nil }
        return OutboxItem(kind: kind, payload: payload, length: opened.length)
    }

    /// Whether it opens and is of a kind, by the first octets of its canonical form: most rows are of one and are not read.
    package func isOf(kind: String) -> Bool {
        opened?.octets.reveal().starts(with: "{\"kind\":\"\(kind)\",".utf8) ?? false
    }
}
