import WireProtocol

/// The lexicons that other files are read with. What the vocabulary could not tell is `nil` inside: then nothing is unknown.
final class Words {
    let authorities: Lexicon
    let statutes: Lexicon
    let article6: Lexicon
    let article9: Lexicon
    let schedule1: Lexicon
    let confidentiality: Lexicon
    let purposes: Lexicon
    let roles: Lexicon
    let about: Lexicon
    let requestFacts: [RequestFact: Lexicon]
    let levels: Lexicon
    let categories: Lexicon
    let marks: Lexicon
    let identifiers: Lexicon
    let routes: Lexicon
    let reasonsTold: Lexicon
    let scale: ObligationScale?
    let vocabulary: VocabularyFile

    init(_ file: VocabularyFile) {
        func known(_ words: [String], _ key: String = "") -> [String]? {
            words.isEmpty || file.unread.contains(key) ? nil : words
        }
        func law(_ key: String) -> [String]? { file.lawWords[key]?.map(\.text) }
        authorities = Lexicon("authority", "authorities", known(file.authorities.map(\.id.code), "authorities"))
        statutes = Lexicon("statute", "statutes", known(file.statutes.map(\.code.text), "statutes"))
        article6 = Lexicon("condition of article 6", "conditions of article 6", law("article 6"))
        article9 = Lexicon("condition of article 9", "conditions of article 9", law("article 9"))
        schedule1 = Lexicon("condition of schedule 1", "conditions of schedule 1", law("schedule 1"))
        confidentiality = Lexicon("ground of confidentiality", "grounds of confidentiality", law("confidentiality"))
        purposes = Lexicon("purpose", "purposes", known(file.purposes.map(\.code.text), "purposes"))
        roles = Lexicon("role", "roles", file.roles?.map(\.text))
        about = Lexicon("word for a person", "words for a person", known(file.about.map(\.word.text), "about"))
        requestFacts = Dictionary(
            uniqueKeysWithValues: zip(RequestFact.allCases, file.requestFacts).map { fact, words in
                (fact, Lexicon("word", "words of `\(fact.rawValue)`", known(words.map(\.text))))
            })
        levels = Lexicon("level", "levels", ["flag", "contact", "detail"])
        categories = Lexicon("category", "categories", known(file.categories.map(\.code.text), "categories"))
        marks = Lexicon("mark", "marks", known(file.marks.map(\.code.text), "marks"))
        identifiers = Lexicon("identifier", "identifiers", file.identifiers?.map(\.text))
        routes = Lexicon("route", "routes", file.routes?.map(\.text))
        reasonsTold = Lexicon("reason", "reasons told", VocabularyFile.reasonsTold.map(\.text))
        scale = file.obligations
        vocabulary = file
    }

    func lexicon(of fact: RequestFact) -> Lexicon { requestFacts[fact] ?? Lexicon("word", "words", nil) }
}
