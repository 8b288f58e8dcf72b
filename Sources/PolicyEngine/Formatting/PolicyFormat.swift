import WireProtocol

/// Lays a policy file out: one style for all, line by line, so that comments and the order of things stay.
///
/// What the file says never changes: the result is read again and compared, and a second run changes nothing.
package enum PolicyFormat {
    /// The text as it should stand; or what is wrong with it, for a file that cannot be read cannot be laid out.
    package static func formatted(_ octets: [UInt8], path: String) throws(PolicyFaults) -> String {
        let file = SourceFile(path: path)
        guard let text = PolicyDocument.text(of: octets, in: file), let root = PolicyDocument.read(text, in: file),
            file.diagnostics.isEmpty
        else { throw PolicyFaults(diagnostics: file.diagnostics) }
        var layout = PageLayout(days: root.days)
        let result = layout.laidOut(text)
        if result == text { return result }
        let again = PolicyDocument.read(result, in: SourceFile(path: path))
        guard let again, again.saysTheSame(as: root) else {
            throw PolicyFaults(diagnostics: [
                PolicyDiagnostic(
                    path: path, line: 1, column: 1,
                    message: "this file cannot be laid out without changing what it says",
                    help: "leave its layout as it is")
            ])
        }
        return result
    }
}

extension PolicyNode {
    /// Where days are written.
    fileprivate var days: Set<Spot> {
        var days: Set<Spot> = []
        collect(&days)
        return days
    }

    private func collect(_ days: inout Set<Spot>) {
        switch self {
        case .text(let text, let spot): if CalendarDay(text) != nil { days.insert(spot) }
        case .list(let nodes, _): for node in nodes { node.collect(&days) }
        case .mapping(let entries, _): for entry in entries { entry.value.collect(&days) }
        case .refused: break
        }
    }
}
