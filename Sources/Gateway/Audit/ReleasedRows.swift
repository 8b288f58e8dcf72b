package import AuditTrail
import WireProtocol

/// Rows of subject-access reports that a named officer has let in, each for one applicant.
package struct ReleasedRows: Sendable {
    /// The event of a release; its binding is the row.
    package static let event = "audit.row-released"
    private var officers: [String: String] = [:]

    /// The releases for one applicant.
    package init(for applicant: SoughtPerson, in reader: AuditReader) throws {
        var found: [String: String] = [:]
        try reader.forEach(
            in: .internal, opening: [.actor, .subject], where: { $0.event == ReleasedRows.event }
        ) { released in
            guard released.opened(.subject) == applicant.json, let row = released.entry.binding else { return }
            found[row] = released.opened(.actor)?["by"]?.text ?? "somebody whose name was erased"
        }
        officers = found
    }

    /// Who released a row, if somebody did.
    package func officer(of row: String) -> String? { officers[row] }
}
