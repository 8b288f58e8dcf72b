/// A name as two people may write it: case, spaces and punctuation do not tell one from another.
package struct PlainName: Sendable, Hashable {
    private let letters: String

    package init(_ text: String) {
        letters =
            String(text.lowercased().unicodeScalars.filter(\.properties.isAlphabetic).map(Character.init))
            + String(text.unicodeScalars.filter { $0.properties.numericType != nil }.map(Character.init))
    }

    package var isEmpty: Bool { letters.isEmpty }
}
