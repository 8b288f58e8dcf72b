package import WireProtocol

/// What staff declared about themselves, so that looking it up stands out: `staff-interests.csv`.
///
/// ```
/// staff,kind,value
/// worker-17,surname,Okafor
/// worker-17,postcode,LS99 9ZZ
/// ```
package struct StaffInterests: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// The worker's own name before, or that of somebody near to them.
        case surname
        /// Where the worker lives or lived.
        case postcode
        /// One person by NHS number.
        case nhs
    }

    private struct Interest: Sendable {
        let staffID: String
        let kind: Kind
        let value: Redacted<String>
    }

    private let interests: [Interest]

    /// Nobody declared anything.
    package init() { interests = [] }

    /// Reads the file; the first line that is wrong is named.
    package init(csv: String) throws(SchemaFault) {
        var interests: [Interest] = []
        for (position, line) in csv.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if position == 0 {
                guard line == "staff,kind,value" else { throw SchemaFault("line 1", "is not `staff,kind,value`") }
                continue
            }
            guard !line.isEmpty else { continue }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 3, !cells[0].isEmpty, !cells[2].isEmpty, let kind = Kind(rawValue: cells[1]) else {
                throw SchemaFault(
                    "line \(position + 1)", "is not a worker, one of \(Kind.allCases.map(\.rawValue)), and a value")
            }
            interests.append(Interest(staffID: cells[0], kind: kind, value: Redacted(cells[2])))
        }
        self.interests = interests
    }

    /// The kinds of declared interest that a question of this worker's met.
    func met(by words: RecordedWords, postcodes: [String], pseudonymKey: Redacted<[UInt8]>) -> [String] {
        let found = interests.filter { interest in
            guard OwnPseudonym(staffID: interest.staffID, key: pseudonymKey).isStaff(of: words) else { return false }
            let value = interest.value.reveal()
            switch interest.kind {
            case .surname: return words.subjects.contains { $0.isNamed(value) }
            case .postcode: return postcodes.contains { PlainName($0) == PlainName(value) }
            case .nhs: return words.subjects.contains { $0.hasNumber(value) }
            }
        }
        return Array(Set(found.map(\.kind.rawValue))).sorted()
    }
}

extension RecordedSubject {
    /// Whether this is the person's surname, or a part of it.
    func isNamed(_ surname: String) -> Bool {
        let family = words.reveal().family
        let parts = family.split { $0 == "-" || $0 == " " }.map { PlainName(String($0)) }
        return PlainName(family) == PlainName(surname) || parts.contains(PlainName(surname))
    }

    func hasNumber(_ number: String) -> Bool { words.reveal().nhs == number }

    /// Tells one person from another across questions, for counting.
    var identity: String {
        let words = words.reveal()
        return words.nhs
            ?? "\(words.family.lowercased())/\(words.given.first?.lowercased() ?? "")/\(words.born?.description ?? "")"
    }
}
