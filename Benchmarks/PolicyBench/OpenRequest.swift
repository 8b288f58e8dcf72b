import Foundation

/// One request: what it says of each dimension and flag of a policy. `nil` is missing, and so is what is of another kind.
struct OpenRequest {
    /// By dimension of ``OpenPolicy/dimensions``.
    let words: [String?]
    /// In the order of the policy's flags.
    let flags: [Bool?]
    let age: Int?
    let today: Int?

    static func lines(_ data: Data, _ policy: OpenPolicy) throws -> [OpenRequest] {
        let decoder = JSONDecoder()
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { number, line in
            guard line.contains(where: { $0 > 0x20 }) else { return nil }
            do { return OpenRequest(try decoder.decode(Line.self, from: Data(line)).request, policy) } catch {
                throw OpenFault("line \(number + 1) of the requests has no `request` that can be read")
            }
        }
    }

    private init(_ facts: [String: Fact], _ policy: OpenPolicy) {
        words = OpenPolicy.dimensions.map { facts[$0.request]?.word }
        flags = policy.flags.map { facts[$0]?.flag }
        age = facts["age"]?.number
        today = facts["today"]?.number
    }
}

private struct Line: Decodable {
    let request: [String: Fact]
}

/// A member of a request, of whatever kind.
private struct Fact: Decodable {
    var word: String?
    var flag: Bool?
    var number: Int?

    init(from decoder: any Decoder) throws {
        guard let value = try? decoder.singleValueContainer() else { return }
        if let flag = try? value.decode(Bool.self) {
            self.flag = flag
        } else if let number = try? value.decode(Int.self) {
            self.number = number
        } else {
            word = try? value.decode(String.self)
        }
    }
}
