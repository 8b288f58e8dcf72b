public import WireProtocol

/// One council's policy set, for programs outside this package: read, tested and explained.
///
/// Everything public of this module stands in this file; what decides is free to change behind it. Nothing here opens a
/// file or looks at a clock.
public struct CouncilPolicies: Sendable {
    private let policies: PolicySet

    /// Something wrong with a policy file: where, what, and what to write instead.
    public struct Mistake: Sendable, Equatable, CustomStringConvertible {
        /// The file, by its path inside the policy folder.
        public let path: String
        /// Line, from 1.
        public let line: Int
        /// Column, from 1, in Unicode scalars.
        public let column: Int
        /// What is wrong, and how to mend it where that is known: `path:line:column: error: …`.
        public let description: String
    }

    /// Every mistake of a set, file by file and from top to bottom.
    public struct Mistakes: Error, Sendable, Equatable {
        /// At least one.
        public let list: [Mistake]
    }

    /// How one row of `tests/*.yaml` came out.
    public struct TestRow: Sendable, Equatable {
        /// The file, by its path inside the policy folder.
        public let path: String
        /// The line on which the row begins, from 1.
        public let line: Int
        /// The row's own words.
        public let name: String
        /// What was expected and what was decided, a sentence each; empty where the row passed.
        public let differences: [String]
    }

    /// One question about one category of one person, in words of the vocabulary.
    public struct Question: Sendable, Equatable {
        /// The council that asks.
        public var asker: AuthorityID
        /// The team of the worker who asks, such as `leeds-city`.
        public var team: Code
        /// Such as `s47-enquiry`.
        public var purpose: Code
        /// The worker's role, such as `social-worker`.
        public var role: Code
        /// Who the person is to the child, such as `parent-or-carer`.
        public var about: Code
        /// The service, such as `school`.
        public var category: Code
        /// The most that is asked for: `involvement`, `contact` or `detail`.
        public var upTo: Code
        /// How urgent it is, such as `same-day`.
        public var urgency: Code
        /// How the family conversation stands, where the question says it.
        public var familyConversation: Code?
        /// Whether the harm was explained, where the question says it.
        public var harmThreshold: Code?
        /// The role of the manager who agreed, where the question names one.
        public var namedManager: Code?
        /// The person's age in whole years, where the question gives it.
        public var age: Int?
        /// The day on which it is decided, in England.
        public var day: CalendarDay

        /// A question without what need not be said.
        public init(
            asker: AuthorityID, team: Code, purpose: Code, role: Code, about: Code, category: Code, upTo: Code,
            urgency: Code, day: CalendarDay
        ) {
            self.asker = asker
            self.team = team
            self.purpose = purpose
            self.role = role
            self.about = about
            self.category = category
            self.upTo = upTo
            self.urgency = urgency
            self.day = day
        }
    }

    /// Reads a set from its files, by path inside the policy folder; throws every mistake of all of them.
    public init(files: [String: [UInt8]]) throws(Mistakes) {
        do { policies = try PolicySet.load(files: files) } catch {
            throw Mistakes(
                list: error.diagnostics.map {
                    Mistake(path: $0.path, line: $0.line, column: $0.column, description: $0.description)
                })
        }
    }

    /// The council whose policies these are.
    public var authority: AuthorityID { policies.authority }

    /// Revision and digest, as an answer names the set it was decided under.
    public var reference: PolicySetReference { policies.reference }

    /// Runs every test and every `never` of the set, in the order of the files.
    public func runTests() -> [TestRow] {
        policies.runTests().outcomes.map {
            TestRow(path: $0.path, line: $0.line, name: $0.name, differences: $0.differences)
        }
    }

    /// What a question would be told at most, by which rules, and what it lacks, in plain sentences for people.
    ///
    /// The sentences are no promise: they are to be read, not to be taken apart.
    public func explanation(of question: Question) -> String {
        "\(policies.explain(PolicyQuestion(question, to: authority)))"
    }
}

extension PolicyQuestion {
    fileprivate init(_ question: CouncilPolicies.Question, to holder: AuthorityID) {
        self.init(
            holder: holder, requester: question.asker, team: question.team, purpose: question.purpose,
            role: question.role, about: question.about, category: question.category, upTo: question.upTo,
            familyConversation: question.familyConversation, harmThreshold: question.harmThreshold,
            namedManager: question.namedManager, urgency: question.urgency, age: question.age, day: question.day)
    }
}
