import WireProtocol

/// The keys under which an index files people, so that a look-up meets everybody who could fit and few others.
///
/// A place is never a key: the place of a marked person must not decide who is found.
package enum BlockKeys {
    /// How many keys every description has.
    package static let perDescription = 16
    /// Larger than every key.
    package static let ceiling = Int64.max

    /// The keys of a person held.
    package static func of(_ record: PersonRecord) -> Set<Int64> {
        let evidence = record.evidence.reveal()
        return Set(texts(evidence, birthDates: [evidence.birthDate].compactMap { $0 }).map(hash))
    }

    /// The keys to look under, always equally many: those that are missing are filled with keys of nobody.
    package static func of(_ description: PersonDescription) -> [Int64] {
        let evidence = description.evidence.reveal()
        let dates = [evidence.birthDate, evidence.birthDate?.swapped].compactMap { $0 }
        let texts = Array(texts(evidence, birthDates: dates).prefix(perDescription))
        var keys = texts.map(hash)
        // A chain of keys that no text was hashed to, so that a question of few words costs what one of many does.
        while keys.count < perDescription { keys.append(hash("nobody|\(keys.last ?? 0)")) }
        return keys
    }

    /// The number, then birthday with family name, then birthday with given name; the surest first.
    private static func texts(_ evidence: Evidence, birthDates: [CalendarDay]) -> [String] {
        var texts: [String] = []
        if let number = evidence.number { texts.append("n|" + number.digits) }
        let families = (evidence.families + evidence.previousFamilies).flatMap(familyKeys)
        let givens = evidence.givens.compactMap(\.called).flatMap { Nicknames.roots($0).sorted() }
        for date in birthDates.map(\.description) {
            texts += families.map { "f|\(date)|\($0)" } + givens.map { "g|\(date)|\($0)" }
        }
        return texts.indices.filter { !texts[..<$0].contains(texts[$0]) }.map { texts[$0] }
    }

    /// The whole name and each of its parts that is not a particle.
    private static func familyKeys(_ words: [String]) -> [String] {
        [words.joined()] + words.filter { words.count > 1 && !NameWords.particles.contains($0) }
    }

    /// FNV-1a over 64 bits, then the finaliser of MurmurHash3; below ``ceiling`` and never negative.
    private static func hash(_ text: String) -> Int64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in text.utf8 { value = (value ^ UInt64(octet)) &* 0x100_0000_01B3 }
        value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return Int64((value ^ (value >> 33)) >> 2)
    }
}
