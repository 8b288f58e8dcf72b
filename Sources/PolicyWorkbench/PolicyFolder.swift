import Foundation
package import PolicyEngine

/// The folder in which a council keeps its policy files.
package enum PolicyFolder {
    /// Why there is no set.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// The folder or a file in it could not be read.
        case unreadable(path: String, reason: String)
        /// The files have mistakes; paths begin with the folder.
        case broken(PolicyFaults)

        package var description: String {
            switch self {
            case .unreadable(let path, let reason): "\(path): error: \(reason)"
            case .broken(let faults): faults.description
            }
        }
    }

    /// Reads and checks every file of a folder.
    ///
    /// Hidden files, editors' copies (`…~`), `README.md` and the folder `sign-offs` are passed over; any other file that
    /// is no part of a set is a mistake, so that a misnamed ban is never silently left out.
    package static func load(_ path: String) throws(Fault) -> PolicySet {
        let files = try read(path)
        do {
            return try PolicySet.load(files: files)
        } catch {
            throw .broken(error.within(path))
        }
    }

    /// The octets of every file of a set, by path inside the folder. A link is no file of ours, and a folder that changes
    /// while it is read is not read.
    package static func read(_ path: String) throws(Fault) -> [String: [UInt8]] { try read(path, beforeLastLook: {}) }

    static func read(_ path: String, beforeLastLook: () -> Void) throws(Fault) -> [String: [UInt8]] {
        guard PlainFile.kind(of: path) == .folder else {
            throw .unreadable(
                path: path,
                reason: PlainFile.kind(of: path) == .other
                    ? "this is not a folder but a link or a file; name the folder itself"
                    : "there is no such policy folder")
        }
        let before = try listing(path)
        guard before.count <= 1_000 else { throw .unreadable(path: path, reason: "more than 1,000 files") }
        var files: [String: [UInt8]] = [:]
        for name in before.keys.sorted() {
            do { files[name] = try PlainFile.read("\(path)/\(name)") } catch {
                throw .unreadable(path: error.path, reason: error.reason)
            }
        }
        beforeLastLook()
        guard try listing(path) == before else {
            throw .unreadable(path: path, reason: "the folder changed while it was read; try again when nobody writes")
        }
        return files
    }

    /// What belongs to a set, and what each file's attributes were.
    private static func listing(_ path: String) throws(Fault) -> [String: PlainFile.Stamp] {
        var found: [String: PlainFile.Stamp] = [:]
        var waiting = [""]
        while let inner = waiting.popLast() {
            let names = try? FileManager.default.contentsOfDirectory(atPath: path + "/" + inner)
            guard let names else {
                throw .unreadable(path: path + "/" + inner, reason: "the folder cannot be read; check its permissions")
            }
            for name in names.map({ inner + $0 }) where belongs(name) {
                let whole = "\(path)/\(name)"
                switch PlainFile.kind(of: whole) {
                case .folder: waiting.append(name + "/")
                case .file: found[name] = PlainFile.Stamp(of: whole)
                case .other:
                    throw .unreadable(path: whole, reason: "this is a link or no file; put the file itself here")
                case nil: throw .unreadable(path: path, reason: "the folder changed while it was read; try again")
                }
            }
        }
        return found
    }

    private static func belongs(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return !parts.contains { $0.hasPrefix(".") } && parts.first != "sign-offs" && !name.hasSuffix("~")
            && name != "README.md"
    }
}
