import AuditTrail
import WireProtocol

/// What two councils' logs do not agree about, for whoever has to look into it: no names, only where each side has it.
struct DisputeList {
    let file: DisputeFile?

    var json: JSONValue {
        get throws {
            let disputes = try file?.disputes() ?? []
            return ["disputes": .array(try disputes.map(json))]
        }
    }

    private func json(_ dispute: Dispute) throws -> JSONValue {
        let receipt = try file?.receipt(of: dispute.exchange, dispute.request)
        return [
            "kind": .string(dispute.kind.rawValue), "day": .string(dispute.day.description),
            "counterpart": .string(dispute.counterpart.code), "exchange": .string(dispute.exchange.text),
            "rq": .string(Base64URL.encode(dispute.request.octets)), "index": .integer(dispute.index),
            "found": .string(dispute.found.text), "raised": .bool(dispute.kind.isRaised),
            "receipt": receipt.map { .string(Base64.encode($0)) } ?? .null,
            "reply": dispute.reply.isEmpty ? .null : .string(Base64.encode(dispute.reply)),
        ]
    }
}
