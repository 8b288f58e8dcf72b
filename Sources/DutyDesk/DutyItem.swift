package import WireProtocol

/// What the duty desk is asked to do.
package enum DutyKind: String, Sendable, CaseIterable {
    /// A question met somebody about whom only people talk: the holder's duty manager decides what to tell.
    case handOff = "hand-off"
    /// A question about serious harm showed nothing: the asking worker rings the holder, or says why not.
    case compulsoryTask = "compulsory-task"
    /// A question was asked in an emergency: somebody else of the same council looks at it afterwards.
    case secondPerson = "second-person"
    /// The asker wants to be rung.
    case callBack = "call-back"
    /// Somebody says that an answer was about the wrong person, or wrong.
    case wrongAnswer = "wrong-answer"
    /// A council or one of its workers asked more than was agreed: a manager over there is told.
    case overLimit = "over-limit"
    /// Two councils' logs do not agree about an attempt: an information governance officer finds out why.
    case dispute
    /// An answer of ours was about the wrong person, or wrong: whoever received it is told to discard it.
    case correction
}

/// A piece of work, mostly as it comes out of the audit trail's outbox.
package struct DutyItem: Sendable, Equatable {
    /// The outbox row; with ``log`` it names this item for good.
    package let outboxID: Int64
    /// The origin of the log whose outbox it is, or the list that it stands in.
    package let log: String
    /// What is to be done.
    package let kind: DutyKind
    /// The exchange it came from.
    package let exchange: ExchangeID
    /// The other authority.
    package let counterpart: AuthorityID
    /// When it was raised; the clock runs from here.
    package let raised: Instant
    /// Minutes until it is due: 60, 240, 1,440 or 4,320 by urgency, or what the vocabulary gives a second person.
    package let dueMinutes: Int
    /// Everything else, as an object.
    ///
    /// Its member `ring`, an object of texts `name`, `organisation` and `phone`, says whom to ring; nothing else of it
    /// is put into a task's text. Its member `askedBy`, a list of texts, says how whoever asked may be called: none of
    /// them ends a second person's task.
    package let detail: Redacted<JSONValue>

    /// An item.
    package init(
        outboxID: Int64, log: String, kind: DutyKind, exchange: ExchangeID, counterpart: AuthorityID, raised: Instant,
        dueMinutes: Int, detail: JSONValue
    ) {
        self.outboxID = outboxID
        self.log = log
        self.kind = kind
        self.exchange = exchange
        self.counterpart = counterpart
        self.raised = raised
        self.dueMinutes = dueMinutes
        self.detail = Redacted(detail)
    }

    /// When the clock runs out.
    package var due: Instant { raised.adding(seconds: Int64(dueMinutes) * 60) }

    /// Whether a name is one of those of whoever asked, in any case and with any white space in it.
    func isAsked(by name: String) -> Bool {
        guard case .object(let members) = detail.reveal(), case .array(let names)? = members["askedBy"] else {
            return false
        }
        return names.contains {
            if case .string(let asker) = $0 { DutyItem.folded(asker) == DutyItem.folded(name) } else { false }
        }
    }

    private static func folded(_ name: String) -> [String] {
        name.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
