import WireProtocol

/// Why a text is no model. Names the place in it.
package struct ModelFault: Error, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension MatchModel {
    private static let format = "fcg.match-model/1"

    /// The model as canonical JSON, with the bits beside the shares so that a person can review it.
    package var file: [UInt8] {
        let fields: [(String, JSONValue)] = ScoreField.allCases.map { field in
            let levels = field.levels.indices.filter { !field.isSilent($0) }
            return (
                field.name,
                .object(Dictionary(uniqueKeysWithValues: levels.map { (field.levels[$0], level(field, $0)) }))
            )
        }
        return CanonicalJSON.encode(
            .object([
                "fields": .object(Dictionary(uniqueKeysWithValues: fields)), "format": .string(MatchModel.format),
                "household": .integer(Int64(household)), "normaliser": .integer(Int64(Normaliser.version)),
                "origin": .string(origin), "whole": .integer(Int64(MatchModel.whole)),
            ])) + [0x0A]
    }

    /// Sixteen hexadecimal digits that follow from everything in the file, to tell one model from another.
    package var digest: String {
        let text = String(TextHash(file).wideKey, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    private func level(_ field: ScoreField, _ level: Int) -> JSONValue {
        let shares = self[field]
        return .object([
            "bits": .string(Bits.text(bits(field, level))), "cohabitants": .integer(Int64(shares.cohabitants[level])),
            "others": .integer(Int64(shares.others[level])), "same": .integer(Int64(shares.same[level])),
        ])
    }

    /// Reads a file of this version of the normaliser. Bits that do not follow from the shares are refused: somebody
    /// changed the one and not the other.
    package init(file octets: [UInt8]) throws(ModelFault) {
        let value: JSONValue
        do {
            value = try StrictJSON.parse(octets, limits: .file)
        } catch {
            throw ModelFault("is not strict JSON")
        }
        guard value["format"]?.text == MatchModel.format else {
            throw ModelFault("`format` is not `\(MatchModel.format)`")
        }
        guard value["normaliser"]?.number == Normaliser.version else {
            throw ModelFault("`normaliser` is not \(Normaliser.version): train it anew with this version")
        }
        guard let origin = value["origin"]?.text, let household = value["household"]?.number,
            (1...50).contains(household)
        else { throw ModelFault("`origin` or `household` is missing or no such value") }
        self = MatchModel.shipped
        (self.origin, self.household) = (origin, household)
        for field in ScoreField.allCases { try read(field, value["fields"]?[field.name]) }
    }

    private mutating func read(_ field: ScoreField, _ value: JSONValue?) throws(ModelFault) {
        for (place, name) in field.levels.enumerated() where !field.isSilent(place) {
            let level = value?[name]
            func share(_ kind: String) throws(ModelFault) -> Int {
                guard let share = level?[kind]?.number, (1...MatchModel.whole).contains(share) else {
                    throw ModelFault("`fields.\(field.name).\(name).\(kind)` is no share from 1 to \(MatchModel.whole)")
                }
                return share
            }
            self[field].same[place] = try share("same")
            self[field].others[place] = try share("others")
            self[field].cohabitants[place] = try share("cohabitants")
            guard level?["bits"]?.text == Bits.text(bits(field, place)) else {
                throw ModelFault(
                    "`fields.\(field.name).\(name).bits` does not follow from the shares, which give "
                        + Bits.text(bits(field, place)))
            }
        }
    }
}

extension JSONValue {
    fileprivate subscript(member: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[member]
    }
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var number: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
}
