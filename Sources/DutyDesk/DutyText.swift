package import WireProtocol

extension DutyTask {
    /// One line without personal data: id, title, clock.
    ///
    /// `name` gives an authority's name; without it the GSS code stands there.
    package func line(name: (AuthorityID) -> String = \.code) -> String {
        "\(id)  \(title(name: name)): \(clock.text)"
    }

    /// What duty staff read in the terminal: title, clock, whom to ring, what to write when it is done.
    ///
    /// Of ``DutyItem/detail`` only `ring` is shown; nothing about the family is.
    package func text(name: (AuthorityID) -> String = \.code) -> Redacted<String> {
        let lines = [
            "Task \(id): \(title(name: name))", "  clock     \(clock.text)", "  raised    \(item.raised.text)",
            "  due       \(item.due.text)", "  exchange  \(item.exchange.text)", "  ring      \(ring)",
            "  then      \(closing)",
        ]
        return Redacted(lines.joined(separator: "\n") + "\n")
    }

    private func title(name: (AuthorityID) -> String) -> String {
        let other = name(item.counterpart)
        return switch item.kind {
        case .handOff: "Hand-off, a question of \(other) needs a person"
        case .compulsoryTask: "Compulsory, ring the duty desk of \(other)"
        case .secondPerson: "Second person, look at a question asked of \(other)\(others) in an emergency"
        case .callBack: "Call back, \(other) wants to be rung"
        case .wrongAnswer: "Wrong answer, reported in an exchange with \(other)"
        case .overLimit: "More questions than agreed, tell a manager of \(other)"
        case .dispute: "Our log and that of \(other) do not agree, see `fcg audit disputes`"
        case .correction: "Correction, tell \(other) to discard what it received on \(received)"
        }
    }

    /// How many other councils the same question went to.
    private var others: String {
        guard case .object(let detail) = item.detail.reveal(), case .integer(let councils)? = detail["councils"],
            councils > 1
        else { return "" }
        return councils == 2 ? " and another council" : " and \(councils - 1) others"
    }

    /// The day of the answer that was wrong.
    private var received: String {
        guard case .object(let detail) = item.detail.reveal(), case .string(let text)? = detail["received"],
            let day = CalendarDay(text)
        else { return "the day of this exchange" }
        return day.description
    }

    private var ring: String {
        guard case .object(let detail) = item.detail.reveal(), case .object(let ring)? = detail["ring"] else {
            return "the authority's duty desk"
        }
        let parts = ["name", "organisation", "phone"].compactMap { name -> String? in
            guard case .string(let text)? = ring[name] else { return nil }
            return String(String.UnicodeScalarView(text.unicodeScalars.filter(isPrintable)))
        }
        return parts.isEmpty ? "the authority's duty desk" : parts.joined(separator: ", ")
    }

    private var closing: String {
        if let completion { return "done at \(completion.at.text) by \(completion.by.reveal())" }
        return switch item.kind {
        case .compulsoryTask: "note that you rang, or why not"
        case .secondPerson: "note whether it was right to ask; whoever asked cannot end this task"
        case .dispute: "note what was found out"
        case .correction: "note whom you told; never say what would have been right"
        case .handOff, .callBack, .wrongAnswer, .overLimit: "note what was done"
        }
    }
}

/// A peer's text must not steer the terminal.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
}

extension DutyClock {
    /// `due in 3 h 20 min`, `overdue by 5 min, escalated`, `done`, `done late`.
    package var text: String {
        switch self {
        case .dueIn(let minutes): "due in \(DutyClock.span(minutes))"
        case .overdue(0): "overdue by less than a minute, escalated"
        case .overdue(let minutes): "overdue by \(DutyClock.span(minutes)), escalated"
        case .done(let late): late ? "done late" : "done"
        }
    }

    private static func span(_ minutes: Int) -> String {
        switch (minutes / 60, minutes % 60) {
        case (0, let rest): "\(rest) min"
        case (let hours, 0): "\(hours) h"
        case (let hours, let rest): "\(hours) h \(rest) min"
        }
    }
}
