import Crypto
package import WireProtocol

/// One act of one person: that something stands still, or that it may go on.
package struct Suspension: Sendable, Equatable {
    /// What stands still.
    package enum Target: Sendable, Hashable {
        case council(AuthorityID)
        case category(Code)
        case agreement(Code)
        case trial(Code)
    }

    package enum Act: String, Sendable {
        /// One person is enough, at any hour.
        case suspend
        /// Counts once two people have done it.
        case lift
    }

    package let act: Act
    package let target: Target
    /// Why it was suspended, or what the review found.
    package let because: String
    /// The person, as `signers.yaml` has them.
    package let by: Code
    package let day: CalendarDay
    /// Ed25519 over ``Suspensions/signingText(of:for:)``.
    package let signature: [UInt8]

    package init(
        _ act: Act, _ target: Target, because: String, by: Code, day: CalendarDay, signature: [UInt8] = []
    ) {
        self.act = act
        self.target = target
        // What the file gives back, so that what is signed is what is read.
        self.because = PolicyText.plain(because)
        self.by = by
        self.day = day
        self.signature = signature
    }

    /// The same with a signature.
    package func signed(_ signature: [UInt8]) -> Suspension {
        Suspension(act, target, because: because, by: by, day: day, signature: signature)
    }
}

/// `suspensions.yaml`: every act, oldest first, and what stands still by them. It stands beside the policy set and can
/// only take away from it, so it needs no sign-off and no pin; each act is signed by whoever did it.
package struct Suspensions: Sendable, Equatable {
    /// Nothing is ever taken out: lifting adds.
    package private(set) var acts: [Suspension]
    /// The suspensions in force.
    package private(set) var active: [Suspension] = []
    /// Who has said of what still stands that it may go on.
    private var lifters: [Suspension.Target: Code] = [:]
    /// Whether nothing at all is answered, because the file could not be used.
    package let isTotal: Bool

    /// Nothing stands still.
    package static let none = Suspensions(isTotal: false)
    /// Everything stands still.
    package static let everything = Suspensions(isTotal: true)

    private init(isTotal: Bool) {
        acts = []
        self.isTotal = isTotal
    }

    /// Why an act cannot follow those before.
    package enum Misfit: Error, Equatable {
        case standsAlready
        case standsNot
        /// Lifting takes two different people.
        case saidAlready
    }

    /// Whether something stands still.
    package func holds(_ target: Suspension.Target) -> Bool {
        !Mutant.suspensionForgotten.isOn && (isTotal || active.contains { $0.target == target })
    }

    /// The person who has lifted it, when a second one is still to do so.
    package func firstLifter(of target: Suspension.Target) -> Code? { lifters[target] }

    /// The same with one act more.
    package func adding(_ act: Suspension) throws(Misfit) -> Suspensions {
        var next = self
        next.acts.append(act)
        switch act.act {
        case .suspend:
            guard !holds(act.target) else { throw .standsAlready }
            next.active.append(act)
        case .lift:
            guard active.contains(where: { $0.target == act.target }) else { throw .standsNot }
            guard lifters[act.target] != act.by else { throw .saidAlready }
            next.lifters[act.target] = lifters[act.target] == nil ? act.by : nil
            if lifters[act.target] != nil { next.active.removeAll { $0.target == act.target } }
        }
        return next
    }

    /// What the first acts came to.
    package func first(_ count: Int) -> Suspensions {
        acts.prefix(count).reduce(.none) { (try? $0.adding($1)) ?? .everything }
    }

    /// What a record of them is bound to.
    package var digest: String {
        "sha-256:" + Hex.encode(SHA256.hash(data: Array((isTotal ? "everything" : text).utf8)))
    }

    /// Whether these are all the acts that once were, in their order, or those and more.
    package func continues(_ digest: String) -> Bool {
        !isTotal && (0...acts.count).contains { first($0).digest == digest }
    }

    /// What a person signs who does the act that follows these: it fits here and nowhere else.
    package func signingText(of act: Suspension, for authority: AuthorityID) -> [UInt8] {
        Array("fcg-policy-suspension/v1\n".utf8)
            + CanonicalJSON.encode([
                "authority": .string(authority.code), "act": .string(act.act.rawValue),
                "target": .string(act.target.description), "because": .string(act.because),
                "by": .string(act.by.text), "day": .string(act.day.description), "after": .string(digest),
            ])
    }
}

extension Suspension.Target: CustomStringConvertible {
    /// `council E08000035`.
    package var description: String { "\(key) \(word)" }

    var key: String {
        switch self {
        case .council: "council"
        case .category: "category"
        case .agreement: "agreement"
        case .trial: "trial"
        }
    }

    var word: String {
        switch self {
        case .council(let id): id.code
        case .category(let code), .agreement(let code), .trial(let code): code.text
        }
    }
}
