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
        return Set(keys(of: evidence, birthDates: [evidence.birthDate].compactMap { $0 }))
    }

    /// The keys to look under, always equally many: those that are missing are filled with keys of nobody.
    package static func of(_ description: PersonDescription) -> [Int64] {
        let evidence = description.evidence.reveal()
        let dates = [evidence.birthDate, evidence.birthDate?.swapped].compactMap { $0 }
        var keys = Array(keys(of: evidence, birthDates: dates).prefix(perDescription))
        // A chain of keys that no text was hashed to, so that a question of few words costs what one of many does.
        let nobody = TextHash("nobody|".utf8)
        while keys.count < perDescription { keys.append(nobody.followed(byDigitsOf: keys.last ?? 0).key) }
        return keys
    }

    /// The numbers, then birthday with family name, then birthday with given name; the surest first, none twice.
    private static func keys(of evidence: Evidence, birthDates: [CalendarDay]) -> [Int64] {
        var keys: [Int64] = []
        keys.reserveCapacity(perDescription)
        func add(_ key: Int64) { if !keys.contains(key) { keys.append(key) } }
        for number in evidence.everyNumber { add(TextHash("n|".utf8).followed(by: number.digits.utf8).key) }
        let givens = evidence.givens
        let called = givens.names.flatMap { Nicknames.roots(givens.text(givens.called($0))).sorted() }
        for date in birthDates.map(\.description.utf8) {
            let family = TextHash("f|".utf8).followed(by: date).followed(by: "|".utf8)
            for names in [evidence.families, evidence.previousFamilies] {
                names.forEachKey { add(family.followed(by: $0).key) }
            }
            let given = TextHash("g|".utf8).followed(by: date).followed(by: "|".utf8)
            for name in called { add(given.followed(by: name.utf8).key) }
        }
        return keys
    }
}

extension Names {
    /// Of each name the whole and each of its parts that is not a particle.
    func forEachKey(_ body: (ArraySlice<UInt8>) -> Void) {
        for name in names {
            body(octets[joined(name)])
            guard name.count > 1 else { continue }
            for word in words[name] where !NameWords.particles.contains(text(word)) { body(octets[word]) }
        }
    }
}

/// FNV-1a over 64 bits, then the finaliser of MurmurHash3; below ``BlockKeys/ceiling`` and never negative.
struct TextHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ octets: some Sequence<UInt8>) { add(octets) }

    private mutating func add(_ octets: some Sequence<UInt8>) {
        for octet in octets { value = (value ^ UInt64(octet)) &* 0x100_0000_01B3 }
    }

    /// The hash of the text so far with more behind it.
    func followed(by octets: some Sequence<UInt8>) -> TextHash {
        var longer = self
        longer.add(octets)
        return longer
    }

    /// The hash of the text so far with a number behind it, which is not negative.
    func followed(byDigitsOf number: Int64) -> TextHash {
        var scale: Int64 = 1
        while number / scale >= 10 { scale *= 10 }
        var longer = self
        while scale > 0 {
            longer.add(CollectionOfOne(UInt8(ascii: "0") + UInt8(number / scale % 10)))
            scale /= 10
        }
        return longer
    }

    var key: Int64 {
        var value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return Int64((value ^ (value >> 33)) >> 2)
    }
}
