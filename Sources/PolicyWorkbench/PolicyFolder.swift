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

    /// The octets of every file of a set, by path inside the folder.
    package static func read(_ path: String) throws(Fault) -> [String: [UInt8]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
            let names = FileManager.default.enumerator(atPath: path)
        else { throw .unreadable(path: path, reason: "there is no such policy folder") }
        var files: [String: [UInt8]] = [:]
        while let name = names.nextObject() as? String {
            let whole = path + "/" + name
            guard belongs(name), FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            guard files.count < 1_000 else { throw .unreadable(path: path, reason: "more than 1,000 files") }
            guard let content = FileManager.default.contents(atPath: whole) else {
                throw .unreadable(path: whole, reason: "the file cannot be read; check its permissions")
            }
            files[name] = Array(content)
        }
        return files
    }

    private static func belongs(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        return !parts.contains { $0.hasPrefix(".") } && parts.first != "sign-offs" && !name.hasSuffix("~")
            && name != "README.md"
    }
}
