package import PolicyEngine
import WireProtocol

extension Trial {
    /// Whether complaints upheld ever reached the number that ends it, by its notes in their order. `nil` is a note whose
    /// content is gone: nobody can say that it was no complaint.
    ///
    /// What was reached stays reached: one person who takes a complaint back does not start a trial anew.
    package func isStopped(by notes: [TrialNote?]) -> Bool {
        let complaints = Set(measures.filter { $0.counts == "complaints-upheld" }.map(\.id))
        var upheld = 0
        for note in notes {
            guard let note else { return true }
            guard case .counted(let measure, let add, _) = note.content, complaints.contains(measure) else { continue }
            upheld += add
            if upheld >= stopAtComplaints { return true }
        }
        return false
    }
}
