import Synchronization

/// Tells whoever watches how far a load has come.
package final class LoadProgress: Sendable {
    /// What is being done.
    package enum Stage: String, Sendable {
        case reading
        case joining
        case writing
    }

    private struct State {
        var stage = Stage.reading
        var done = 0
        var all = 0
        var told = -1
    }

    private let state = Mutex(State())
    private let tell: @Sendable (Stage, _ done: Int, _ all: Int) -> Void

    /// `tell` is called whenever another hundredth of a stage is done.
    package init(_ tell: @escaping @Sendable (Stage, _ done: Int, _ all: Int) -> Void) { self.tell = tell }

    /// Nobody watches.
    package static let unwatched = LoadProgress { _, _, _ in }

    func begin(_ stage: Stage, of all: Int) {
        state.withLock { $0 = State(stage: stage, all: all) }
        tell(stage, 0, all)
    }

    func read(_ octets: Int) { advance(by: octets) }

    func advance(by done: Int) {
        let news = state.withLock { state -> (Stage, Int, Int)? in
            state.done = min(state.all, state.done + done)
            let percent = state.all == 0 ? 0 : 100 * state.done / state.all
            guard percent > state.told else { return nil }
            state.told = percent
            return (state.stage, state.done, state.all)
        }
        if let (stage, done, all) = news { tell(stage, done, all) }
    }
}
