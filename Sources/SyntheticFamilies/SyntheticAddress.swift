package import WireProtocol

/// A dwelling that does not exist.
package struct SyntheticAddress: Sendable, Hashable {
    /// House and street.
    package let line: String
    /// Town.
    package let town: String
    /// Postcode of an outward code that was never issued.
    package let postcode: String
    /// Property reference of twelve digits from 999900000000.
    package let uprn: String
    /// The council it would lie in.
    package let council: SyntheticCouncil
}

/// Somebody's time at an address.
package struct SyntheticStay: Sendable, Hashable {
    /// Where.
    package let address: SyntheticAddress
    /// First day.
    package let from: CalendarDay
    /// Last day, or `nil` for the present address.
    package let until: CalendarDay?
}

/// Hands out dwellings, each at most once.
struct AddressBook: Sendable {
    private var given = 0
    private let council: SyntheticCouncil

    private static let houses = 48
    private static let housesAPostcode = 12
    private static let kinds = ["Row", "Rise", "Garth", "Fold", "Terrace"]
    private static let names = [
        "Quillfeather", "Marlhollow", "Tansyfield", "Brackenwell", "Larkenshaw", "Wickerstone", "Fennimoor",
        "Copperhurst", "Saddlerigg", "Thimblegate", "Mosswarren", "Harrowbeck",
    ]

    init(council: SyntheticCouncil) { self.council = council }

    /// The next dwelling; after 2,880 houses of a council come flats.
    mutating func next(_ numbers: inout SyntheticNumbers) -> SyntheticAddress {
        let streets = AddressBook.names.count * AddressBook.kinds.count
        let slots = streets * AddressBook.houses
        // 1,009 is prime to the slots, so that neighbours in the list are not neighbours in the street.
        let slot = given * 1_009 % slots
        let flat = given / slots
        given += 1
        let street = slot / AddressBook.houses
        let house = slot % AddressBook.houses
        return SyntheticAddress(
            line: (flat == 0 ? "" : "Flat \(flat), ") + "\(house + 1) " + AddressBook.street(street, council),
            town: council.name, postcode: postcode(street: street, house: house), uprn: numbers.uprn(), council: council
        )
    }

    private static func street(_ street: Int, _ council: SyntheticCouncil) -> String {
        let name = names[(street / kinds.count + 4 * council.position) % names.count]
        return "\(name) \(kinds[(street + council.position) % kinds.count])"
    }

    /// Twelve houses a postcode, in letters that inward codes use.
    private func postcode(street: Int, house: Int) -> String {
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        let index = street * (AddressBook.houses / AddressBook.housesAPostcode) + house / AddressBook.housesAPostcode
        return "\(council.outward) \(index % 10)\(letters[index / 10 % 20])\(letters[(index / 200 + 7) % 20])"
    }
}
