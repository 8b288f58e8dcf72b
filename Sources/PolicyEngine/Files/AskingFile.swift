package import WireProtocol

/// A rule of our own questions: what may be sent to whom, or what stays here. What is `nil` means any.
package struct AskingRule: Sendable {
    package let id: Code
    package let because: String
    package let purposes: [Code]?
    package let routes: [Code]?
    package let about: [Code]?
    package let identifiers: [Code]
    package let request: [RequestCondition]
    package let marks: [Code]?
}

extension PolicySet {
    /// What our own questions may carry; the rules that fit add up.
    package var sending: [AskingRule] { asking.send }
    /// What stays here whatever ``sending`` says.
    package var withholding: [AskingRule] { asking.withhold }
}

/// `asking.yaml`: what our own questions may give away.
struct AskingFile {
    var authority: Located<AuthorityID>?
    var send: [AskingRule] = []
    var withhold: [AskingRule] = []

    init() {}

    init(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        authority = reader.authority("authority", in: words.authorities)
        send = reader.groups("send", "a send rule").compactMap { AskingRule(sending: $0, words) }
        withhold = reader.groups("withhold", "a withhold rule").compactMap { AskingRule(withholding: $0, words) }
        reader.finish()
        refuseRepeatedNames(in: reader.file, at: reader.place(of: "send"))
    }

    private func refuseRepeatedNames(in file: SourceFile, at spot: Spot) {
        var seen: Set<Code> = []
        for rule in send + withhold where !seen.insert(rule.id).inserted {
            file.fault("two rules are called `\(rule.id)`", at: spot, help: "give each rule a name of its own")
        }
    }
}

extension AskingRule {
    fileprivate init?(sending reader: MappingReader, _ words: Words) {
        var reader = reader
        let id = reader.name("id")?.value
        let because = reader.text("because")?.value
        let purposes = reader.words("for", in: words.purposes)?.map(\.value)
        let routes = reader.words("to councils", in: words.routes)?.map(\.value)
        let about = reader.words("about", in: words.about)?.map(\.value)
        let identifiers = reader.words("identifiers", in: words.identifiers)?.map(\.value)
        let request = reader.requestConditions("when the request says", words)
        reader.finish()
        guard let id, let because, let purposes, let routes, let about, let identifiers else { return nil }
        self.init(
            id: id, because: because, purposes: purposes, routes: routes, about: about, identifiers: identifiers,
            request: request, marks: nil)
    }

    fileprivate init?(withholding reader: MappingReader, _ words: Words) {
        var reader = reader
        let id = reader.name("id")?.value
        let because = reader.text("because")?.value
        let purposes = reader.words("for", in: words.purposes, optional: true)?.map(\.value)
        let routes = reader.words("to councils", in: words.routes, optional: true)?.map(\.value)
        let about = reader.words("about", in: words.about, optional: true)?.map(\.value)
        let identifiers = reader.words("identifiers", in: words.identifiers)?.map(\.value)
        let request = reader.requestConditions("when the request says", words)
        let marks = reader.words("when marked", in: words.marks, optional: true)?.map(\.value)
        reader.finish()
        guard let id, let because, let identifiers else { return nil }
        self.init(
            id: id, because: because, purposes: purposes, routes: routes, about: about, identifiers: identifiers,
            request: request, marks: marks)
    }
}
