/// A household while it is put together.
struct FamilyDraft {
    let stays: [SyntheticStay]
    var people: [SyntheticPerson] = []
    /// The adults children are tied to, and what they are to them.
    var carers: [(person: SyntheticPerson, relationship: String)] = []
    private var children: [SyntheticPerson] = []
    private(set) var ties: [SyntheticTie] = []

    init(stays: [SyntheticStay]) { self.stays = stays }

    /// Ties a child to its carers and to the children already there.
    mutating func tie(_ child: SyntheticPerson) {
        for carer in carers {
            add(child, carer.person, carer.relationship)
            // There is no word for a grandchild or a partner's child: the tie is told from the child's side.
            if ["mother", "father"].contains(carer.relationship) { add(carer.person, child, "child") }
        }
        for other in children {
            add(child, other, "sibling")
            add(other, child, "sibling")
        }
        children.append(child)
    }

    /// Makes a child, tied already, the half-sibling of all others, with the partner as its father.
    mutating func half(_ child: SyntheticPerson, father: SyntheticPerson) {
        ties = ties.map { tie in
            guard [tie.person, tie.related].contains(child.number) else { return tie }
            let word =
                switch tie.relationship {
                case "sibling": "half-sibling"
                case "parents-partner": "father"
                default: tie.relationship
                }
            return SyntheticTie(person: tie.person, related: tie.related, relationship: word)
        }
        add(father, child, "child")
    }

    private mutating func add(_ person: SyntheticPerson, _ related: SyntheticPerson, _ relationship: String) {
        ties.append(SyntheticTie(person: person.number, related: related.number, relationship: relationship))
    }
}
