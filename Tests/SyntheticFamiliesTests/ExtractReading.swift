import SyntheticFamilies
import WireProtocol

/// The families most tests look at: few, so that the tests are quick.
enum Fixture {
    static let today = CalendarDay(daysSinceEpoch: 20_777)
    static let families = SyntheticFamilies(seed: 7, today: today, familiesPerCouncil: 60)
    static let extracts = Dictionary(
        SyntheticCouncil.allCases.map { ($0, families.extracts(for: $0)) }, uniquingKeysWith: { first, _ in first })

    /// The rows of a file of one source, by header name.
    static func rows(_ council: SyntheticCouncil, _ service: SyntheticService, _ file: String) -> [[String: String]] {
        guard let octets = extracts[council]?["\(service.source(at: council))/\(file)"] else { return [] }
        return rows(octets)
    }

    /// The rows of a file, from every source of every council.
    static func rows(_ file: String) -> [[String: String]] {
        SyntheticCouncil.allCases.flatMap { council in
            SyntheticService.allCases.flatMap { rows(council, $0, file) }
        }
    }

    /// Reads RFC 4180 independently of the writer.
    static func rows(_ octets: [UInt8]) -> [[String: String]] {
        var lines: [[String]] = []
        var line: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted, 0x0A where !isQuoted:
                line.append(String(decoding: field, as: UTF8.self))
                field = []
                if octet == 0x0A {
                    lines.append(line)
                    line = []
                }
            case 0x0D where !isQuoted: break
            default: field.append(octet)
            }
        }
        guard let header = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    /// A manifest's JSON object.
    static func manifest(_ council: SyntheticCouncil, _ service: SyntheticService) throws -> [String: JSONValue] {
        let octets = extracts[council]?["\(service.source(at: council))/manifest.json"] ?? []
        guard case .object(let members) = try StrictJSON.parse(octets, limits: .file) else { return [:] }
        return members
    }
}
