/// Personal data that must never reach a log line, a metric or an error.
///
/// Printing it, in any way Swift prints things, yields `‹redacted›`.
public struct Redacted<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    /// Wraps a value.
    public init(_ value: Value) { self.value = value }

    /// Reads the value at a place a reviewer can search for; `.ci/reveal-allowed` lists them.
    public func reveal() -> Value { value }

    /// Always the same word.
    public var description: String { "‹redacted›" }
    /// Always the same word.
    public var debugDescription: String { "‹redacted›" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(reflecting: "‹redacted›") }
}

extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}
