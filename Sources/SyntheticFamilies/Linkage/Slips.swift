import WireProtocol

/// What fingers and forms do to names, dates and numbers.
enum Slips {
    /// One slip of the keyboard in a word: a letter left out, doubled, put wrong or swapped with the next.
    static func typo(_ word: String, _ chance: inout SplitMix64) -> String {
        var letters = Array(word)
        guard letters.count > 2 else { return word }
        let place = chance.within(1...letters.count - 2)
        switch chance.below(4) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters.swapAt(place, place + 1)
        default: letters[place] = chance.pick(Array("aeionrst"))
        }
        return String(letters)
    }

    /// A name of another that sounds alike.
    static func neighbour(_ name: String, _ chance: inout SplitMix64) -> String {
        var letters = Array(plain(name))
        if chance.below(2) == 0 {
            letters[0] = chance.pick(Array("AEJKLMRT").filter { $0 != letters[0] })
        } else {
            letters[letters.count - 1] = chance.pick(Array("aeinly").filter { $0 != letters[letters.count - 1] })
        }
        return String(letters)
    }

    /// Without marks on letters.
    static func plain(_ name: String) -> String {
        let base: [Character: String] = [
            "ë": "e", "é": "e", "è": "e", "á": "a", "â": "a", "ã": "a", "í": "i", "ó": "o", "ô": "o", "ö": "o",
            "ü": "u",
            "ú": "u", "ł": "l", "Ł": "L", "ź": "z", "ż": "z", "ñ": "n", "ç": "c", "ê": "e", "ễ": "e", "ó̂": "o",
        ]
        return name.map { base[$0] ?? String($0) }.joined()
    }

    /// A date with day and month exchanged, or with one digit put wrong.
    static func date(_ day: CalendarDay, _ chance: inout SplitMix64) -> CalendarDay {
        if chance.chance(40), day.day != day.month,
            let swapped = CalendarDay(year: day.year, month: day.day, day: day.month)
        {
            return swapped
        }
        var digits = Array(day.description.utf8)
        while true {
            let place = chance.pick([3, 6, 8, 9])
            let old = digits[place]
            digits[place] = 0x30 + UInt8(chance.below(10))
            if digits[place] != old, let slip = CalendarDay(String(decoding: digits, as: UTF8.self)) { return slip }
            digits[place] = old
        }
    }

    /// A number with one digit put wrong, which the check digit gives away.
    static func number(_ number: String, _ chance: inout SplitMix64) -> String {
        var digits = Array(number.utf8)
        let place = chance.within(2...9)
        digits[place] = 0x30 + (digits[place] - 0x30 + UInt8(chance.within(1...9))) % 10
        return String(decoding: digits, as: UTF8.self)
    }
}
