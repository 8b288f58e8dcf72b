/// Padding, so that the length of a message says little about its content.
enum Padding {
    /// Messages are multiples of this many octets.
    static let block = 4_096

    /// Canonical JSON of an object with a member `pad` of as many zeros as fill the last block.
    ///
    /// `write` writes all members, `pad` by ``member(of:)``, and gives back what that gave.
    static func encode(to block: Int = Padding.block, _ write: (inout CanonicalWriter) -> Int) -> [UInt8] {
        var writer = CanonicalWriter(capacity: 4 * Padding.block)
        var place = 0
        writer.object { place = write(&$0) }
        var octets = writer.octets
        let missing = (block - octets.count % block) % block
        octets.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: missing), at: place)
        return octets
    }

    /// Writes the member, empty as yet; gives back where its zeros go.
    static func member(of object: inout CanonicalWriter) -> Int {
        object.member("pad", "")
        return object.octets.count - 1
    }

    /// Fewer than 4,096 zeros and nothing else.
    static func isPadding(_ text: String) -> Bool {
        var text = text
        if Mutant.anyPadding.isOn { return true }
        return text.withUTF8 { octets in octets.count < block && octets.allSatisfy { $0 == UInt8(ascii: "0") } }
    }
}
