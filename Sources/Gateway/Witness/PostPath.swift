/// Where peers may post, besides their questions.
package enum PostPath {
    package static let query = "/fcg/v1/query"
    package static let addCheckpoint = "/witness/add-checkpoint"
    package static let reconcile = "/fcg/v1/reconcile"

    /// Whether something may be posted there.
    package static func isOne(_ path: String?) -> Bool { [query, addCheckpoint, reconcile].contains(path) }
}
