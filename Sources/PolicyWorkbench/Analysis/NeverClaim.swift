package import PolicyEngine
package import WireProtocol

/// A sentence "no policy ever shares this with those when that": out of these questions and records nothing above a level
/// may come. What is `nil` means any.
package struct NeverClaim: Sendable {
    package var name: String
    /// `none`, `flag` or `contact`.
    package var levelAbove: Code = "none"
    package var requesters: [AuthorityID]?
    package var purposes: [Code]?
    package var roles: [Code]?
    package var about: [Code]?
    package var categories: [Code]?
    package var fields: [Code]?
    /// What the question says of a fact; a fact that is not here may be said in any way or not at all.
    package var says: [RequestFact: [Code]] = [:]
    /// The person carries one of these marks at least.
    package var marks: [Code]?
    /// These facts are missing in the record.
    package var missing: Set<RecordFact> = []

    package init(name: String) { self.name = name }

    /// A `never` that stands in the tests of an agreement.
    init(_ clause: NeverClause, of agreement: Agreement) {
        name = "\(clause.name) (\(agreement.id))"
        levelAbove = clause.levelAbove
        requesters = [agreement.requester]
        (purposes, roles, about, categories) = (clause.purposes, clause.roles, clause.about, clause.categories)
        says = Dictionary(clause.request.map { ($0.fact, $0.words) }) { first, _ in first }
        (marks, missing) = (clause.marks, clause.missing)
    }

    /// A word of it that a vocabulary does not have: then it would be true of nothing.
    func unknownWord(in vocabulary: Vocabulary) -> String? {
        if let stranger = requesters?.first(where: { vocabulary.authority($0) == nil }) { return stranger.code }
        let fields = vocabulary.categories.flatMap { $0.fields.joined() }
        let lists: [([Code]?, known: [Code])] = [
            ([levelAbove], ["none", "flag", "contact"]), (purposes, vocabulary.purposes.map(\.code)),
            (roles, vocabulary.roles), (about, vocabulary.about.map(\.word)),
            (categories, vocabulary.categories.map(\.code)), (self.fields, fields),
            (marks, vocabulary.marks.map(\.code)),
        ]
        let facts = zip(RequestFact.allCases, vocabulary.requestFacts).map { (says[$0], known: $1) }
        return (lists + facts).lazy.compactMap { words, known in words?.first { !known.contains($0) } }.first?.text
    }

    /// The claim as boxes, one a category.
    func boxes(_ vocabulary: Vocabulary, _ space: AnalysisSpace) -> [Box] {
        var box = space.universe
        if let requesters { box.requester = requesters.reduce(0) { $0 | space.mask($1) } }
        if let purposes { box.purpose = space.mask(.purpose, purposes) }
        if let roles { box.role = space.mask(.role, roles) }
        if let about { box.about = space.mask(.about, about) }
        if let marks { box.marks = space.mask(.marks, marks) }
        for (fact, words) in says { box[fact.dimension] = space.mask(fact.dimension, words) }
        if missing.contains(.marks) { box.marks = .absent }
        if missing.contains(.involvement) { box.involvement = .absent }
        if missing.contains(.age) { box.ages = Span(low: Span.missing, high: Span.missing) }
        if missing.contains(.endedMonthsAgo) { box.months = Span(low: Span.missing, high: Span.missing) }
        let lowest = (["none", "flag", "contact"] as [Code]).firstIndex(of: levelAbove) ?? 0
        return vocabulary.categories.filter { categories?.contains($0.code) ?? true }.map { category in
            box.category = space.mask(.category, [category.code])
            let fields = category.fields[lowest...].joined().filter { self.fields?.contains($0) ?? true }
            box.field = space.mask(.field, Array(fields))
            return box
        }
    }
}
