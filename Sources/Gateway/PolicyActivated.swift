package import AuditTrail
package import PolicyWorkbench
package import WireProtocol

extension InternalEvent {
    /// The event's name.
    package static let activation = "policy.activated"
    /// Whose string is the digest of every act so far.
    package static let suspensions = "policy.suspensions"
    /// That everything stands still, because what is suspended cannot be told.
    package static let standstill = "policy.standstill"

    /// That a generation is about to come into force. The leaf is bound to its number and its change, by which a start knows
    /// it again; what changed and who signed is sealed.
    package init(activated generation: PolicyGeneration, directory: Int64, time: Instant) {
        let change = generation.change
        let signOffs = generation.signOffs.values.sorted { $0.fileName < $1.fileName }
        self.init(
            event: Self.activation, binding: PolicyGenerations.Mark(generation).text, directory: directory,
            payloads: LeafPayloads(
                actor: [
                    "author": .string(change.author.text),
                    "signed": .array(
                        signOffs.filter { $0.part != .drafted }.map { signOff in
                            [
                                "part": .string(signOff.part.rawValue), "post": .string(signOff.post ?? ""),
                                "standingInFor": .string(signOff.standingInFor ?? ""),
                                "person": .string(signOff.person.text), "day": .string(signOff.day.description),
                                "advice": .string(signOff.advice ?? ""),
                            ]
                        }),
                ],
                decision: [
                    "generation": .integer(Int64(generation.number)), "change": .string(change.digest.description),
                    "old": .string(change.old?.description ?? "none"), "new": .string(change.new.description),
                    "register": .string(change.newRegister.description), "from": .string(change.source),
                    "widens": .bool(change.shown.widens),
                ], reason: ["because": .string(change.because)]),
            time: time)
    }
}
