extension FamilyAnswer {
    /// The octets that travel: canonical JSON, padded to a multiple of 4,096 octets.
    public func encoded() -> [UInt8] {
        Padding.encode(to: Mutant.unpadded.isOn ? 1 : Padding.block) { object in
            object.member("from", from.code)
            object.member("handling") { handling.write(to: &$0) }
            object.member("inReplyTo", inReplyTo.text)
            object.member("outcome", outcome.rawValue)
            let pad = Padding.member(of: &object)
            object.member("policySet") { policySet.write(to: &$0) }
            object.member("queryDigest") { $0.base64URL(queryDigest) }
            object.member("salt") { $0.base64URL(salt) }
            object.member("standing") { standing.write(to: &$0) }
            object.member("subjects") { $0.array { list in for subject in subjects { subject.write(to: &list) } } }
            object.member("to", to.code)
            object.member("type", FamilyAnswer.type)
            return pad
        }
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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("digest", digest)
            object.member("revision", revision)
        }
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(revision: try reader.text("revision", atMost: 64), digest: try reader.text("digest", atMost: 128))
        try reader.finish()
    }
}

extension SubjectAnswer {
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("categories") { $0.array { list in for entry in categories { entry.write(to: &list) } } }
            if !couldHelp.isEmpty { object.member("couldHelp") { $0.codes(couldHelp) } }
            object.member("outcome", outcome.rawValue)
            object.member("ref", ref)
        }
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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("category", category.text)
            switch finding {
            case .refused(let refusal): refusal.writeMembers(to: &object)
            case .shown(let involvement): involvement.writeMembers(to: &object)
            }
        }
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

extension CategoryRefusal {
    fileprivate func writeMembers(to object: inout CanonicalWriter) {
        object.member("owner", ifPresent: owner)
        object.member("refused", reason.text)
        object.member("rule", ifPresent: rule?.text)
    }
}

extension ShownInvolvement {
    fileprivate func writeMembers(to object: inout CanonicalWriter) {
        if let contact { object.member("contact") { contact.write(to: &$0) } }
        if !detail.isEmpty {
            let fields = detail.map { ($0.key.text, JSONValue.string($0.value)) }
            object.member("detail") { $0.object(Dictionary(fields) { first, _ in first }) }
        }
        object.member("level", ifPresent: level?.text)
        object.member("shown", shown.rawValue)
        object.member("sources") { $0.array { list in for source in sources { source.write(to: &list) } } }
    }

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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("email", ifPresent: email)
            object.member("kind", kind.rawValue)
            object.member("name", ifPresent: name)
            object.member("organisation", ifPresent: organisation)
            object.member("phone", ifPresent: phone)
        }
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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("coverage") { coverage in
                coverage.object { object in
                    object.member("area") { $0.array { list in for authority in area { list.text(authority.code) } } }
                    object.member("from") { $0.day(from) }
                    object.member("to") { $0.day(to) }
                }
            }
            object.member("currentAsOf") { $0.day(currentAsOf) }
            object.member("name", name)
            object.member("rules", rules)
        }
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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("callBack", callBack)
            object.member("dutyDesk") { desk in
                desk.object { object in
                    object.member("hours", dutyDesk.hours)
                    object.member("phone", dutyDesk.phone)
                }
            }
            object.member("text", text)
        }
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
    fileprivate func write(to writer: inout CanonicalWriter) {
        writer.object { object in
            object.member("keepHours") { $0.integer(Int64(keepHours)) }
            object.member("onward", onward.text)
            object.member("use", use)
        }
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            use: try reader.text("use", atMost: 256), onward: try reader.code("onward"),
            keepHours: Int(try reader.integer("keepHours", in: 0...8_760)))
        try reader.finish()
    }
}
