import PolicyEngine
package import WireProtocol

/// One person with their key, about to say something of a change.
package struct Signer {
    private let person: Code
    private let key: SignerKey
    private let day: CalendarDay

    package init(_ person: Code, key: SignerKey, day: CalendarDay) {
        self.person = person
        self.key = key
        self.day = day
    }

    /// The author's word that this is their draft.
    package func drafting(_ change: PolicyChange) throws -> SignOff {
        try SignOff(change, .drafted, post: nil, person: person, day: day).signed(by: key)
    }

    /// Signs for the post of a change that is this person's today. Throws what stands in the way.
    package func signing(_ change: PolicyChange, from old: PolicyState?, to new: PolicyState) throws -> SignOff {
        let review = try SignOffReview(change, from: old, to: new, on: day)
        return try saying(.signs, review.needs.signatures, review)
    }

    /// What an adviser says; it need not be yes.
    package func advising(
        _ advice: String, on change: PolicyChange, from old: PolicyState?, to new: PolicyState
    ) throws -> SignOff {
        let review = try SignOffReview(change, from: old, to: new, on: day)
        return try saying(.advises, review.needs.advice, review, advice: advice)
    }

    private func saying(
        _ part: SignOff.Part, _ needs: [SigningNeeds.Signature], _ review: SignOffReview, advice: String? = nil
    ) throws -> SignOff {
        for need in needs {
            guard let found = review.candidate(for: need, on: day), found.person == person else { continue }
            let signOff = SignOff(
                review.change, part, post: found.post, standingInFor: found.post == need.post ? nil : need.post,
                person: person, day: day, advice: advice)
            return try sound(try signOff.signed(by: key), review)
        }
        throw SigningFault(
            "`\(person)` holds none of the posts that \(part == .signs ? "sign" : "advise on") this change today: "
                + needs.map(\.post).joined(separator: ", "),
            help: "nothing was signed; signers.yaml says who holds which post, and who is away")
    }

    private func sound(_ signOff: SignOff, _ review: SignOffReview) throws -> SignOff {
        guard signOff.advice.map({ SignOff.plain($0) != nil }) ?? true else {
            throw SigningFault("the advice is not plain text in one line", help: "write it in one sentence or two")
        }
        let faults = review.faults(of: signOff)
        guard faults.isEmpty else { throw SigningFault(faults) }
        guard signOff.part == .drafted || person != review.change.author else {
            throw SigningFault("`\(person)` drafted this change", help: "nobody signs what they drafted")
        }
        return signOff
    }
}
