import PolicyEngine
import WireProtocol

/// Judges the sign-offs of one change. Nothing turns this off: what is missing is missing.
struct SignOffReview {
    let change: PolicyChange
    let needs: SigningNeeds
    /// The one that says whose key it is and who holds which post.
    let register: SignersRegister
    /// The one that says who is away.
    let absences: SignersRegister
    /// The day on which the change comes into force; `nil` when it did so before.
    let today: CalendarDay?

    /// A sign-off older than this says little of what its signer thinks today.
    static let mostDays = 90

    init(_ change: PolicyChange, from old: PolicyState?, to new: PolicyState, on today: CalendarDay?)
        throws(SigningFault)
    {
        self.change = change
        needs = try SigningNeeds(from: old, to: new)
        register = old?.register ?? new.register
        absences = old.map { $0.absencesThatCount(for: new) } ?? new.register
        self.today = today
    }

    /// Throws every fault of every sign-off, and every one that is missing.
    func check(_ signOffs: [String: SignOff]) throws(SigningFault) {
        let sorted = signOffs.sorted { $0.key < $1.key }
        var problems = sorted.flatMap { name, signOff in faults(of: signOff).map { "\(name): \($0)" } }
        problems += repetitions(sorted)
        let sound = sorted.map(\.value).filter { faults(of: $0).isEmpty }
        if !sound.contains(where: { $0.part == .drafted }) {
            problems.append(
                SigningFault.problem(
                    "the author's own signature is missing (\(change.author))", help: "`fcg policy bundle` makes it"))
        }
        problems += needs.signatures.filter { need in !sound.contains { answers($0, need, .signs) } }.map(missing)
        problems += needs.advice.filter { need in !sound.contains { answers($0, need, .advises) } }.map(missing)
        guard problems.isEmpty else { throw SigningFault(problems) }
    }

    // MARK: One sign-off

    /// What is wrong with one, whatever the others say.
    func faults(of signOff: SignOff) -> [String] {
        guard signOff.change == change.digest, signOff.generation == change.generation, signOff.old == change.old,
            signOff.new == change.new
        else {
            return [
                SigningFault.problem(
                    "it is over another change, \(signOff.change)", help: "have this change signed; take the file out")
            ]
        }
        guard signOff.register == change.signedUnder else {
            return [
                SigningFault.problem(
                    "it was made under another register of signers, \(signOff.register)",
                    help: "have it signed anew under the one in force")
            ]
        }
        guard let key = register.key(of: signOff.person, on: signOff.day) else {
            return [
                SigningFault.problem(
                    "`\(signOff.person)` had no valid key on \(signOff.day), by signers.yaml",
                    help: "another person of the post signs, or signers.yaml is changed first")
            ]
        }
        guard signOff.isSigned(by: key) else {
            return [
                SigningFault.problem(
                    "the signature is not one of `\(signOff.person)` over what the file says",
                    help: "take the file out and have it signed anew")
            ]
        }
        return dayFaults(signOff) + partFaults(signOff)
    }

    private func dayFaults(_ signOff: SignOff) -> [String] {
        guard let today else { return [] }
        var faults: [String] = []
        if signOff.day < change.day || signOff.day > today
            || today.daysSinceEpoch - signOff.day.daysSinceEpoch > Self.mostDays
        {
            faults.append(
                SigningFault.problem(
                    "it is of \(signOff.day), which is not between \(change.day) and \(today), at most \(Self.mostDays) days ago",
                    help: "have it signed anew"))
        }
        if register.key(of: signOff.person, on: today) == nil {
            faults.append(
                SigningFault.problem(
                    "the key of `\(signOff.person)` is valid no longer",
                    help: "whoever holds the post now signs; signers.yaml is changed first"))
        }
        return faults
    }

    private func partFaults(_ signOff: SignOff) -> [String] {
        switch signOff.part {
        case .drafted:
            return signOff.person == change.author
                ? [] : [SigningFault.problem("`\(signOff.person)` is not the author", help: "take the file out")]
        case .advises:
            let isAsked = needs.advice.contains { answers(signOff, $0, .advises) }
            return isAsked && signOff.advice != nil
                ? []
                : [
                    SigningFault.problem(
                        "`\(signOff.person)` is not asked for advice as \(signOff.post ?? "nobody"), or gives none",
                        help: "the holder of a post that advises says what they advise")
                ]
        case .signs: return signatureFaults(signOff)
        }
    }

    private func signatureFaults(_ signOff: SignOff) -> [String] {
        if register.posts.contains(where: { needs.advisers.contains($0.post) && $0.holder == signOff.person }) {
            return [
                SigningFault.problem(
                    "`\(signOff.person)` advises on changes, and must not approve any",
                    help: "another person holds the post that signs")
            ]
        }
        guard needs.signatures.contains(where: { answers(signOff, $0, .signs) }) else {
            return [
                SigningFault.problem(
                    "`\(signOff.person)` cannot sign as \(signOff.post ?? "nobody") on \(signOff.day)"
                        + (signOff.standingInFor.map { " for \($0)" } ?? ""),
                    help: "the holder of a post signs, or the deputy while signers.yaml has the holder away")
            ]
        }
        return []
    }

    // MARK: Posts

    private func holds(_ post: String?, _ person: Code) -> Bool {
        post.flatMap(register.post)?.holder == person
    }

    /// Exactly one person can answer a need on a day: the holder, or the deputy while the holder is away.
    private func answers(_ signOff: SignOff, _ need: SigningNeeds.Signature, _ part: SignOff.Part) -> Bool {
        guard signOff.part == part, holds(signOff.post, signOff.person), let post = register.post(need.post) else {
            return false
        }
        let isAway = absences.isAway(post.holder, on: signOff.day)
        guard isAway else { return signOff.post == need.post && signOff.standingInFor == nil }
        return signOff.standingInFor == need.post && signOff.post == need.deputy ?? post.deputy
    }

    /// Nobody takes two parts in one change.
    private func repetitions(_ signOffs: [(key: String, value: SignOff)]) -> [String] {
        Dictionary(grouping: signOffs, by: \.value.person).filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map
        {
            person, parts in
            SigningFault.problem(
                "`\(person)` stands in \(parts.map(\.key).joined(separator: " and "))",
                help: "nobody signs twice for one change, and nobody signs what they drafted")
        }
    }

    /// Who can still answer a need on a day, and as what.
    func candidate(for need: SigningNeeds.Signature, on day: CalendarDay) -> (person: Code, post: String)? {
        guard let post = register.post(need.post) else { return nil }
        guard absences.isAway(post.holder, on: day) else { return (post.holder, post.post) }
        return (need.deputy ?? post.deputy).flatMap(register.post).map { ($0.holder, $0.post) }
    }

    private func missing(_ need: SigningNeeds.Signature) -> String {
        let day = today ?? change.day
        let who = candidate(for: need, on: day).map { found in
            found.post == need.post
                ? "`\(found.person)` holds it" : "\(found.post), `\(found.person)`, stands in while the holder is away"
        }
        return SigningFault.problem(
            "\(need.post) is missing: \(need.why.joined(separator: "; "))",
            help: who ?? "signers.yaml names nobody who can sign for this post today; change it first")
    }
}

extension PolicyState {
    /// Absences count by the register in force. A change that does nothing but record absences would otherwise wait for
    /// whoever is away: of one person it counts its own, so that the others still sign for themselves.
    fileprivate func absencesThatCount(for new: PolicyState) -> SignersRegister {
        let isOnlyAbsences =
            set.digest == new.set.digest && register.posts == new.register.posts
            && register.people.map(\.withoutAbsences) == new.register.people.map(\.withoutAbsences)
        let concerned = zip(register.people, new.register.people).filter { $0.away != $1.away }
        return isOnlyAbsences && Set(concerned.map(\.0.person)).count == 1 ? new.register : register
    }
}

extension SignersRegister.Person {
    fileprivate var withoutAbsences: [String] {
        [person.text, Base64URL.encode(key), valid.from.description, valid.until.description]
    }
}
