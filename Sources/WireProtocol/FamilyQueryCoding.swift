extension FamilyQuery {
    /// The octets that travel: canonical JSON, padded to a multiple of 4,096 octets.
    public func encoded() -> [UInt8] {
        Padding.encode { object in
            object.member("agreement", ifPresent: agreement)
            object.member("case") { $0.value(caseReference.json) }
            object.member("categories") { $0.value(.codes(categories)) }
            object.member("expires", expires.text)
            if let ext { object.member("ext") { $0.value(.object(ext)) } }
            if let familyConversation {
                object.member("familyConversation") { $0.value(["state": .string(familyConversation.text)]) }
            }
            object.member("from", from.code)
            object.member("harmThreshold", ifPresent: harmThreshold?.text)
            object.member("id", id.text)
            object.member("issued", issued.text)
            object.member("justification") { $0.base64URL(justification.octets) }
            object.member("law") { $0.value(law.json) }
            object.member("namedManager", ifPresent: namedManager?.text)
            let pad = Padding.member(of: &object)
            object.member("purpose", purpose.text)
            object.member("salt") { $0.base64URL(salt) }
            object.member("subjects") { $0.value(.array(subjects.map(\.json))) }
            object.member("to", to.code)
            object.member("type", FamilyQuery.type)
            object.member("upTo", upTo.text)
            object.member("urgency", urgency.text)
            object.member("worker") { $0.value(worker.json) }
            return pad
        }
    }

    /// Reads a message that has been parsed strictly.
    public init(_ value: JSONValue) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: "")
        _ = try reader.parsed("type", as: "`\(FamilyQuery.type)`") {
            $0 == FamilyQuery.type || Mutant.anyType.isOn ? $0 : nil
        }
        try self.init(&reader)
        try reader.finish()
    }

    private init(_ reader: inout ObjectReader) throws(SchemaFault) {
        _ = try reader.parsed("pad", as: "zeros") { Padding.isPadding($0) ? $0 : nil }
        var conversation: Code?
        if let value = reader.takeIfPresent("familyConversation") {
            var inner = try ObjectReader(value, at: "familyConversation")
            conversation = try inner.code("state")
            try inner.finish()
        }
        self.init(
            id: try reader.parsed("id", as: "an exchange id", ExchangeID.init),
            from: try reader.parsed("from", as: "a GSS code", AuthorityID.init),
            to: try reader.parsed("to", as: "a GSS code", AuthorityID.init),
            issued: try reader.parsed("issued", as: "a time in UTC", Instant.init),
            expires: try reader.parsed("expires", as: "a time in UTC", Instant.init),
            salt: try reader.parsed("salt", as: "32 octets in base64url") { Commitment(base64URL: $0)?.octets },
            purpose: try reader.code("purpose"), urgency: try reader.code("urgency"),
            agreement: try reader.textIfPresent("agreement", atMost: 128),
            law: try LawClaim(try reader.take("law"), at: "law"), familyConversation: conversation,
            harmThreshold: try reader.codeIfPresent("harmThreshold"),
            namedManager: try reader.codeIfPresent("namedManager"),
            caseReference: try CaseReference(try reader.take("case"), at: "case"),
            justification: try reader.parsed("justification", as: "32 octets in base64url") {
                Commitment(base64URL: $0)
            },
            worker: try Worker(try reader.take("worker"), at: "worker"),
            subjects: try FamilyQuery.subjects(&reader), categories: try reader.codes("categories", 1...24),
            upTo: try reader.code("upTo"), ext: try FamilyQuery.extensions(&reader))
        guard issued <= expires, expires <= issued.adding(seconds: 600) else {
            throw SchemaFault("expires", "is not within 10 minutes after `issued`")
        }
    }

    private static func subjects(_ reader: inout ObjectReader) throws(SchemaFault) -> [Subject] {
        let subjects = try reader.list("subjects", 1...12, Subject.init(_:at:))
        guard Set(subjects.map(\.ref)).count == subjects.count || Mutant.refTwice.isOn else {
            throw SchemaFault("subjects", "uses one `ref` twice")
        }
        return subjects
    }

    private static func extensions(_ reader: inout ObjectReader) throws(SchemaFault) -> [String: JSONValue]? {
        guard let value = reader.takeIfPresent("ext") else { return nil }
        guard case .object(let members) = value, !members.isEmpty, members.keys.allSatisfy(isExtensionName) else {
            throw SchemaFault("ext", "is not an object of extension names")
        }
        return members
    }

    /// `[a-z][a-z0-9-]{0,31}`.
    private static func isExtensionName(_ name: String) -> Bool {
        let octets = Array(name.utf8)
        guard (1...32).contains(octets.count), let first = octets.first, (0x61...0x7A).contains(first) else {
            return false
        }
        return octets.allSatisfy { isLetterDigitOrHyphen($0) && !(0x41...0x5A).contains($0) }
    }
}

extension LawClaim {
    fileprivate var json: JSONValue {
        [
            "article6": .string(article6.text), "under": .codes(under), "article9": .string(article9.text),
            "schedule1": .string(schedule1.text),
        ]
    }

    /// Reads a claim at a place of a message.
    public init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            article6: try reader.code("article6"), under: try reader.codes("under", 1...8),
            article9: try reader.code("article9"), schedule1: try reader.code("schedule1"))
        try reader.finish()
    }
}

extension CaseReference {
    fileprivate var json: JSONValue {
        ["ref": .string(Base64URL.encode(ref.octets)), "openedOn": .string(openedOn.description)]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            ref: try reader.parsed("ref", as: "32 octets in base64url") { Commitment(base64URL: $0) },
            openedOn: try reader.parsed("openedOn", as: "a date", CalendarDay.init))
        try reader.finish()
    }
}

extension Worker {
    fileprivate var json: JSONValue {
        [
            "role": .string(role.text), "staff": .string(staff.reveal()), "name": .string(name.reveal()),
            "team": .string(team.text), "organisation": .string(organisation), "phone": .string(phone.reveal()),
        ]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            role: try reader.code("role"), staff: Redacted(try reader.text("staff", atMost: 128)),
            name: Redacted(try reader.text("name", atMost: 256)), team: try reader.code("team"),
            organisation: try reader.text("organisation", atMost: 256),
            phone: Redacted(try reader.text("phone", atMost: 64)))
        try reader.finish()
    }
}

extension PersonName {
    fileprivate var json: JSONValue {
        ["given": .array(given.map(JSONValue.string)), "family": .string(family)]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        self.init(
            given: try reader.list("given", 1...8, ObjectReader.text), family: try reader.text("family", atMost: 256))
        try reader.finish()
    }
}

extension Subject {
    /// The person as they stand in a message.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "ref": .string(ref), "about": .string(about.text), "name": name.reveal().json,
        ]
        members["relationship"] = relationship.map { .string($0.text) }
        members["dateOfBirth"] = dateOfBirth.map { .string($0.reveal().description) }
        members["sex"] = sex.map { .string($0.reveal().rawValue) }
        members["previousNames"] = previousNames.map { .array($0.reveal().map(\.json)) }
        members["postcode"] = postcode.map { .string($0.reveal()) }
        members["previousPostcodes"] = previousPostcodes.map { .array($0.reveal().map(JSONValue.string)) }
        members["ids"] = nhsNumber.map { ["nhs": .string($0.reveal())] }
        return .object(members)
    }

    /// Reads a person at a place of a message.
    public init(_ value: JSONValue, at path: String) throws(SchemaFault) {
        var reader = try ObjectReader(value, at: path)
        var number: String?
        if let value = reader.takeIfPresent("ids") {
            var ids = try ObjectReader(value, at: reader.place("ids"))
            number = try ids.parsed("nhs", as: "ten digits", tenDigits)
            try ids.finish()
        }
        self.init(
            ref: try reader.parsed("ref", as: "a code") { Code($0)?.text }, about: try reader.code("about"),
            relationship: try reader.codeIfPresent("relationship"),
            name: Redacted(try PersonName(try reader.take("name"), at: reader.place("name"))),
            dateOfBirth: try reader.parsedIfPresent("dateOfBirth", as: "a date", CalendarDay.init).map(Redacted.init),
            sex: try reader.parsedIfPresent("sex", as: "F, M or U", Sex.init).map(Redacted.init),
            previousNames: try reader.listIfPresent("previousNames", 1...8, PersonName.init(_:at:)).map(Redacted.init),
            postcode: try reader.textIfPresent("postcode", atMost: 16).map(Redacted.init),
            previousPostcodes: try reader.listIfPresent("previousPostcodes", 1...16, ObjectReader.text)
                .map(Redacted.init),
            nhsNumber: number.map(Redacted.init))
        try reader.finish()
    }
}

private func tenDigits(_ text: String) -> String? {
    text.utf8.count == 10 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? text : nil
}

extension Commitment {
    /// Reads 32 octets in unpadded base64url.
    public init?(base64URL text: String) {
        guard let octets = Base64URL.decode(text) else { return nil }
        self.init(octets)
    }
}

extension JSONValue {
    static func codes(_ codes: [Code]) -> JSONValue { .array(codes.map { .string($0.text) }) }
}
