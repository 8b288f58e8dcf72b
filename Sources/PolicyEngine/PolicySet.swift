package import WireProtocol

/// A council's policies: checked as a whole, with one digest, ready to decide.
///
/// Only ``load(files:)`` and ``CompiledBundle`` make one, by the same checks, so whoever holds a set holds one without a
/// mistake.
package struct PolicySet: Sendable {
    let content: PolicyContent
    /// The council whose policies these are.
    package let authority: AuthorityID
    package let vocabulary: Vocabulary
    package let bans: [Prohibition]
    /// In the order of their paths.
    package let agreements: [Agreement]
    package let trials: [Trial]
    package let owners: [CategoryOwner]
    package let posts: [SigningPost]
    let asking: AskingFile
    package let tests: [TestsFile]
    let compiled: CompiledSet
    /// What stands still at present; no part of the set, and of its digest.
    package private(set) var suspensions = Suspensions.none
    /// Trials whose stop rule is reached; no part of the set either.
    package private(set) var stoppedTrials: Set<Code> = []

    /// Reads a set from its files, by path inside the policy folder, or tells every mistake of all of them.
    package static func load(files: [String: [UInt8]]) throws(PolicyFaults) -> PolicySet {
        let draft = PolicyDraft(files)
        return try PolicySet(checking: draft, as: PolicyContent(draft.json))
    }

    /// The set of a draft without a mistake; `content` is what the draft was read from.
    init(checking draft: PolicyDraft, as content: @autoclosure () -> PolicyContent) throws(PolicyFaults) {
        CrossChecks(draft: draft).run()
        guard draft.diagnostics.isEmpty, let vocabulary = Vocabulary(draft.vocabulary),
            let authority = draft.owners.authority?.value
        else { throw PolicyFaults(diagnostics: draft.diagnostics) }
        self.content = content()
        self.authority = authority
        self.vocabulary = vocabulary
        bans = draft.bans.bans
        agreements = draft.agreements
        trials = draft.trials
        owners = draft.owners.owners
        posts = draft.owners.posts
        asking = draft.asking
        tests = draft.tests
        compiled = CompiledSet(
            authority: authority, vocabulary: vocabulary, bans: bans, agreements: agreements, trials: trials,
            owners: owners)
    }

    /// The same set with some of it standing still.
    package func suspending(_ suspensions: Suspensions) -> PolicySet {
        var set = self
        set.suspensions = suspensions
        return set
    }

    /// The same set without some of its trials, whatever their state and days.
    package func stopping(_ trials: Set<Code>) -> PolicySet {
        guard trials != stoppedTrials else { return self }
        var set = self
        set.stoppedTrials = trials
        return set
    }

    /// Agreements whose day of review has come, without being reviewed: a review moves the day.
    package func reviewsDue(on day: CalendarDay) -> [Agreement] {
        agreements.filter { $0.state == "live" && $0.reviewBy <= day && day <= $0.valid.until }
    }

    /// Hex SHA-256 of the canonical JSON `{path: typed content}` of all files.
    package var digest: String { content.digest }

    /// The same of each file's typed content alone, by path; comments leave it alone.
    package var fileDigests: [String: String] { content.fileDigests }

    /// What an answer says of the policies it was decided under.
    package var reference: PolicySetReference {
        PolicySetReference(revision: vocabulary.revision, digest: "sha-256:" + digest)
    }

    /// Who owns a category here.
    package func owner(of category: Code) -> CategoryOwner? { owners.first { $0.category == category } }

    /// Agreements that no file of tests is about.
    package var untestedAgreements: [Code] {
        agreements.map(\.id).filter { id in !tests.contains { $0.agreement.value == id } }
    }

    /// The line that is answered by people, as the agreement with an asker has it.
    package func dutyDesk(for requester: AuthorityID) -> DutyDeskLine? {
        agreements.first { $0.requester == requester }?.people.dutyDesk
    }

    /// What a question of an asker may carry on a day; empty without a live agreement.
    package func agreedIdentifiers(for requester: AuthorityID, on day: CalendarDay) -> Set<Code> {
        Set(
            agreements.filter { $0.requester == requester && $0.state == "live" && $0.valid.contains(day) }
                .flatMap(\.identifiers))
    }

    /// The agreements under which an asker is answered, whatever their state and dates.
    package func agreements(with requester: AuthorityID) -> [Agreement] {
        agreements.filter { $0.requester == requester }
    }
}
