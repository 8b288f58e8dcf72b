package import WireProtocol

/// `signers.yaml`: who holds which post, with which key, from when to when, and when they are away.
///
/// Only ``read(_:path:)`` makes one. A person stands here under a work name or a number of the staff register, never as
/// more than that.
package struct SignersRegister: Sendable, Equatable {
    /// Somebody who can sign. Who gets a new key has a second entry with other days.
    package struct Person: Sendable, Equatable {
        package let person: Code
        /// Ed25519, 32 octets.
        package let key: [UInt8]
        package let valid: DayRange
        package let away: [DayRange]
    }

    /// One post and who holds it.
    package struct Post: Sendable, Equatable {
        /// As `owners.yaml` has it: the owner's or deputy's title, or the code of a post.
        package let post: String
        package let holder: Code
        /// The post that stands in for a post with a code; an owner's deputy is named in `owners.yaml`.
        package let deputy: String?
    }

    package let authority: AuthorityID
    package let people: [Person]
    package let posts: [Post]
    /// Hex SHA-256 of its typed content as canonical JSON, as of a policy set.
    package let digest: String

    package func post(_ name: String) -> Post? { posts.first { $0.post == name } }

    /// The key of a person on a day; `nil` for somebody unknown, not yet valid or no longer.
    package func key(of person: Code, on day: CalendarDay) -> [UInt8]? {
        people.first { $0.person == person && $0.valid.contains(day) }?.key
    }

    package func isAway(_ person: Code, on day: CalendarDay) -> Bool {
        people.contains { $0.person == person && $0.away.contains { $0.contains(day) } }
    }

    package func knows(_ person: Code) -> Bool { people.contains { $0.person == person } }
}
