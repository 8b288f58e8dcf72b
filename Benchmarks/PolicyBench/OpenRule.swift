import WireProtocol

/// One rule of the plain form: a list or number that is absent means any.
struct OpenRule {
    let id: String
    let permits: Bool
    /// By dimension of ``OpenPolicy/dimensions``.
    let words: [[String]?]
    let flags: [String: Bool]
    let ages: ClosedRange<Int>?
    let days: ClosedRange<Int>?
    let obligations: [String]

    /// Reads a list; a key that this form does not have refuses it, since what it meant would be left out.
    static func list(_ octets: [UInt8]) throws -> [OpenRule] {
        let limits = JSONLimits(octets: .max, depth: 8, members: .max, string: 65_536)
        guard case .array(let rules) = try StrictJSON.parse(octets, limits: limits) else {
            throw OpenFault("the rules are not a list")
        }
        return try rules.enumerated().map { try OpenRule($1, place: $0) }
    }

    private init(_ value: JSONValue, place: Int) throws {
        guard case .object(let given) = value else { throw OpenFault("rule \(place) is no object") }
        var members = given.filter { $0.value != .null }
        guard case .string(let id)? = members.removeValue(forKey: "id") else {
            throw OpenFault("rule \(place) has no `id`")
        }
        guard case .string(let effect)? = members.removeValue(forKey: "effect"), ["permit", "forbid"].contains(effect)
        else { throw OpenFault("rule `\(id)`: `effect` is `permit` or `forbid`") }
        self.id = id
        permits = effect == "permit"
        words = try OpenPolicy.dimensions.map { try members.removeValue(forKey: $0.rule)?.strings(of: id) }
        flags = try members.removeValue(forKey: "flags")?.flags(of: id) ?? [:]
        ages = try members.removeValue(forKey: "age_max").map { .min...(try $0.number(of: id)) }
        let from = try members.removeValue(forKey: "valid_from")?.number(of: id)
        let until = try members.removeValue(forKey: "valid_until")?.number(of: id)
        // A range that ends before it begins holds no day; days before year 1 stand for none.
        let hasDays = (from ?? .min) <= (until ?? .max)
        days = from == nil && until == nil ? nil : hasDays ? (from ?? .min)...(until ?? .max) : .min...(.min)
        obligations = try members.removeValue(forKey: "obligations")?.strings(of: id) ?? []
        if let odd = members.keys.min() {
            throw OpenFault("rule `\(id)` has a key `\(odd)`, which the form does not have")
        }
    }
}

/// Why rules or requests could not be read.
struct OpenFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JSONValue {
    fileprivate func strings(of rule: String) throws -> [String] {
        guard case .array(let values) = self else { throw OpenFault("rule `\(rule)`: a list is none") }
        return try values.map {
            guard case .string(let text) = $0 else { throw OpenFault("rule `\(rule)`: a list holds more than words") }
            return text
        }
    }

    fileprivate func number(of rule: String) throws -> Int {
        guard case .integer(let number) = self else { throw OpenFault("rule `\(rule)`: a number is none") }
        return Int(number)
    }

    fileprivate func flags(of rule: String) throws -> [String: Bool] {
        guard case .object(let members) = self else { throw OpenFault("rule `\(rule)`: `flags` is no object") }
        return try members.mapValues {
            guard case .bool(let flag) = $0 else { throw OpenFault("rule `\(rule)`: a flag is `true` or `false`") }
            return flag
        }
    }
}
