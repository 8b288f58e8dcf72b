/// What a reader asks of a group of keys, noted while it reads nothing.
///
/// The JSON Schemas for editors are made from it: the strict reader itself says what it would take, so the two cannot
/// drift apart.
final class SchemaSketch {
    /// What one value may be.
    indirect enum Shape {
        case text
        case number(ClosedRange<Int>)
        case day
        case authority
        /// A word of a list; any code where the list is not known.
        case word([String]?)
        case fixed([String])
        case list(Shape, mayBeEmpty: Bool)
        case group(SchemaSketch)
    }

    private(set) var keys: [String: Shape] = [:]
    private(set) var required: [String] = []
    /// What stands behind keys that are words themselves.
    private(set) var anyKey: Shape?
    /// Whether a group without any key is a mistake.
    var isNeverEmpty = false

    func note(_ key: String, _ shape: Shape, optional: Bool) {
        keys[key] = shape
        if !optional, !required.contains(key) { required.append(key) }
    }

    func noteAnyKey(_ shape: Shape) { anyKey = shape }
}
