import Foundation
import WireProtocol

/// The staff directory: lines and addresses of workers whom a source knows by id only (`staff.csv`).
///
/// It fills cells that a source leaves empty, and changes none. A row without a source holds for all of them.
package struct StaffOverlay: Sendable, Equatable {
    private var rows: [Key: [String: String]] = [:]

    private struct Key: Hashable {
        let source: Code?
        let id: String
    }

    /// Nobody.
    package init() {}

    /// How many workers it knows.
    package var count: Int { rows.count }

    static let columns = [
        "source", "contact_id", "name", "role", "phone", "email", "team_name", "team_phone", "team_email",
    ]

    /// Reads a file. An id that stands twice, or a row that cannot be read, refuses the whole of it: somebody's line
    /// would be another's.
    package init(path: String) throws(CaseIndexFault) {
        guard let octets = FileManager.default.contents(atPath: path) else {
            throw StaffOverlay.refusal(path, "", "cannot be read", "check the path")
        }
        var isRead = false
        var reader = CSVReader(longest: 1_024) { () throws(CSVFault) in
            defer { isRead = true }
            return isRead ? [] : Array(octets)
        }
        do {
            let header = try reader.next() ?? []
            guard Set(header) == Set(StaffOverlay.columns), header.count == StaffOverlay.columns.count else {
                throw StaffOverlay.refusal(
                    path, ":1", "has not the columns \(StaffOverlay.columns.joined(separator: ","))",
                    "correct the header")
            }
            while let row = try reader.next() {
                try add(Dictionary(uniqueKeysWithValues: zip(header, row)), path, reader.row)
            }
        } catch let fault as CSVFault {
            throw StaffOverlay.refusal(path, ":\(fault.row)", "holds \(fault.reason.rawValue)", "export it again")
        } catch let fault as CaseIndexFault {
            throw fault
        } catch {
            throw .interrupted(by: "\(type(of: error))")
        }
    }

    private mutating func add(_ row: [String: String], _ path: String, _ number: Int) throws(CaseIndexFault) {
        let cells = row.mapValues(\.trimmed).filter { !$0.value.isEmpty }
        let source = cells["source"].flatMap { Code($0) }
        guard let id = cells["contact_id"], id.utf8.count <= 64, cells["source"] == nil || source != nil,
            rows.updateValue(cells, forKey: Key(source: source, id: id)) == nil
        else {
            throw StaffOverlay.refusal(
                path, ":\(number)", "has no contact_id, no source id, or an id of another row", "correct the row")
        }
    }

    private static func refusal(_ path: String, _ place: String, _ problem: String, _ remedy: String) -> CaseIndexFault
    {
        let url = URL(fileURLWithPath: path)
        return .refused(
            Refusal(
                folder: url.deletingLastPathComponent().path(percentEncoded: false),
                place: url.lastPathComponent + place,
                problem: problem, remedy: remedy))
    }

    /// The contact with what the directory knows in the place of what is missing.
    func completed(_ contact: ContactRow, of source: Code) -> ContactRow {
        guard !rows.isEmpty,
            let known = rows[Key(source: source, id: contact.id)] ?? rows[Key(source: nil, id: contact.id)]
        else { return contact }
        var whole = contact
        whole.name = contact.name ?? known["name"]
        whole.role = contact.role ?? known["role"]
        whole.phone = contact.phone ?? known["phone"]
        whole.email = contact.email ?? known["email"]
        whole.teamName = contact.teamName ?? known["team_name"]
        whole.teamPhone = contact.teamPhone ?? known["team_phone"]
        whole.teamEmail = contact.teamEmail ?? known["team_email"]
        return whole
    }
}
