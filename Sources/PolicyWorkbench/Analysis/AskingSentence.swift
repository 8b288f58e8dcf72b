import PolicyEngine
import WireProtocol

/// A box of our own questions in words: which councils may be told what of whom, for what, on which conditions.
struct AskingSentence {
    let box: Box
    let boxes: AskingBoxes
    private var space: AskingSpace { boxes.space }

    init(_ box: Box, _ boxes: AskingBoxes) {
        self.box = box
        self.boxes = boxes
    }

    func text(_ kind: AskingDifference.Kind) -> String {
        let head = kind == .newlySent ? "New" : "No longer"
        let person = box.about == space.universe.about ? "anybody" : "any " + list(.about, "or")
        return
            "\(head): our questions to councils on the route \(list(.requester, "or")), for \(list(.purpose, "or")), "
            + "may give \(list(.field, "and")) of \(person)\(conditions)."
    }

    /// `, if …`, or nothing.
    private var conditions: String {
        let conditions = [worker] + RequestFact.allCases.map(said) + [marks]
        let told = conditions.compactMap(\.self)
        return told.isEmpty ? "" : ", if " + RegionSentence.join(told, "and")
    }

    /// Roles matter only where one vocabulary does not know them.
    private var worker: String? {
        guard box.role != space.askable(boxes.set.vocabulary).role, box.role != space.universe.role else { return nil }
        return "the worker is a " + list(.role, "or")
    }

    private func said(_ fact: RequestFact) -> String? {
        let mask = box[fact.dimension]
        let askable = space.askable(boxes.set.vocabulary)[fact.dimension]
        guard mask != askable, mask != space.universe[fact.dimension] else { return nil }
        if mask == .absent { return "nothing is said of \(fact.rawValue)" }
        return "the request says \(fact.rawValue) \(list(fact.dimension, "or"))"
            + (mask & .absent != 0 ? " or nothing of it" : "")
    }

    /// Told only as far as a mark that stops every question is not among them, or some other is.
    private var marks: String? {
        let stopping = boxes.withheld.filter { rule in
            var wide = rule
            wide.marks = space.universe.marks
            return wide == space.universe
        }.reduce(WordMask(0)) { $0 | $1.marks }
        guard box.marks != space.universe.marks & ~stopping, box.marks != space.universe.marks else { return nil }
        var words = space.chosen(.marks, in: box).map { "marked `\($0)`" }
        if box.marks & .noMark != 0 { words.append("without a mark") }
        if box.marks & .absent != 0 { words.append("of unknown marks") }
        return "the person is " + RegionSentence.join(words, "or")
    }

    private func list(_ dimension: WordDimension, _ joint: String) -> String {
        RegionSentence.join(space.chosen(dimension, in: box).map { "`\($0)`" }, joint)
    }
}
