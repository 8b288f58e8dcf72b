import WireProtocol

/// Finds what no policy file holds, comments included: signs that nobody sees, and numbers that name a person.
///
/// A line break that only some programs know would hide a rule in what people read as a comment.
struct UnwantedSigns {
    private let letters: [Unicode.Scalar]
    private let file: SourceFile

    /// Reports every one in a text; true when there is none.
    static func areAbsent(from text: String, in file: SourceFile) -> Bool {
        let before = file.diagnostics.count
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            UnwantedSigns(letters: Array(line), file: file).look(inLine: number + 1)
        }
        return file.diagnostics.count == before
    }

    private func look(inLine line: Int) {
        for (index, letter) in letters.enumerated() {
            let spot = Spot(line: line, column: index + 1)
            if let name = Self.name(of: letter) {
                file.fault(
                    "\(name) (\(letter.codePoint)) stands here", at: spot,
                    help: "delete it and type the place anew; texts from a word processor often bring one along")
            }
            if isNumberOfPerson(at: index) {
                file.fault(
                    "a number like an NHS number stands here", at: spot,
                    help:
                        "take it out: a policy file names no person; if it is another kind of number, put spaces elsewhere"
                )
            }
        }
    }

    /// What a sign is called that does not show; tabs have their own fault.
    private static func name(of letter: Unicode.Scalar) -> String? {
        if letter.isASCII { return (0x20...0x7E).contains(letter.value) || letter == "\t" ? nil : "an invisible sign" }
        return switch letter.properties.generalCategory {
        case .spaceSeparator: "a space of another kind"
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            "an invisible sign"
        default: nil
        }
    }

    /// Ten digits in a row or as 3, 3 and 4, with the right check digit. None begins with 0, as telephone numbers do.
    private func isNumberOfPerson(at start: Int) -> Bool {
        guard isDigit(start), letters[start] != "0", !isPartOfMore(before: start) else { return false }
        var digits = ""
        var index = start
        while digits.utf8.count < 10 {
            if [3, 6].contains(digits.utf8.count), isSeparator(index), isDigit(index - 1) { index += 1 }
            guard isDigit(index) else { return false }
            digits.unicodeScalars.append(letters[index])
            index += 1
        }
        return !isDigit(index) && NHSNumber(digits) != nil
    }

    private func isPartOfMore(before start: Int) -> Bool {
        guard start > 0 else { return false }
        return letters[start - 1].properties.isAlphabetic || isDigit(start - 1)
            || (isSeparator(start - 1) && isDigit(start - 2))
    }

    private func isSeparator(_ index: Int) -> Bool {
        letters.indices.contains(index) && [" ", "-"].contains(letters[index])
    }

    private func isDigit(_ index: Int) -> Bool {
        letters.indices.contains(index) && ("0"..."9").contains(letters[index])
    }
}

extension Unicode.Scalar {
    /// `U+200B`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
