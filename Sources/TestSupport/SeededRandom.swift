import Synchronization

/// Random numbers that are the same for the same seed (SplitMix64, Steele, Lea and Flood, 2014). Never for secrets.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed gives the same numbers on every machine.
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// So many octets, least significant octet of each number first.
    package mutating func octets(_ count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(count + 7)
        while octets.count < count {
            var number = next()
            for _ in 0..<8 {
                octets.append(UInt8(truncatingIfNeeded: number))
                number >>= 8
            }
        }
        return Array(octets.prefix(count))
    }

    /// The source of octets that our modules take as a parameter; calls share one stream and may come from anywhere.
    package static func source(seed: UInt64) -> @Sendable (Int) -> [UInt8] {
        let stream = SharedStream(SeededRandom(seed: seed))
        return { count in stream.octets(count) }
    }
}

extension SeededRandom {
    /// True in so many of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// Any one element; there must be one.
    package mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    /// About half of them, and at least one.
    package mutating func some<Element>(of elements: [Element]) -> [Element] {
        let chosen = elements.filter { _ in chance(55) }
        return chosen.isEmpty ? [one(of: elements)] : chosen
    }
}

private final class SharedStream: Sendable {
    private let random: Mutex<SeededRandom>

    init(_ random: SeededRandom) { self.random = Mutex(random) }

    func octets(_ count: Int) -> [UInt8] { random.withLock { $0.octets(count) } }
}
