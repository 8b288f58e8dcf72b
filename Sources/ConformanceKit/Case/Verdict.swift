/// What a case came to.
package enum Verdict: String, Sendable, CaseIterable {
    case pass
    /// A MUST is broken.
    case fail
    /// A SHOULD is broken.
    case warn
    /// Trouble on the way to the node, or something the suite could not find out: never a pass.
    case inconclusive
    /// The implementation does not claim the profile, or the case was left out; said, never silently skipped.
    case notClaimed = "not-claimed"
}

/// A clause that the node under test breaks.
package struct Breach: Error, Sendable, Equatable {
    /// What was seen, beside what should have been.
    package var what: String
    /// One likely reason, for whoever mends it.
    package var cause: String?
    /// The signature base as the suite builds it, where a signature is what is wrong.
    package var expectedBase: [UInt8]?
    /// The base the signature was really made over, where that could be found out.
    package var inferredBase: [UInt8]?

    package init(_ what: String, cause: String? = nil, expectedBase: [UInt8]? = nil, inferredBase: [UInt8]? = nil) {
        self.what = what
        self.cause = cause
        self.expectedBase = expectedBase
        self.inferredBase = inferredBase
    }
}

/// Why nothing can be said about the node: the way there, not the node.
package struct Trouble: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Throws a breach unless something holds.
package func demand(
    _ holds: Bool, _ what: @autoclosure () -> String, cause: @autoclosure () -> String? = nil
) throws(Breach) {
    guard holds else { throw Breach(what(), cause: cause()) }
}

/// One case that was run, or said not to be.
package struct CaseResult: Sendable {
    package let conformanceCase: ConformanceCase
    package let verdict: Verdict
    /// What was found, or why nothing was.
    package let message: String
    /// The breach, if there is one.
    package let breach: Breach?
    /// What went over the wire; kept where something is to be explained.
    package let trace: [TraceEntry]
    package let milliseconds: Int64
}
