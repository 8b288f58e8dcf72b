import Synchronization

/// What the newest generation read says of its sources.
final class SourceMemory: Sendable {
    private let kept = Mutex<(generation: Int64, sources: [SourceState])?>(nil)

    /// The sources of a generation, if it is the one that is kept.
    func sources(of generation: Int64) -> [SourceState]? {
        kept.withLock { kept in
            guard let kept, kept.generation == generation else { return nil }
            return kept.sources
        }
    }

    /// Keeps a generation's sources, unless a newer one's are kept.
    func keep(_ sources: [SourceState], of generation: Int64) {
        kept.withLock { kept in
            if let kept, kept.generation > generation { return }
            kept = (generation, sources)
        }
    }
}
