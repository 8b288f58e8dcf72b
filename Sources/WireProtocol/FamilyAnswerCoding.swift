extension FamilyAnswer {
    /// The octets that travel: canonical JSON, padded to a multiple of 4,096 octets.
    public func encoded() -> [UInt8] {
        Padding.encode([
            "type": .string(FamilyAnswer.type), "from": .string(from.code), "to": .string(to.code),
            "inReplyTo": .string(inReplyTo.text), "queryDigest": .string(Base64URL.encode(queryDigest)),
            "salt": .string(Base64URL.encode(salt)), "outcome": .string(outcome.rawValue),
            "policySet": ["revision": .string(policySet.revision), "digest": .string(policySet.digest)],
            "subjects": .array(subjects.map(\.json)), "standing": standing.json,
            "handling": [
                "use": .string(handling.use), "onward": .string(handling.onward.text),
                "keepHours": .integer(Int64(handling.keepHours)),
            ],
        ])
    }

    /// Reads a message that has been parsed strictly.
    public init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`\(FamilyAnswer.type)`") { $0 == FamilyAnswer.type ? $0 : nil }
        _ = try reader.parsed("pad", as: "zeros") { Padding.isPadding($0) ? $0 : nil }
        self.init(
            from: try reader.parsed("from", as: "a GSS code", AuthorityID.init),
            to: try reader.parsed("to", as: "a GSS code", AuthorityID.init),
            inReplyTo: try reader.parsed("inReplyTo", as: "an exchange id", ExchangeID.init),
            queryDigest: try reader.parsed("queryDigest", as: "32 octets") { Commitment(base64URL: $0)?.octets },
            salt: try reader.parsed("salt", as: "32 octets") { Commitment(base64URL: $0)?.octets },
            outcome: try reader.parsed("outcome", as: "an outcome", QuestionOutcome.init),
            policySet: try PolicySetReference(try reader.take("policySet"), at: "policySet"),
            subjects: try reader.list("subjects", 1...12, SubjectAnswer.init(_:at:)),
            standing: try Standing(try reader.take("standing"), at: "standing"),
            handling: try Handling(try reader.take("handling"), at: "handling"))
        try reader.finish()
    }
}

extension PolicySetReference {
    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(revision: try reader.text("revision", atMost: 64), digest: try reader.text("digest", atMost: 128))
        try reader.finish()
    }
}

extension SubjectAnswer {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "ref": .string(ref), "outcome": .string(outcome.rawValue), "categories": .array(categories.map(\.json)),
        ]
        if !couldHelp.isEmpty { members["couldHelp"] = .codes(couldHelp) }
        return .object(members)
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            ref: try reader.parsed("ref", as: "a code") { Code($0)?.text },
            outcome: try reader.parsed("outcome", as: "an outcome of a subject", SubjectOutcome.init),
            couldHelp: try reader.listIfPresent("couldHelp", 1...8, ObjectReader.code) ?? [],
            categories: try reader.list("categories", 1...120, CategoryAnswer.init(_:at:)))
        try reader.finish()
    }
}

extension CategoryAnswer {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["category": .string(category.text)]
        switch finding {
        case .refused(let refusal):
            members["refused"] = .string(refusal.reason.text)
            members["rule"] = refusal.rule.map { .string($0.text) }
            members["owner"] = refusal.owner.map(JSONValue.string)
        case .shown(let involvement):
            members["shown"] = .string(involvement.shown.rawValue)
            members["level"] = involvement.level.map { .string($0.text) }
            members["contact"] = involvement.contact.map(\.json)
            if !involvement.detail.isEmpty {
                let pairs = involvement.detail.map { ($0.key.text, JSONValue.string($0.value)) }
                members["detail"] = .object(Dictionary(pairs) { first, _ in first })
            }
            members["sources"] = .array(involvement.sources.map(\.json))
        }
        return .object(members)
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        let category = try reader.code("category")
        if let reason = try reader.codeIfPresent("refused") {
            let refusal = CategoryRefusal(
                reason: reason, rule: try reader.codeIfPresent("rule"),
                owner: try reader.textIfPresent("owner", atMost: 256))
            self.init(category: category, finding: .refused(refusal))
        } else {
            self.init(category: category, finding: .shown(try ShownInvolvement(&reader)))
        }
        try reader.finish()
    }
}

extension ShownInvolvement {
    fileprivate init(_ reader: inout ObjectReader) throws(SchemaFault) {
        var contact: ServiceContact?
        if let value = reader.takeIfPresent("contact") {
            contact = try ServiceContact(value, at: reader.place("contact"))
        }
        var detail: [Code: String] = [:]
        if let value = reader.takeIfPresent("detail") {
            guard case .object(let members) = value, !members.isEmpty else {
                throw SchemaFault(reader.place("detail"), "is not an object of fields")
            }
            for (name, value) in members {
                guard let code = Code(name), case .string(let text) = value, !text.isEmpty else {
                    throw SchemaFault(reader.place("detail"), "holds something that is not a field")
                }
                detail[code] = text
            }
        }
        self.init(
            shown: try reader.parsed("shown", as: "current, historic or nothing-to-show", Shown.init),
            level: try reader.codeIfPresent("level"), contact: contact, detail: detail,
            sources: try reader.list("sources", 0...64, SourceNote.init(_:at:)))
        guard shown != .nothingToShow || (level == nil && contact == nil && detail.isEmpty) else {
            throw SchemaFault(reader.place("shown"), "says nothing, beside something shown")
        }
    }
}

extension ServiceContact {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["kind": .string(kind.rawValue)]
        members["name"] = name.map(JSONValue.string)
        members["organisation"] = organisation.map(JSONValue.string)
        members["phone"] = phone.map(JSONValue.string)
        members["email"] = email.map(JSONValue.string)
        return .object(members)
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            kind: try reader.parsed("kind", as: "person or team", Kind.init),
            name: try reader.textIfPresent("name", atMost: 256),
            organisation: try reader.textIfPresent("organisation", atMost: 256),
            phone: try reader.textIfPresent("phone", atMost: 64), email: try reader.textIfPresent("email", atMost: 256))
        try reader.finish()
    }
}

extension SourceNote {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "currentAsOf": .string(currentAsOf.description), "rules": .string(rules),
            "coverage": [
                "from": .string(from.description), "to": .string(to.description),
                "area": .array(area.map { .string($0.code) }),
            ],
        ]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        var coverage = try ObjectReader(try reader.take("coverage"), at: reader.place("coverage"))
        self.init(
            name: try reader.text("name", atMost: 256),
            currentAsOf: try reader.parsed("currentAsOf", as: "a date", CalendarDay.init),
            from: try coverage.parsed("from", as: "a date", CalendarDay.init),
            to: try coverage.parsed("to", as: "a date", CalendarDay.init),
            area: try coverage.list("area", 1...64, SourceNote.area), rules: try reader.text("rules", atMost: 1_024))
        try coverage.finish()
        try reader.finish()
    }

    private static func area(_ value: JSONValue, _ path: String) throws(SchemaFault) -> AuthorityID {
        guard case .string(let text) = value, let authority = AuthorityID(text) else {
            throw SchemaFault(path, "is not a GSS code")
        }
        return authority
    }
}

extension Standing {
    fileprivate var json: JSONValue {
        [
            "text": .string(text), "callBack": .string(callBack),
            "dutyDesk": ["phone": .string(dutyDesk.phone), "hours": .string(dutyDesk.hours)],
        ]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        var desk = try ObjectReader(try reader.take("dutyDesk"), at: reader.place("dutyDesk"))
        self.init(
            text: try reader.text("text", atMost: 1_024),
            dutyDesk: DutyDeskLine(
                phone: try desk.text("phone", atMost: 64), hours: try desk.text("hours", atMost: 256)),
            callBack: try reader.text("callBack", atMost: 256))
        try desk.finish()
        try reader.finish()
    }
}

extension Handling {
    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            use: try reader.text("use", atMost: 256), onward: try reader.code("onward"),
            keepHours: Int(try reader.integer("keepHours", in: 0...8_760)))
        try reader.finish()
    }
}
