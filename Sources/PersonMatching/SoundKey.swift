/// How a name sounds, so that spellings of one name in several transliterations come to the same.
///
/// A short list of rules over the letters a to z: `Hussain`, `Hussein` and `Husain` are one, and so are `Smith` and
/// `Smyth`. Other letters stand for themselves.
struct SoundKey: Sendable, Hashable {
    let octets: [UInt8]

    init(_ word: some Sequence<UInt8>) {
        var sound: [UInt8] = []
        let letters = Array(word)
        var place = 0
        while place < letters.count {
            let (sounds, taken) = SoundKey.sound(letters[place...], isFirst: place == 0)
            for octet in sounds.utf8 where sound.last != octet { sound.append(octet) }
            if sounds.utf8.isEmpty, taken == 0 {
                sound.append(letters[place])
                place += 1
            }
            place += taken
        }
        while sound.count > 3, let last = sound.last, SoundKey.vowels.contains(last) { sound.removeLast() }
        octets = sound
    }

    /// The first letter and up to three consonants: what an index files a name under.
    var skeleton: [UInt8] {
        guard let first = octets.first else { return [] }
        return [first] + octets.dropFirst().filter { !SoundKey.vowels.contains($0) }.prefix(3)
    }

    private static let vowels: Set<UInt8> = Set("aeiou".utf8)
    private static let pairs: [String: String] = [
        "ph": "f", "ck": "k", "kh": "k", "gh": "g", "th": "t", "dh": "d", "bh": "b", "sh": "s", "zh": "s", "ch": "k",
        "cz": "k", "sz": "s", "rz": "s", "tz": "s", "ou": "u", "oo": "u", "ee": "i", "ea": "i", "ie": "i", "ai": "e",
        "ei": "e", "ay": "e", "ey": "e", "wh": "v", "wr": "r", "kn": "n", "qu": "k",
    ]
    private static let singles: [UInt8: String] = Dictionary(
        uniqueKeysWithValues: zip("cqzwyjx".utf8, ["k", "k", "s", "v", "i", "i", "ks"]))

    /// The sound at the start of some letters, and how many of them it takes; nothing of none for a plain letter.
    private static func sound(_ rest: ArraySlice<UInt8>, isFirst: Bool) -> (sound: String, taken: Int) {
        if rest.count > 1, let sound = pairs[String(decoding: rest.prefix(2), as: UTF8.self)] { return (sound, 2) }
        guard let letter = rest.first else { return ("", 0) }
        if letter == UInt8(ascii: "h"), !isFirst { return ("", 1) }
        if let sound = singles[letter] { return (sound, 1) }
        return (letter < 0x80 ? String(decoding: [letter], as: UTF8.self) : "", letter < 0x80 ? 1 : 0)
    }
}

extension Evidence {
    /// How the family names sound, present and earlier ones.
    var familySounds: [SoundKey] {
        [families, previousFamilies].flatMap { names in
            names.names.map { SoundKey(names.octets[names.joined($0)]) }
        }
    }
}
