import Foundation
import WireProtocol

/// The folder `generations/` of a node: what was in force, and what is. Every generation is kept as it was signed; the
/// digests in `node.yaml` say which one is served, and writing them is the one moment in which a change comes about.
package struct PolicyGenerations: Sendable {
    package let folder: String

    package init(folder: String) { self.folder = folder }

    /// A generation that is known to have been in force, with every sign-off as it was then.
    package struct Mark: Sendable, Equatable {
        package let number: Int
        package let digest: PolicyPin

        package init(number: Int, digest: PolicyPin) {
            self.number = number
            self.digest = digest
        }

        package init(_ generation: PolicyGeneration) {
            self.init(number: generation.number, digest: generation.digest)
        }

        /// `<number> sha-256:<digits>`, as the internal log has it; `nil` for anything else.
        package init?(_ text: String) {
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[0]), number > 0, let digest = PolicyPin(String(parts[1]))
            else { return nil }
            self.init(number: number, digest: digest)
        }

        package var text: String { "\(number) \(digest)" }
    }

    /// The numbers that are kept, lowest first, with the names of their folders.
    package func kept() throws(SigningFault) -> [(number: Int, name: String)] {
        guard PlainFile.kind(of: folder) != nil else { return [] }
        guard PlainFile.kind(of: folder) == .folder,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { throw SigningFault("\(folder): this is no folder that can be read", help: "put it back, from a copy") }
        var found: [Int: String] = [:]
        for name in names where !name.hasPrefix(".") {
            let parts = name.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let number = Int(parts[0]), number > 0, String(number) == parts[0],
                found.updateValue(name, forKey: number) == nil, PlainFile.kind(of: "\(folder)/\(name)") == .folder
            else {
                throw SigningFault(
                    "\(folder)/\(name): this is no generation, or a second one of its number",
                    help: "`fcg policy activate` makes this folder; take out what it did not make")
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A generation as it lies there; its signatures are not looked at.
    package func read(_ number: Int) throws(SigningFault) -> PolicyGeneration {
        guard let name = try kept().first(where: { $0.number == number })?.name else {
            throw SigningFault(
                "\(folder): generation \(number) is not kept", help: "`generations kept` in node.yaml says how many are"
            )
        }
        let generation = try PolicyGeneration(folder: "\(folder)/\(name)", number: number)
        guard generation.name == name else {
            throw SigningFault("\(folder)/\(name): the name is not that of what lies in it", help: "put it back")
        }
        return generation
    }

    /// The newest generation with the pinned digests; `nil` before the first activation.
    package func pinned(_ pins: PolicyPins) throws(SigningFault) -> PolicyGeneration? {
        let kept = try kept()
        for (number, name) in kept.reversed() where name.hasSuffix("-" + pins.policies.digest.prefix(12)) {
            let generation = try read(number)
            if generation.state.pins == pins { return generation }
        }
        guard kept.isEmpty else {
            throw SigningFault(
                "\(folder): no generation that is kept has the digests in node.yaml (policies \(pins.policies), signers \(pins.signers))",
                help: "`fcg policy pin` writes those of the newest signed generation; nothing else is served")
        }
        return nil
    }

    /// The pinned generation, if it is the one that is known to have been in force, or if everybody has signed who had to,
    /// of it and of every one since. One that is older is refused: going back is a change, and signed.
    ///
    /// What was in force once is not judged anew: a later version of this program may ask for other signatures.
    package func admit(_ pins: PolicyPins, after mark: Mark?) throws(SigningFault) -> PolicyGeneration {
        guard let pinned = try pinned(pins) else {
            throw SigningFault(
                "\(folder): no policies were ever signed and activated here",
                help: "`fcg policy bundle`, `sign` and `activate` put the first ones in force")
        }
        if let mark { try check(pinned, after: mark) }
        let first = try kept().first?.number ?? 1
        // The oldest that is kept has nothing before it to be checked against, unless it is the very first.
        let start = mark.map { $0.number + 1 } ?? (first == 1 ? 1 : min(first + 1, pinned.number))
        for number in start..<max(start, pinned.number + 1) {
            let next = number == pinned.number ? pinned : try read(number)
            try next.check(after: number == 1 ? nil : try read(number - 1))
        }
        return pinned
    }

    private func check(_ pinned: PolicyGeneration, after mark: Mark) throws(SigningFault) {
        guard pinned.number >= mark.number else {
            throw SigningFault(
                "generation \(pinned.number) is older than generation \(mark.number), which was in force",
                help: "put `generations/` and node.yaml back, or go back with `fcg policy rollback`, which is signed")
        }
        let known = pinned.number == mark.number ? pinned : try read(mark.number)
        guard known.digest == mark.digest else {
            throw SigningFault(
                "generation \(mark.number), with its sign-offs, is not the one that was in force",
                help: "put `generations/` back, from a copy")
        }
    }
}
