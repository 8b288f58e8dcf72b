import Foundation
package import PolicyEngine

extension PolicyFolder {
    /// The pinned set from its bundle, a file that need not be there. A bundle that is not of that set, or damaged, is told of,
    /// and the files of the folder are read as if it were not there.
    package static func load(
        _ path: String, bundle: String, pin: PolicyPin, tell: (String) -> Void
    ) throws(Fault) -> PolicySet {
        guard FileManager.default.fileExists(atPath: bundle) else { return try load(path) }
        guard let octets = FileManager.default.contents(atPath: bundle) else {
            tell("\(bundle): the bundle cannot be read; the policy files are read instead")
            return try load(path)
        }
        do {
            return try CompiledBundle.read(Array(octets), expecting: pin.digest)
        } catch {
            tell("\(bundle): \(error); the policy files are read instead")
            return try load(path)
        }
    }
}
