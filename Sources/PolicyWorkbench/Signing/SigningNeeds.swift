import PolicyEngine
import WireProtocol

/// Whose signature a change needs, and why: worked out from the two states, never believed from anybody.
///
/// What the rules of both states call for is needed, so that nobody drops out by the change itself.
package struct SigningNeeds: Sendable {
    /// A signature without which the change does not come into force.
    package struct Signature: Sendable, Equatable {
        /// The post, as `owners.yaml` has it.
        package let post: String
        /// Who stands in for an owner who is away. For other posts the register says so.
        package let deputy: String?
        /// One plain sentence each.
        package fileprivate(set) var why: [String]
    }

    package private(set) var signatures: [Signature] = []
    /// The posts whose advice must be on record. An adviser approves nothing.
    package private(set) var advice: [Signature] = []
    /// Posts that advise and sign nothing, by either state.
    package let advisers: Set<String>
    /// Everything told differently, in sentences.
    package private(set) var sentences: [String] = []
    package private(set) var isWidening = false

    private let old: PolicyState?
    private let new: PolicyState

    /// The needs of a change; `old` is `nil` for the first one, of which everything widens.
    package init(
        from old: PolicyState?, to new: PolicyState, within budget: WorkBudget = .usual
    ) throws(SigningFault) {
        self.old = old
        self.new = new
        advisers = Set(
            [old, new].compactMap { $0?.set.posts }.joined().filter { $0.signs.isEmpty && !$0.advises.isEmpty }
                .map(\.post.text))
        try Self.checkPosts(of: new.set)
        try checkRegister()
        needPosts(signing: "every-change", why: "signs every change")
        needFiles()
        needOwnersOfOwners()
        try needOwnersOfWidening(budget)
        try needWhoeverAnswersForAsking(budget)
        needGates()
        needAdvice()
        try checkAdvisers()
        let others = ChangeSentences(old: old, new: new)
        sentences += others.owners + others.signers
    }

    // MARK: What is needed

    private func posts(_ fits: (SigningPost) -> Bool) -> [String] {
        [old, new].compactMap { $0?.set.posts }.joined().filter(fits).map(\.post.text)
    }

    private mutating func need(_ post: String, deputy: String? = nil, why: String) {
        guard let place = signatures.firstIndex(where: { $0.post == post && $0.deputy == deputy }) else {
            return signatures.append(Signature(post: post, deputy: deputy, why: [why]))
        }
        if !signatures[place].why.contains(why) { signatures[place].why.append(why) }
    }

    private mutating func needPosts(signing word: Code, why: String) {
        for post in posts({ $0.signs.contains(word) }) { need(post, why: why) }
    }

    private mutating func needOwner(_ owner: CategoryOwner, why: String) {
        need(owner.owner, deputy: owner.deputy, why: why)
    }

    private func isChanged(_ path: String) -> Bool {
        old?.set.fileDigests[path] != new.set.fileDigests[path]
    }

    private mutating func needFiles() {
        for (file, word) in [("vocabulary.yaml", "vocabulary"), ("bans.yaml", "bans"), ("owners.yaml", "owners")]
        where isChanged(file) {
            if let word = Code(word) { needPosts(signing: word, why: "\(file) changes") }
        }
        if old?.register.digest != new.register.digest {
            needPosts(signing: "owners", why: "signers.yaml changes")
        }
    }

    /// The owner before and the owner after.
    private mutating func needOwnersOfOwners() {
        guard let old else { return }
        for category in Set((old.set.owners + new.set.owners).map(\.category)).sorted() {
            let (before, after) = (old.set.owner(of: category), new.set.owner(of: category))
            guard before != after else { continue }
            for owner in [before, after].compactMap(\.self) {
                needOwner(owner, why: "the entry of `\(category)` in owners.yaml changes")
            }
        }
    }

    private mutating func needOwnersOfWidening(_ budget: WorkBudget) throws(SigningFault) {
        let (categories, why) = try widened(budget)
        for category in categories.sorted() {
            isWidening = true
            for owner in [old, new].compactMap({ $0?.set.owner(of: category) }) {
                needOwner(owner, why: "\(why) `\(category)`")
                for post in owner.alsoSigns { need(post.text, why: "\(why) `\(category)`") }
            }
        }
    }

    /// The categories of which somebody may learn more, or the same more easily.
    private mutating func widened(_ budget: WorkBudget) throws(SigningFault) -> (Set<Code>, why: String) {
        guard let old else {
            sentences.insert("New: everything in these policies; nothing was in force before.", at: 0)
            let shares = new.set.agreements.flatMap(\.shares) + new.set.trials.flatMap(\.shares)
            return (Self.categories(of: shares), "the first policies share")
        }
        let difference: PolicyDifference
        do { difference = try PolicyDifference.between(old.set, new.set, within: budget) } catch {
            throw SigningFault(
                "what changes is \(error), so nobody can say whose signature is needed",
                help: "make the change in smaller steps, or with fewer rules that cut each other")
        }
        sentences.insert(contentsOf: difference.regions.map(\.sentence), at: 0)
        let told = difference.regions.filter { $0.kind == .newlyTold || $0.kind == .looser }.flatMap(\.categories)
        let eased = new.set.agreements.filter(isEased)
        sentences += eased.map { "Looser: more questions, or questions with more in them, under `\($0.id)`." }
        return (Self.categories(of: eased.flatMap(\.shares)).union(told), "more is told of")
    }

    /// Our own questions belong to no category. Where they may give away more, whoever signs the bans answers for it.
    private mutating func needWhoeverAnswersForAsking(_ budget: WorkBudget) throws(SigningFault) {
        guard let old else { return }
        let difference: AskingDifference
        do { difference = try AskingDifference.between(old.set, new.set, within: budget) } catch {
            throw SigningFault(
                "what our own questions give away differently is \(error), so nobody can say whose signature is needed",
                help: "change asking.yaml in smaller steps, or with fewer rules that cut each other")
        }
        sentences += difference.regions.map(\.sentence)
        guard difference.widens else { return }
        isWidening = true
        needPosts(signing: "bans", why: "our own questions may give away more")
    }

    private static func categories(of shares: [Share]) -> Set<Code> {
        Set(shares.flatMap { $0.categories.map(\.value) })
    }

    /// Whether more questions, or questions with other identifiers, are taken than before.
    private func isEased(_ agreement: Agreement) -> Bool {
        guard let before = old?.set.agreements.first(where: { $0.id == agreement.id }) else { return false }
        guard Set(agreement.identifiers).isSubset(of: before.identifiers) else { return true }
        return !before.limits.allSatisfy { limit in
            agreement.limits.contains {
                $0.each == limit.each && $0.per == limit.per && $0.atMost <= limit.atMost
                    && ($0.then == limit.then || $0.then == "refuse")
            }
        }
    }

    private mutating func needGates() {
        for trial in new.set.trials where trial.state == "trial" && isChanged(trial.path) {
            let touched = Self.categories(of: trial.shares)
            if touched.contains(where: { new.set.vocabulary.category($0)?.gate != nil }) {
                needPosts(signing: "every-trial-with-a-gate", why: "trial `\(trial.id)` touches a sensitive service")
            }
        }
    }

    private mutating func needAdvice() {
        let advising = posts { post in
            post.advises.contains("every-change") || (isWidening && post.advises.contains("every-widening-change"))
        }
        let why = isWidening ? "advises on every change that widens" : "advises on every change"
        for post in advising where !advice.contains(where: { $0.post == post }) {
            advice.append(Signature(post: post, deputy: nil, why: [why]))
        }
    }

    // MARK: What cannot be

    /// A signature that nobody is named for would be one that nobody misses.
    private static func checkPosts(of set: PolicySet) throws(SigningFault) {
        let words: [Code] = ["every-change", "bans", "owners", "vocabulary"]
        let unsigned = words.filter { word in !set.posts.contains { $0.signs.contains(word) } }
        guard !unsigned.isEmpty else { return }
        throw SigningFault(
            unsigned.map {
                SigningFault.problem(
                    "owners.yaml names no post that signs `\($0)`", help: "write one under `posts`, in its `signs`")
            })
    }

    private func checkAdvisers() throws(SigningFault) {
        guard let wrong = signatures.first(where: { advisers.contains($0.post) }) else { return }
        throw SigningFault(
            "`\(wrong.post)` advises and cannot sign, but \(wrong.why.joined(separator: "; ")) by owners.yaml",
            help: "take it out of `also signs`: who advises must not approve")
    }

    /// Whoever once signed stays in the register, or what they signed could no longer be checked.
    private func checkRegister() throws(SigningFault) {
        guard new.register.authority == new.set.authority else {
            throw SigningFault(
                "signers.yaml is of \(new.register.authority), the policies are of \(new.set.authority)",
                help: "write the council's own code in both")
        }
        let gone = (old?.register.people ?? []).filter { person in
            !new.register.people.contains {
                $0.person == person.person && $0.key == person.key && $0.valid.from == person.valid.from
            }
        }
        guard !gone.isEmpty else { return }
        throw SigningFault(
            gone.map {
                SigningFault.problem(
                    "an entry of `\($0.person)` is gone from signers.yaml, or has another key or first day",
                    help: "put it back, and end it with `until`; a new key is a new entry")
            })
    }
}
