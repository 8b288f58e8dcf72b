import WireProtocol

extension Agreement {
    init?(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        let id = reader.nameOfFile("agreement")
        let title = reader.text("title")?.value
        let reference = reader.text("reference")?.value
        let holder = reader.authority("holder", in: words.authorities)
        let requester = reader.authority("requester", in: words.authorities)
        let states: Lexicon = .fixed("state", "states", ["draft", "trial", "live", "suspended", "ended"])
        let state = reader.word("state", in: states)?.value
        let valid = reader.days("valid")
        let review = reader.day("review by")
        let joint: Lexicon = .fixed("word", "words", ["each-for-itself", "joint"])
        let controllers = reader.word("controllers", in: joint)?.value
        let regime = reader.word("regime", in: Vocabulary.regimes, optional: true)?.value
        let acting = reader.bodies("acting through", words)
        let law = LawEntry.entries(&reader, words)
        let paperwork = reader.group("paperwork", "`paperwork`").flatMap { Paperwork($0) }
        let people = reader.group("people", "`people`").flatMap { People($0) }
        let identifiers = reader.words("identifiers", in: words.identifiers)
        let limits = Limit.limits(&reader)
        let shares = reader.groups("share", "a share").compactMap { Share($0, words) }
        let withhold = reader.groups("withhold", "a withhold rule", optional: true)
            .compactMap { Prohibition($0, words) }
        reader.finish()
        Self.judge(reader, valid, review, identifiers)
        Self.judgeParties(reader, holder, requester, acting, words)
        guard let id, let title, let reference, let holder, let requester, let state, let valid, let review,
            let controllers, let paperwork, let people, let identifiers
        else { return nil }
        self.init(
            id: id, path: reader.file.path, title: title, reference: reference, holder: holder.value,
            requester: requester.value, state: state, valid: valid, reviewBy: review.value, controllers: controllers,
            regime: regime, actingThrough: acting, law: law, paperwork: paperwork, people: people,
            identifiers: identifiers.map(\.value), limits: limits, shares: shares, withhold: withhold)
    }

    private static func judge(
        _ reader: MappingReader, _ valid: DayRange?, _ review: Located<CalendarDay>?, _ identifiers: [Located<Code>]?
    ) {
        if let valid, let review, !valid.contains(review.value) {
            reader.file.fault(
                "`review by` is outside the days of `valid`", at: review.spot,
                help: "write a day from \(valid.from) to \(valid.until)")
        }
        if let identifiers, !identifiers.contains(where: { $0.value == "name" }) {
            reader.file.fault(
                "a question without `name` finds nobody", at: reader.place(of: "identifiers"), help: "add `name`")
        }
    }

    /// Both councils differ, and each body that delivers for one of them is named.
    private static func judgeParties(
        _ reader: MappingReader, _ holder: Located<AuthorityID>?, _ requester: Located<AuthorityID>?,
        _ acting: [AuthorityID: String], _ words: Words
    ) {
        guard let holder, let requester else { return }
        if holder.value == requester.value {
            reader.file.fault(
                "a council has no agreement with itself", at: requester.spot,
                help: "write the council that asks in `requester`")
        }
        for party in [holder, requester] {
            let known = words.vocabulary.authorities.first { $0.id == party.value }
            guard let known, known.deliversThrough != acting[party.value] else { continue }
            guard let body = known.deliversThrough else {
                reader.file.fault(
                    "\(known.name) acts for itself", at: reader.place(of: "acting through"),
                    help: "take `\(party.value)` out")
                continue
            }
            reader.file.fault(
                "\(known.name) acts through \(body), which is a controller of its own", at: party.spot,
                help: "write `acting through: { \(party.value): \(body) }`")
        }
    }
}

extension MappingReader {
    /// The file's own name, which its file must carry.
    mutating func nameOfFile(_ key: String) -> Code? {
        guard let name = name(key) else { return nil }
        let stem = file.path.split(separator: "/").last.map { String($0.split(separator: ".")[0]) } ?? ""
        if name.value.text != stem {
            file.fault(
                "`\(name.value)` stands in a file called `\(stem)`", at: name.spot,
                help: "give the file and the \(key) the same name")
        }
        return name.value
    }

    /// `{ from: …, until: … }`.
    mutating func days(_ key: String) -> DayRange? {
        group(key, "`\(key)`").flatMap { group in
            var group = group
            defer { group.finish() }
            return group.daysHere()
        }
    }

    /// `from` and `until` of this group.
    mutating func daysHere() -> DayRange? {
        let from = day("from")
        let until = day("until")
        guard let from, let until else { return nil }
        if until.value < from.value {
            file.fault("`until` is before `from`", at: until.spot, help: "write the earlier day in `from`")
            return nil
        }
        return DayRange(from: from.value, until: until.value)
    }

    fileprivate mutating func bodies(_ key: String, _ words: Words) -> [AuthorityID: String] {
        guard let group = group(key, "`\(key)`", optional: true) else { return [:] }
        var bodies: [AuthorityID: String] = [:]
        for (key, body) in group.namedTexts() {
            let id = file.authority(key, in: words.authorities)
            if let id, let body { bodies[id.value] = body.value }
        }
        return bodies
    }
}

extension Agreement.Paperwork {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let assessment = group.text("impact assessment")?.value
        let document = group.text("appropriate policy document")?.value
        let record = group.text("record of processing")?.value
        let notice = group.text("privacy notice")?.value
        group.finish()
        guard let assessment, let document, let record, let notice else { return nil }
        self.init(
            impactAssessment: assessment, appropriatePolicyDocument: document, recordOfProcessing: record,
            privacyNotice: notice)
    }
}

extension Agreement.People {
    fileprivate init?(_ group: MappingReader) {
        var group = group
        let governance = group.text("information governance")?.value
        var desk: DutyDeskLine?
        if var line = group.group("duty desk", "the duty desk") {
            let phone = line.text("phone")?.value
            let hours = line.text("hours")?.value
            line.finish()
            if let phone, let hours { desk = DutyDeskLine(phone: phone, hours: hours) }
        }
        var breaches: (tell: String, hours: Int)?
        if var line = group.group("breaches", "`breaches`") {
            let tell = line.text("tell")?.value
            let hours = line.number("within hours", 1...72)?.value
            line.finish()
            if let tell, let hours { breaches = (tell, hours) }
        }
        let rights = group.text("rights and complaints")?.value
        group.finish()
        guard let governance, let desk, let breaches, let rights else { return nil }
        self.init(
            informationGovernance: governance, dutyDesk: desk, breachesTo: breaches.tell,
            breachesWithinHours: breaches.hours, rightsAndComplaints: rights)
    }
}

extension Agreement.Limit {
    fileprivate static func limits(_ reader: inout MappingReader) -> [Agreement.Limit] {
        var limits: [Agreement.Limit] = []
        for group in reader.groups("limits", "a limit") {
            guard let limit = Agreement.Limit(group) else { continue }
            if limits.contains(where: { ($0.each, $0.per, $0.then) == (limit.each, limit.per, limit.then) }) {
                group.file.fault(
                    "another limit says the same of each \(limit.each) in one \(limit.per)", at: group.spot,
                    help: "keep one of the two")
            }
            limits.append(limit)
        }
        return limits
    }

    fileprivate init?(_ group: MappingReader) {
        var group = group
        let each = group.word("each", in: .fixed("word", "words", ["worker", "authority"]))?.value
        let atMost = group.number("at most", 1...100_000)?.value
        let per = group.word("per", in: .fixed("word", "words", ["hour", "day"]))?.value
        let then = group.word("then", in: .fixed("word", "words", ["tell-manager", "refuse"]))?.value
        group.finish()
        guard let each, let atMost, let per, let then else { return nil }
        self.init(each: each, atMost: atMost, per: per, then: then)
    }
}
