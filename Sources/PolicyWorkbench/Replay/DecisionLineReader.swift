import PolicyEngine
import WireProtocol

/// Reads lines as ``RecordedDecision/json`` gives them: one walk over the octets, without a tree of values, and every word
/// met before is found again.
///
/// A line of any other form goes to the strict reader, which reads it or says what is wrong. So this one need know no
/// rarities: no escapes, no letters beyond ASCII.
package struct DecisionLineReader: Sendable {
    private var words = Remembered<Code>()
    private var authorities = Remembered<AuthorityID>()
    private var days = Remembered<CalendarDay>()
    private var sets = Remembered<String>()
    private var lists = Remembered<[Code]>()
    private var involvements = Remembered<[RecordFacts]>()

    package init() {}

    /// The decision of a line.
    package mutating func read(_ line: ArraySlice<UInt8>) throws -> RecordedDecision {
        if let decision = line.withUnsafeBufferPointer({ plain(LineWalk($0)) }) { return decision }
        return try RecordedDecision(try StrictJSON.parse(Array(line)))
    }

    /// What the members of a line say; `nil` where one is missing, strange or there twice.
    private mutating func plain(_ line: LineWalk) -> RecordedDecision? {
        var walk = line
        var found = PlainMembers()
        guard walk.take("{") else { return nil }
        repeat {
            guard let name = walk.text(), let member = PlainMembers.names[Octets.hash(name)],
                found.takesFirst(member), walk.take(":"), take(member, from: &walk, into: &found)
            else { return nil }
        } while walk.take(",")
        guard walk.take("}"), walk.isAtEnd else { return nil }
        return found.decision
    }

    private mutating func take(
        _ member: PlainMembers.Name, from walk: inout LineWalk, into found: inout PlainMembers
    ) -> Bool {
        switch member {
        case .holder: found.holder = authority(&walk)
        case .requester: found.requester = authority(&walk)
        case .day: found.day = walk.text().flatMap { days.value($0) { CalendarDay($0) } }
        case .policySet: found.policySet = walk.text().flatMap { $0.isEmpty ? nil : sets.value($0) { $0 } }
        case .age: found.age = walk.number()
        case .law: found.law = list(&walk)
        case .held: return held(&walk, &found)
        default: found.words[member.rawValue] = word(&walk)
        }
        return found.has(member)
    }

    private mutating func word(_ walk: inout LineWalk) -> Code? { walk.text().flatMap { words.value($0) { Code($0) } } }

    private mutating func authority(_ walk: inout LineWalk) -> AuthorityID? {
        walk.text().flatMap { authorities.value($0) { AuthorityID($0) } }
    }

    private mutating func list(_ walk: inout LineWalk) -> [Code]? {
        walk.list().flatMap { lists.value($0, Self.words) }
    }

    private static func words(_ text: String) -> [Code]? {
        guard case .array(let values) = try? StrictJSON.parse(Array(text.utf8)) else { return nil }
        let words = values.map { value -> Code? in if case .string(let text) = value { Code(text) } else { nil } }
        return words.count > 64 || words.contains(nil) ? nil : words.compactMap(\.self)
    }

    /// Involvements are remembered without a day, and get that of their line.
    private static let noDay = CalendarDay(daysSinceEpoch: 0)

    /// The facts of a record; its members in their canonical order.
    private mutating func held(_ walk: inout LineWalk, _ found: inout PlainMembers) -> Bool {
        var facts = RecordedFacts()
        guard walk.take("{") else { return false }
        if walk.take("\"age\":") {
            facts.age = walk.number()
            guard facts.age != nil, walk.take(",") else { return false }
        }
        if walk.take("\"marks\":") {
            guard let marks = list(&walk), walk.take(",") else { return false }
            facts.marks = Set(marks)
        }
        guard walk.take("\"rows\":"), let text = walk.text(), walk.take("}"),
            let rows = involvements.value(text, { RecordedFacts(marks: []).rows($0, on: Self.noDay) })
        else { return false }
        found.held = (facts, rows)
        return true
    }
}

/// The members of one line.
private struct PlainMembers {
    enum Name: Int, CaseIterable {
        case team, role, purpose, about, category, upTo, urgency, familyConversation, harmThreshold, namedManager
        case refused, permitted, shown
        case holder, requester, day, policySet, age, law, held
    }

    static let names = Dictionary(
        uniqueKeysWithValues: Name.allCases.map { name in
            (Array("\(name)".utf8).withUnsafeBufferPointer { Octets.hash($0[...]) }, name)
        })

    var words = [Code?](repeating: nil, count: 13)
    var holder: AuthorityID?
    var requester: AuthorityID?
    var day: CalendarDay?
    var policySet: String?
    var age: Int?
    var law: [Code]?
    var held: (facts: RecordedFacts, rows: [RecordFacts])?
    private var taken: UInt32 = 0

    /// Whether a member is met for the first time.
    mutating func takesFirst(_ name: Name) -> Bool {
        defer { taken |= 1 << UInt32(name.rawValue) }
        return taken & (1 << UInt32(name.rawValue)) == 0
    }

    func has(_ name: Name) -> Bool {
        switch name {
        case .holder: holder != nil
        case .requester: requester != nil
        case .day: day != nil
        case .policySet: policySet != nil
        case .age: age != nil
        case .law: law != nil
        case .held: held != nil
        default: words[name.rawValue] != nil
        }
    }

    private subscript(name: Name) -> Code? { words[name.rawValue] }

    var decision: RecordedDecision? {
        guard let holder, let requester, let day, let policySet, let law, (3...64).contains(law.count),
            let team = self[.team], let role = self[.role], let purpose = self[.purpose], let about = self[.about],
            let category = self[.category], let upTo = self[.upTo], let urgency = self[.urgency], let outcome
        else { return nil }
        return RecordedDecision(
            question: PolicyQuestion(
                holder: holder, requester: requester, team: team, purpose: purpose, role: role, about: about,
                category: category, upTo: upTo, familyConversation: self[.familyConversation],
                harmThreshold: self[.harmThreshold], namedManager: self[.namedManager], urgency: urgency, age: age,
                day: day), law: law, policySet: policySet, outcome: outcome, rows: held.map { rows($0, on: day) })
    }

    private func rows(_ held: (facts: RecordedFacts, rows: [RecordFacts]), on day: CalendarDay) -> [RecordFacts] {
        held.rows.map { row in
            RecordFacts(
                marks: row.marks == nil ? nil : held.facts.marks, age: held.facts.age, involvement: row.involvement,
                endedMonthsAgo: row.endedMonthsAgo, day: day)
        }
    }

    private var outcome: RecordedDecision.Outcome? {
        switch (self[.refused], self[.permitted]) {
        case (let reason?, nil): self[.shown] == nil ? .refused(reason) : nil
        case (nil, let level?): .permitted(upTo: level, shown: self[.shown])
        case (nil, nil), (_?, _?): nil
        }
    }
}

/// A walk over the octets of one line.
private struct LineWalk {
    private let octets: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ octets: UnsafeBufferPointer<UInt8>) { self.octets = octets }

    var isAtEnd: Bool { place == octets.count }

    /// Steps over some octets, if they stand here.
    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= octets.count else { return false }
        for index in 0..<count where octets[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    /// A text without rarities.
    mutating func text() -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard place < octets.count, octets[place] == UInt8(ascii: "\"") else { return nil }
        var end = place + 1
        while end < octets.count, octets[end] != UInt8(ascii: "\"") {
            let octet = octets[end]
            if octet < 0x20 || octet > 0x7E || octet == UInt8(ascii: "\\") { return nil }
            end += 1
        }
        guard end < octets.count else { return nil }
        defer { place = end + 1 }
        return octets[place + 1..<end]
    }

    /// A list without rarities, brackets and all; what stands in it is looked at where it is met first.
    mutating func list() -> Slice<UnsafeBufferPointer<UInt8>>? {
        guard place < octets.count, octets[place] == UInt8(ascii: "["),
            let end = octets[place...].firstIndex(of: UInt8(ascii: "]"))
        else { return nil }
        defer { place = end + 1 }
        return octets[place...end]
    }

    /// A whole number of at most four digits.
    mutating func number() -> Int? {
        let start = place
        var number = 0
        while place < octets.count, (0x30...0x39).contains(octets[place]), place - start < 5 {
            number = number * 10 + Int(octets[place] - 0x30)
            place += 1
        }
        let digits = place - start
        return (1...4).contains(digits) && (digits == 1 || octets[start] != 0x30) ? number : nil
    }
}

/// Octets by a number that is the same for the same ones.
private enum Octets {
    /// FNV-1a, of Fowler, Noll and Vo.
    static func hash(_ octets: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        octets.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

/// Values by the text they were made from.
private struct Remembered<Value: Sendable>: Sendable {
    private var known: [UInt64: (text: String, value: Value)] = [:]

    /// The value of a text; `nil` where there is none. A text that looks like another one by its number is made anew.
    mutating func value(_ octets: Slice<UnsafeBufferPointer<UInt8>>, _ make: (String) -> Value?) -> Value? {
        let number = Octets.hash(octets)
        if let found = known[number], found.text.utf8.elementsEqual(octets) { return found.value }
        let text = String(decoding: octets, as: UTF8.self)
        guard let value = make(text) else { return nil }
        known[number] = (text, value)
        return value
    }
}
