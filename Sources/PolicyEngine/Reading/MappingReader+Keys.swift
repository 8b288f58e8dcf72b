import WireProtocol

/// Groups whose keys are words themselves.
extension MappingReader {
    /// The groups of a group, by key.
    mutating func namedGroups(_ key: String, _ subject: String) -> [(Located<String>, MappingReader)] {
        guard let outer = group(key, "`\(key)`") else { return [] }
        if let sketch = outer.sketch {
            let inner = SchemaSketch()
            sketch.noteAnyKey(.group(inner))
            return [(Located(value: "", spot: .start), MappingReader(sketching: inner))]
        }
        return outer.written.compactMap { entry in
            MappingReader(entry.value, subject, in: file).map {
                (Located(value: entry.key, spot: entry.keySpot), $0)
            }
        }
    }

    /// The texts of this group, by key.
    func namedTexts() -> [(Located<String>, Located<String>?)] {
        sketch?.noteAnyKey(.text)
        return written.map { entry in
            (Located(value: entry.key, spot: entry.keySpot), file.text(entry.value, as: "`\(entry.key)`"))
        }
    }

    /// The lists of new words of this group, by key.
    func namedLists() -> [(Located<String>, [Located<Code>]?)] {
        sketch?.noteAnyKey(.list(.word(nil), mayBeEmpty: false))
        return written.map { entry in
            (Located(value: entry.key, spot: entry.keySpot), file.newWords(entry.value, as: "`\(entry.key)`"))
        }
    }

    /// The numbers of this group: one for each of these keys, which another list of the file makes.
    mutating func namedNumbers(_ keys: [Code], _ range: ClosedRange<Int>) -> [Code: Int] {
        sketch?.noteAnyKey(.number(range))
        return keys.reduce(into: [:]) { found, key in found[key] = number(key.text, range)?.value }
    }
}
