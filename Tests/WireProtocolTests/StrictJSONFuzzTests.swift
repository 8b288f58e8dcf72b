import Testing
import WireProtocol

@Suite("Strict JSON, by chance")
struct StrictJSONFuzzTests {
    @Test(
        "whatever is written canonically is read back as the same value, and written as the same octets",
        arguments: 1...8)
    func canonicalRoundTrip(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        for _ in 0..<150 {
            let value = JSONValue.random(depth: 5, using: &chance)
            let octets = CanonicalJSON.encode(value)

            let read = try StrictJSON.parse(octets, limits: .file)

            #expect(read == value)
            #expect(CanonicalJSON.encode(read) == octets)
            #expect(try StrictJSON.parse(Array(CanonicalJSON.prettyText(value).utf8), limits: .file) == value)
        }
    }

    @Test("altered octets are either refused or mean one thing, whose canonical form is stable", arguments: 1...8)
    func mutation(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed &+ 100)
        var accepted = 0
        var refused = 0
        for _ in 0..<1_000 {
            let octets = CanonicalJSON.encode(.random(depth: 4, using: &chance)).mutated(using: &chance)
            guard let value = try? StrictJSON.parse(octets) else {
                refused += 1
                continue
            }
            accepted += 1
            let canonical = CanonicalJSON.encode(value)
            #expect(CanonicalJSON.encode(try StrictJSON.parse(canonical, limits: .file)) == canonical)
        }
        #expect(accepted > 0 && refused > 0)
    }

    @Test("noise never stops the reader, and a fault lies inside the input", arguments: 1...4)
    func noise(seed: UInt64) {
        var chance = SplitMix64(seed: seed &+ 200)
        let alphabet = Array("{}[]\",:\\u0019dDeE-+. tfn\n".utf8) + [0x00, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        for _ in 0..<2_000 {
            let octets = (0..<Int.random(in: 0...40, using: &chance)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &chance)]
            }
            do {
                _ = try StrictJSON.parse(octets)
            } catch {
                #expect((0...octets.count).contains(error.offset))
            }
        }
    }
}

extension JSONValue {
    fileprivate static func random(depth: Int, using chance: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &chance) {
        case 0: .null
        case 1: .bool(.random(using: &chance))
        case 2: .integer(.random(in: -9_007_199_254_740_992...9_007_199_254_740_992, using: &chance))
        case 3: .integer(.random(in: -9...9, using: &chance))
        case 4: .string(.random(using: &chance))
        case 5:
            .array((0..<Int.random(in: 0...4, using: &chance)).map { _ in .random(depth: depth - 1, using: &chance) })
        default: .object(randomMembers(depth: depth - 1, using: &chance))
        }
    }

    private static func randomMembers(depth: Int, using chance: inout SplitMix64) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &chance) {
            members[.random(using: &chance)] = .random(depth: depth, using: &chance)
        }
        return members
    }
}

extension String {
    fileprivate static func random(using chance: inout SplitMix64) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x01...0x1F, 0x20...0x7E, 0x22...0x22, 0x5C...0x5C, 0x7F...0x2FF, 0xE000...0xFFFD, 0x1F300...0x1F64F,
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &chance) {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &chance)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &chance)) { text.append(scalar) }
        }
        return String(text)
    }
}

extension [UInt8] {
    fileprivate func mutated(using chance: inout SplitMix64) -> [UInt8] {
        var octets = self
        let place = Int.random(in: 0...octets.count, using: &chance)
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: octets.insert(.random(in: 0...255, using: &chance), at: place)
        case 1 where place < octets.count: octets[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
        case 2 where place < octets.count: octets.remove(at: place)
        default: octets.insert(contentsOf: [0x20, 0x0A], at: place)
        }
        return octets
    }
}
