package import WireProtocol

/// What comes with an answer. Several shares' obligations combine to the strictest of each, in any order.
package struct Obligations: Sendable, Equatable {
    /// `person` or `team`: a named worker, or only the team's line.
    package let contact: Code
    /// How exactly a beginning is told: `day`, `month`, `year`, `withheld`.
    package let since: Code
    /// How many hours the asker's screen may hold the answer.
    package let keepHours: Int
    /// Where the asker may take it: `case-file` or `nobody`.
    package let onward: Code
    /// How soon the owner hears of it: `monthly`, `weekly`, `same-day`.
    package let ownerTold: Code
}

/// The words of each obligation, loosest first.
package struct ObligationScale: Sendable {
    package let contact: [Code]
    package let since: [Code]
    package let keepHours: [Int]
    package let onward: [Code]
    package let ownerTold: [Code]

    /// How many steps each obligation is from its loosest.
    package struct Steps: Sendable, Equatable {
        package var contact = 0
        package var since = 0
        package var keepHours = 0
        package var onward = 0
        package var ownerTold = 0

        /// The strictest of both: commutative, associative, idempotent, and the loosest changes nothing.
        func joined(_ other: Steps) -> Steps {
            Steps(
                contact: max(contact, other.contact), since: max(since, other.since),
                keepHours: max(keepHours, other.keepHours), onward: max(onward, other.onward),
                ownerTold: max(ownerTold, other.ownerTold))
        }
    }

    func step(_ key: String, of obligations: Obligations) -> Int? {
        switch key {
        case "contact": contact.firstIndex(of: obligations.contact)
        case "since": since.firstIndex(of: obligations.since)
        case "keep hours": keepHours.firstIndex(of: obligations.keepHours)
        case "onward": onward.firstIndex(of: obligations.onward)
        case "owner told": ownerTold.firstIndex(of: obligations.ownerTold)
        default: nil
        }
    }

    func obligations(at steps: Steps) -> Obligations {
        Obligations(
            contact: contact[steps.contact], since: since[steps.since], keepHours: keepHours[steps.keepHours],
            onward: onward[steps.onward], ownerTold: ownerTold[steps.ownerTold])
    }
}

extension ObligationScale {
    init?(_ group: MappingReader) {
        var group = group
        func words(_ key: String) -> [Code] { group.newWords(key)?.map(\.value) ?? [] }
        let contact = words("contact")
        let since = words("since")
        let hours = group.numbers("keep hours", 1...744, as: "an hour").map(\.value)
        let onward = words("onward")
        let ownerTold = words("owner told")
        group.finish()
        guard [contact.count, since.count, hours.count, onward.count, ownerTold.count].allSatisfy({ $0 > 0 }) else {
            return nil
        }
        self.init(contact: contact, since: since, keepHours: hours, onward: onward, ownerTold: ownerTold)
    }

    /// The keys of `with`.
    package static let keys = ["contact", "since", "keep hours", "onward", "owner told"]

    /// The words as text, by key.
    package var words: [String: [String]] {
        Self.keys.reduce(into: [:]) { words, key in words[key] = self.words(of: key) }
    }

    /// The words of one key as text.
    func words(of key: String) -> [String]? {
        switch key {
        case "contact": contact.map(\.text)
        case "since": since.map(\.text)
        case "keep hours": keepHours.map(String.init)
        case "onward": onward.map(\.text)
        case "owner told": ownerTold.map(\.text)
        default: nil
        }
    }
}
