package import WireProtocol

/// An involvement read for somebody, who need not be the one it belongs to: what must be weighed before anything of it
/// is shown.
package struct NeighbouringRow: Sendable {
    /// Whether it is theirs. If not, nothing of it may be kept.
    package let isTheirs: Bool
    /// Now, or in the past.
    package let status: Involvement.Status
    /// Last day.
    package let ended: CalendarDay?
    /// Whether the source's marks are known. Where they are not, nothing of this may be shown.
    package let marksKnown: Bool
    /// Whether a mark leaves this one out.
    package let leftOut: Bool
    /// The whole of it, where it is theirs and was asked for.
    package let involvement: Involvement?

    /// The columns in the order in which they are read.
    static let columns = """
        SELECT shown.person, shown.category, involvement.source, flags, local, current, started, ended, marks_known,
            left_out, organisation, name, role, phone, email, team_name, team_phone, team_email
        FROM shown CROSS JOIN involvement ON involvement.id = shown.involvement
            CROSS JOIN contact ON contact.id = involvement.contact
        WHERE (shown.person, shown.category, shown.position) >= (?, ?, 0)
        ORDER BY shown.person, shown.category, shown.position LIMIT ?
        """

    init(_ row: SteppedRow, isTheirs: Bool, whole: Bool) throws {
        self.isTheirs = isTheirs
        status = row.flag(5) ? .current : .historic
        ended = row.day(7)
        marksKnown = row.flag(8) || Mutant.marksFeedAbsent.isOn
        leftOut = row.flag(9) && !Mutant.leftOutShown.isOn
        involvement = isTheirs && whole ? try Involvement(row) : nil
    }
}

extension Involvement {
    fileprivate init(_ row: SteppedRow) throws {
        guard let source = row.text(2).flatMap({ Code($0) }), let id = row.text(4),
            let text = row.text(3), case .object(let flags)? = try? StrictJSON.parse(Array(text.utf8), limits: .file)
        else { throw CaseIndexFault.damaged(table: "involvement") }
        self.id = id
        self.source = source
        status = row.flag(5) ? .current : .historic
        started = row.day(6)
        ended = row.day(7)
        marksKnown = row.flag(8)
        leftOut = row.flag(9) && !Mutant.leftOutShown.isOn
        organisation = row.text(10)
        contact = Contact(row)
        self.flags = Dictionary(flags.compactMap(Involvement.flag)) { first, _ in first }
    }

    private static func flag(_ name: String, _ value: JSONValue) -> (Code, String)? {
        guard let code = Code(name), case .string(let text) = value else { return nil }
        return (code, text)
    }
}

extension Contact {
    fileprivate init(_ row: SteppedRow) {
        name = row.text(11).map(Redacted.init)
        role = row.text(12)
        phone = row.text(13).map(Redacted.init)
        email = row.text(14).map(Redacted.init)
        teamName = row.text(15)
        teamPhone = row.text(16).map(Redacted.init)
        teamEmail = row.text(17).map(Redacted.init)
    }
}
