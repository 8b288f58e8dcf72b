import WireProtocol

/// The keys of the index that is held in memory. A marked person's record has no place, and so stands under no place.
enum PopulationKeys {
    /// Keys to file a person under, or with `seeking` to look under: a birthday with day and month exchanged, too.
    static func of(_ evidence: Evidence, localID: String, seeking: Bool) -> [UInt64] {
        var keys: [UInt64] = []
        func add(_ hash: TextHash) {
            let key = hash.wideKey
            if !keys.contains(key) { keys.append(key) }
        }
        for number in evidence.everyNumber { add(TextHash(.number).followed(by: number.digits.utf8)) }
        for number in evidence.pupilNumbers { add(TextHash(.pupilNumber).followed(by: number.text.utf8)) }
        if !localID.isEmpty { add(TextHash(.localID).followed(by: localID.utf8)) }
        if let uprn = evidence.dwelling.uprn { add(TextHash(.property).followed(by: uprn)) }
        if let day = evidence.birthDigits {
            add(TextHash(.birth).followed(by: day))
            if seeking { add(TextHash(.birth).followed(by: swapped(day))) }
        }
        let given = roots(evidence.givens)
        let families = evidence.familyWords
        for postcode in evidence.postcodes + evidence.previousPostcodes {
            for family in families { add(TextHash(.familyAndPlace).followed(by: postcode.text.utf8).then(family)) }
            for name in given { add(TextHash(.givenAndPlace).followed(by: postcode.text.utf8).then(name.utf8)) }
        }
        if let year = evidence.birthDigits.map({ $0 / 10_000 }) {
            let sounds = Set(evidence.familySounds.map(\.skeleton))
            for sound in sounds {
                for name in given { add(TextHash(.namesAndYear).followed(by: year).then(name.utf8).then(sound)) }
            }
        }
        return keys
    }

    /// Keys for linking records of one authority, in addition: any two facts that a slip seldom spoils both of.
    static func forLinking(_ evidence: Evidence) -> [UInt64] {
        var keys: Set<UInt64> = []
        let names = evidence.namesOfEitherKind
        let town = evidence.dwelling.town.filter { $0 != 0x20 }.prefix(4)
        for name in names {
            for postcode in evidence.postcodes { keys.insert(hash(.nameAndPostcode, name, Array(postcode.text.utf8))) }
            if !town.isEmpty { keys.insert(hash(.nameAndTown, name, town)) }
            if let day = evidence.birthDigits {
                keys.insert(TextHash(.nameAndYear).followed(by: day / 10_000).then(name).wideKey)
            }
        }
        let starts = names.map { Array($0.prefix(4)) }.sorted { $0.lexicographicallyPrecedes($1) }
        for (place, one) in starts.enumerated() {
            for other in starts[(place + 1)...] { keys.insert(hash(.bothNames, one, other)) }
        }
        let letters = evidence.dwelling.line.filter { $0 != 0x20 && !(0x30...0x39).contains($0) }
        guard letters.count > 3 else { return Array(keys) }
        let numbers = evidence.dwelling.line.filter { (0x30...0x39).contains($0) }
        if !numbers.isEmpty { keys.insert(hash(.numbersAndLine, numbers, letters.prefix(5))) }
        for postcode in evidence.postcodes {
            keys.insert(hash(.lineAndPostcode, Array(postcode.text.utf8), letters.prefix(4)))
        }
        if !town.isEmpty { keys.insert(hash(.lineAndTown, town, letters.prefix(6))) }
        return Array(keys)
    }

    private static func hash(_ kind: BlockKind, _ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> UInt64 {
        TextHash(kind).followed(by: one).then(other).wideKey
    }

    /// `yyyymmdd` as `yyyyddmm`.
    private static func swapped(_ day: Int) -> Int { day / 10_000 * 10_000 + day % 100 * 100 + day / 100 % 100 }

    /// What the called names may be forms of.
    private static func roots(_ givens: Names) -> Set<String> {
        Set(givens.names.flatMap { Nicknames.roots(givens.text(givens.called($0))) })
    }
}

extension Evidence {
    /// Family names, present and earlier, whole and by their parts.
    fileprivate var familyWords: [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        for names in [families, previousFamilies] { names.forEachKey { words.append($0) } }
        return words
    }

    /// Called given names and whole family names, for files in which the two change places.
    fileprivate var namesOfEitherKind: [ArraySlice<UInt8>] {
        givens.names.map { givens.octets[givens.called($0)] }
            + families.names.map { families.octets[families.joined($0)] }
    }
}
