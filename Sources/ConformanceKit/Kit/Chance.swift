import Crypto
import Synchronization
import WireProtocol

/// Octets that follow from a seed and the moment the run began: two runs of one seed try the same things in the same
/// order, and yet no nonce of the first is a replay in the second.
package final class Chance: Sendable {
    /// The seed as it was given or drawn.
    package let seed: UInt64
    private let began: Int64
    private let drawn = Mutex<UInt64>(0)

    /// `began` is in milliseconds since 1970.
    package init(seed: UInt64, began: Int64) {
        self.seed = seed
        self.began = began
    }

    /// Fresh octets, at most 32.
    package func octets(_ count: Int) -> [UInt8] {
        let number = drawn.withLock { drawn in
            drawn += 1
            return drawn
        }
        let digest = SHA256.hash(data: Array("fcg-conformance \(seed) \(began) \(number)".utf8))
        return Array(Array(digest).prefix(count))
    }

    /// 24 octets in base64url.
    package func nonce() -> String { Base64URL.encode(octets(24)) }

    /// The same elements in an order that follows from the seed alone.
    package func shuffled<Element>(_ elements: [Element], named name: (Element) -> String) -> [Element] {
        elements.map { element in
            (element, Array(SHA256.hash(data: Array("\(seed) \(name(element))".utf8))))
        }.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0)
    }
}
