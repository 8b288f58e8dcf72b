package import WireProtocol

/// The three councils of the sandbox. Their codes are real, everything said about people there is invented.
package enum SyntheticCouncil: String, Sendable, CaseIterable {
    case stockport
    case leeds
    case bradford

    /// The council's GSS code.
    package var authority: AuthorityID {
        guard let authority = AuthorityID(code) else { preconditionFailure("`\(code)` is no GSS code") }
        return authority
    }

    /// The council with a GSS code, if it is one of the three.
    package init?(_ authority: AuthorityID) {
        guard let council = SyntheticCouncil.allCases.first(where: { $0.code == authority.code }) else { return nil }
        self = council
    }

    /// `Stockport`.
    package var name: String {
        switch self {
        case .stockport: "Stockport"
        case .leeds: "Leeds"
        case .bradford: "Bradford"
        }
    }

    /// Mail addresses and hosts end in this reserved name (RFC 2606).
    package var domain: String { "\(rawValue).example" }

    /// The duty desk's line. Like every line here it lies in a range Ofcom keeps for drama.
    package var dutyDesk: String { phone(0) }

    /// A line by number, 0 to 999: 0 to 99 belong to teams, the rest to people.
    func phone(_ line: Int) -> String {
        let digits = String(1_000 + line % 1_000).dropFirst()
        return switch self {
        case .stockport: "0161 496 0\(digits)"
        case .leeds: "0113 496 0\(digits)"
        case .bradford: "01632 960\(digits)"
        }
    }

    /// An outward code of the right shape that Royal Mail has not issued.
    var outward: String {
        switch self {
        case .stockport: "SK90"
        case .leeds: "LS90"
        case .bradford: "BD90"
        }
    }

    /// Where the council stands in the list, from 0.
    var position: Int {
        switch self {
        case .stockport: 0
        case .leeds: 1
        case .bradford: 2
        }
    }

    /// Begins the ids the council's own systems give to people.
    var idPrefix: String {
        switch self {
        case .stockport: "STP"
        case .leeds: "LDS"
        case .bradford: "BFD"
        }
    }

    /// Who looks after children in need there: a council, or a trust on its behalf.
    var childrensServices: String {
        switch self {
        case .stockport: "Stockport Council"
        case .leeds: "Leeds City Council"
        case .bradford: "Bradford Children and Families Trust"
        }
    }

    /// Who lets the council's homes.
    var landlord: String {
        switch self {
        case .stockport: "Stockport Homes"
        case .leeds: "Leeds Housing Service"
        case .bradford: "Bradford Moorside Homes"
        }
    }

    private var code: String {
        switch self {
        case .stockport: "E08000007"
        case .leeds: "E08000035"
        case .bradford: "E08000032"
        }
    }
}
