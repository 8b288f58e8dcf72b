import Foundation
import WireProtocol

/// Questions of one authority, fresh each time.
struct QuestionMaker {
    /// Stands in every question, and must stand in nothing that refuses one.
    static let canary = "Canary Wharfinger"

    let kit: TestKit
    let holder: Holder
    let chance: Chance

    /// The sample query with a new id, times, salt and the canary as the worker's name.
    func question(now: Int64) -> [String: JSONValue] {
        var members = kit.sample
        members["id"] = .string("cf-" + Hex.encode(chance.octets(16)))
        members["from"] = .string(kit.authority.code)
        members["to"] = .string(holder.authority.code)
        members["issued"] = .string(Instant(seconds: now).text)
        members["expires"] = .string(Instant(seconds: now + 300).text)
        members["salt"] = .string(Base64URL.encode(chance.octets(32)))
        members["pad"] = nil
        if case .object(var worker)? = members["worker"] {
            worker["name"] = .string(QuestionMaker.canary)
            members["worker"] = .object(worker)
        }
        return members
    }
}
