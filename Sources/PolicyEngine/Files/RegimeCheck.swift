import WireProtocol

/// Records that follow a law of their own, such as Part 3 of the Data Protection Act 2018, need an agreement of their own.
struct RegimeCheck {
    /// What the agreement says it follows.
    let regime: Code?
    let law: [LawEntry]
    let vocabulary: VocabularyFile
    /// Of its categories.
    let places: WordPlaces
    let file: SourceFile

    /// Reports every category of a share whose regime is not the agreement's.
    func check(_ share: Share) {
        for category in share.categories {
            guard let place = places[category.value] else { continue }
            let wanted = vocabulary.categories[place].regime
            if wanted == regime {
                if wanted != nil { requireCriminalOffenceLaw(share, category) }
            } else {
                file.fault(message(category.value, wanted), at: category.spot, help: help(wanted))
            }
        }
    }

    private func message(_ category: Code, _ wanted: Code?) -> String {
        guard let wanted else {
            return "`\(category)` does not follow the regime `\(regime?.text ?? "")` of this agreement"
        }
        return "`\(category)` follows the regime `\(wanted)`"
    }

    private func help(_ wanted: Code?) -> String {
        guard let wanted else { return "share it under an agreement without `regime`" }
        return "share it under an agreement of its own that says `regime: \(wanted)`"
    }

    /// Such records are about offences, so the law of the purpose cannot say that none are shared.
    private func requireCriminalOffenceLaw(_ share: Share, _ category: Located<Code>) {
        let purposes = share.purposes.map(\.value)
        let silent = law.filter { $0.criminalOffenceData == "none-shared" }.flatMap(\.forPurposes)
        guard let purpose = purposes.first(where: silent.contains) else { return }
        file.fault(
            "`\(category.value)` tells of offences, and the law for `\(purpose)` says that none are shared",
            at: category.spot, help: "name a condition of schedule 1 in `criminal offence data` of that entry")
    }
}
