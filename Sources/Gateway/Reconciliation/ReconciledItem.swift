import WireProtocol

/// One attempt as one side's log has it.
struct ReconciledItem: Sendable, Equatable {
    /// What the other side says of it.
    enum Standing: Sendable, Equatable {
        /// Its leaf, with equal `rq` and `rs`.
        case equal(index: Int64)
        /// It has this request, and another answer or none.
        case differs
        /// It has no such request.
        case unknown
    }

    let exchange: ExchangeID
    let request: Commitment
    /// `nil` (written `""`) where this side has no answer.
    let answer: Commitment?
    /// This side's leaf.
    let index: Int64

    fileprivate var members: [String: JSONValue] {
        [
            "id": .string(exchange.text), "rq": .string(Base64URL.encode(request.octets)),
            "rs": .string(answer.map { Base64URL.encode($0.octets) } ?? ""), "index": .integer(index),
        ]
    }

    init(exchange: ExchangeID, request: Commitment, answer: Commitment?, index: Int64) {
        self.exchange = exchange
        self.request = request
        self.answer = answer
        self.index = index
    }

    fileprivate init(_ reader: inout ObjectReader) throws(SchemaFault) {
        exchange = try reader.parsed("id", as: "an exchange's id", ExchangeID.init)
        request = try reader.parsed("rq", as: "32 octets in base64url", ReconciledItem.digest)
        let answer = try reader.parsed("rs", as: "32 octets in base64url, or empty") { text -> Commitment?? in
            text.isEmpty ? .some(nil) : ReconciledItem.digest(text).map { .some($0) }
        }
        self.answer = answer
        index = try reader.integer("index", in: 0...9_007_199_254_740_992)
    }

    private static func digest(_ text: String) -> Commitment? { Base64URL.decode(text).flatMap { Commitment($0) } }
}

/// `fcg.reconcile/1`: one day's attempts with one council, as our log has them.
struct ReconcileRequest: Sendable, Equatable {
    static let type = "fcg.reconcile/1"
    static let mostItems = Mutant.longList.isOn ? 1_000_000 : 1_000

    let from: AuthorityID
    let to: AuthorityID
    let day: CalendarDay
    let items: [ReconciledItem]

    var octets: [UInt8] {
        CanonicalJSON.encode([
            "type": .string(ReconcileRequest.type), "from": .string(from.code), "to": .string(to.code),
            "day": .string(day.description), "items": .array(items.map { .object($0.members) }),
        ])
    }

    init(from: AuthorityID, to: AuthorityID, day: CalendarDay, items: [ReconciledItem]) {
        self.from = from
        self.to = to
        self.day = day
        self.items = items
    }

    init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`\(ReconcileRequest.type)`") { $0 == ReconcileRequest.type ? $0 : nil }
        from = try reader.parsed("from", as: "an authority", AuthorityID.init)
        to = try reader.parsed("to", as: "an authority", AuthorityID.init)
        day = try reader.parsed("day", as: "a day") { CalendarDay($0) }
        items = try reader.list("items", 0...ReconcileRequest.mostItems) { (value, path) throws(SchemaFault) in
            var item = try ObjectReader(value, at: path)
            let read = try ReconciledItem(&item)
            try item.finish()
            return read
        }
        try reader.finish()
    }
}

/// `fcg.reconciliation/1`: the same items, each with what our log has of it.
struct ReconciliationReply: Sendable, Equatable {
    static let type = "fcg.reconciliation/1"

    let from: AuthorityID
    let to: AuthorityID
    let day: CalendarDay
    let items: [(item: ReconciledItem, standing: ReconciledItem.Standing)]

    static func == (left: ReconciliationReply, right: ReconciliationReply) -> Bool { left.octets == right.octets }

    var octets: [UInt8] {
        CanonicalJSON.encode([
            "type": .string(ReconciliationReply.type), "from": .string(from.code), "to": .string(to.code),
            "day": .string(day.description),
            "items": .array(
                items.map { item, standing in
                    .object(item.members.merging(["own": standing.json]) { first, _ in first })
                }),
        ])
    }

    init(
        from: AuthorityID, to: AuthorityID, day: CalendarDay,
        items: [(item: ReconciledItem, standing: ReconciledItem.Standing)]
    ) {
        self.from = from
        self.to = to
        self.day = day
        self.items = items
    }

    /// Reads a reply to a request: the same items in the same order, and nothing else.
    init(_ value: JSONValue, to request: ReconcileRequest) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`\(ReconciliationReply.type)`") { $0 == ReconciliationReply.type ? $0 : nil }
        from = try reader.parsed("from", as: "whom we asked") { $0 == request.to.code ? request.to : nil }
        to = try reader.parsed("to", as: "this node") { $0 == request.from.code ? request.from : nil }
        day = try reader.parsed("day", as: "the day asked") { $0 == request.day.description ? request.day : nil }
        items = try reader.list("items", 0...ReconcileRequest.mostItems) { (value, path) throws(SchemaFault) in
            var item = try ObjectReader(value, at: path)
            let read = try ReconciledItem(&item)
            let standing = try ReconciledItem.Standing(try item.take("own"), at: path)
            try item.finish()
            return (read, standing)
        }
        try reader.finish()
        guard items.map(\.item) == request.items else { throw SchemaFault("items", "are not those that were sent") }
    }
}

extension ReconciledItem.Standing {
    fileprivate var json: JSONValue {
        switch self {
        case .equal(let index): .integer(index)
        case .differs: "differs"
        case .unknown: "unknown"
        }
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        switch value {
        case .integer(let index) where index >= 0: self = .equal(index: index)
        case .string("differs"): self = .differs
        case .string("unknown"): self = .unknown
        default: throw SchemaFault("\(path).own", "is neither an index, `differs` nor `unknown`")
        }
    }
}
