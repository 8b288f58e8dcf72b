package import WireProtocol

/// Two councils' sides next to each other: what each tells the other, and what of the two sets does not fit.
package struct CouncilComparison: Sendable, Equatable {
    /// One category, as one council tells it to the other.
    package struct Side: Sendable, Equatable {
        /// `Stockport tells Leeds`.
        package let direction: String
        /// Purpose and level, such as `contact for s47-enquiry`; empty for nothing.
        package let told: [String]
    }

    /// One category with both sides.
    package struct Row: Sendable, Equatable {
        package let category: String
        package let sides: [Side]
    }

    package let rows: [Row]
    /// One sentence each.
    package let misfits: [String]
}

extension CouncilComparison: CustomStringConvertible {
    package var description: String {
        var lines: [String] = []
        for row in rows {
            lines.append(row.category)
            for side in row.sides {
                lines.append(
                    "  \(side.direction): \(side.told.isEmpty ? "nothing" : side.told.joined(separator: "; "))")
            }
        }
        lines.append("")
        lines.append(misfits.isEmpty ? "The two sides fit." : "What does not fit:")
        return (lines + misfits.map { "- " + $0 }).joined(separator: "\n")
    }
}

extension PolicySet {
    /// This council's set beside another's, as both stand on a day.
    package func between(_ other: PolicySet, on day: CalendarDay) -> CouncilComparison {
        let ways = [CouncilWay(holder: self, asker: other, day: day), CouncilWay(holder: other, asker: self, day: day)]
        let rows = vocabulary.categories.map(\.code).compactMap { category -> CouncilComparison.Row? in
            let sides = ways.map { CouncilComparison.Side(direction: $0.direction, told: $0.told(category)) }
            guard sides.contains(where: { !$0.told.isEmpty }) else { return nil }
            return CouncilComparison.Row(
                category: RulePhrases(vocabulary: vocabulary).name(ofCategory: category), sides: sides)
        }
        let words = VocabularyComparison(left: self, right: other).misfits
        return CouncilComparison(rows: rows, misfits: words + pair(ways) + ways.flatMap(\.misfits))
    }

    /// What only shows when both directions are laid side by side.
    private func pair(_ ways: [CouncilWay]) -> [String] {
        let agreements = ways.compactMap(\.live.first)
        guard agreements.count == 2 else { return [] }
        var misfits: [String] = []
        if agreements[0].valid != agreements[1].valid {
            misfits.append(
                "The days differ: `\(agreements[0].id)` holds from \(agreements[0].valid.from) to \(agreements[0].valid.until), "
                    + "`\(agreements[1].id)` from \(agreements[1].valid.from) to \(agreements[1].valid.until).")
        }
        if agreements[0].controllers != agreements[1].controllers {
            misfits.append(
                "`\(agreements[0].id)` says the controllers act \(agreements[0].controllers), "
                    + "`\(agreements[1].id)` says \(agreements[1].controllers).")
        }
        return misfits
    }
}

/// One direction: what one council would answer beside what the other would ask.
private struct CouncilWay {
    let holder: PolicySet
    let asker: PolicySet
    let day: CalendarDay

    private var holderName: String { RulePhrases(vocabulary: holder.vocabulary).name(holder.authority) }
    private var askerName: String { RulePhrases(vocabulary: holder.vocabulary).name(asker.authority) }
    var direction: String { "\(holderName) tells \(askerName)" }

    /// The agreements that answer on the day.
    var live: [Agreement] {
        holder.agreements(with: asker.authority).filter { $0.state == "live" && $0.valid.contains(day) }
    }

    func told(_ category: Code) -> [String] {
        let shares = live.flatMap(\.shares).filter { share in share.categories.contains { $0.value == category } }
        return VocabularyFile.levels.dropFirst().compactMap { level in
            let fitting = shares.filter { $0.upTo == level }
            let purposes = holder.vocabulary.purposes.map(\.code).filter { purpose in
                fitting.contains { share in share.purposes.contains { $0.value == purpose } }
            }
            guard !purposes.isEmpty else { return nil }
            return "`\(level)` for \(purposes.map(\.text).joined(separator: ", "))"
        }
    }

    var misfits: [String] {
        guard let agreement = live.first else { return [noAgreement] }
        return purposes + persons + identifiers(agreement)
    }

    private var noAgreement: String {
        guard let found = holder.agreements(with: asker.authority).first else {
            return "\(holderName) has no agreement about what it tells \(askerName)."
        }
        let why =
            found.state == "live" ? "from \(found.valid.from) to \(found.valid.until)" : "in the state `\(found.state)`"
        return "`\(found.id)` does not answer \(askerName) on \(day): it is \(why)."
    }

    private var shares: [Share] { live.flatMap(\.shares) }

    private var purposes: [String] {
        let told = Set(shares.flatMap { $0.purposes.map(\.value) })
        let asked = Set(asker.asking.send.flatMap { $0.purposes ?? asker.vocabulary.purposes.map(\.code) })
        let neverAsked = told.subtracting(asked).sorted().map {
            "\(holderName) answers \(askerName) for `\($0)`, for which \(askerName) asks nobody."
        }
        return neverAsked
            + asked.subtracting(told).sorted().map {
                "\(askerName) may ask \(holderName) for `\($0)`, for which \(holderName) tells it nothing."
            }
    }

    private var persons: [String] {
        let told = Set(shares.flatMap { $0.about.map(\.value) })
        let asked = Set(asker.asking.send.flatMap { $0.about ?? asker.vocabulary.about.map(\.word) })
        let neverAsked = told.subtracting(asked).sorted().map {
            "\(holderName) answers \(askerName) about a `\($0)`, about whom \(askerName) asks nobody."
        }
        return neverAsked
            + asked.subtracting(told).sorted().map {
                "\(askerName) may ask \(holderName) about a `\($0)`, about whom \(holderName) tells it nothing."
            }
    }

    /// What a question of the asker would carry, and the agreement does not let it carry.
    private func identifiers(_ agreement: Agreement) -> [String] {
        let sent = Set(asker.asking.send.flatMap(\.identifiers))
        return sent.subtracting(agreement.identifiers).sorted().map {
            "\(askerName) sends `\($0)` in its questions, which `\(agreement.id)` does not let a question carry."
        }
    }
}

/// Two vocabularies that should be the same, letter for letter.
private struct VocabularyComparison {
    let left: PolicySet
    let right: PolicySet

    var misfits: [String] {
        let kinds: [(String, (Vocabulary) -> [String])] = [
            ("purpose", { $0.purposes.map(\.code.text) }), ("role", { $0.roles.map(\.text) }),
            ("word for a person", { $0.about.map(\.word.text) }), ("mark", { $0.marks.map(\.code.text) }),
            ("identifier", { $0.identifiers.map(\.text) }), ("category", { $0.categories.map(\.code.text) }),
        ]
        return revision + kinds.flatMap { missing($0, $1) } + fields
    }

    private var revision: [String] {
        let (ours, theirs) = (left.vocabulary.revision, right.vocabulary.revision)
        guard ours != theirs else { return [] }
        return ["The vocabularies differ: \(name(left)) has revision \(ours), \(name(right)) has \(theirs)."]
    }

    private func name(_ set: PolicySet) -> String { RulePhrases(vocabulary: left.vocabulary).name(set.authority) }

    private func missing(_ kind: String, _ words: (Vocabulary) -> [String]) -> [String] {
        let (ours, theirs) = (Set(words(left.vocabulary)), Set(words(right.vocabulary)))
        return ours.subtracting(theirs).sorted().map { "Only \(name(left)) has the \(kind) `\($0)`." }
            + theirs.subtracting(ours).sorted().map { "Only \(name(right)) has the \(kind) `\($0)`." }
    }

    private var fields: [String] {
        left.vocabulary.categories.compactMap { ours in
            guard let theirs = right.vocabulary.category(ours.code),
                theirs.fields != ours.fields || theirs.ages != ours.ages
            else { return nil }
            return "The fields or ages of `\(ours.code)` are not the same in both vocabularies."
        }
    }
}
