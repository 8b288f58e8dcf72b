import Foundation

extension SignOff {
    /// The sign-offs beside a change: every `.json` of the folder but the change itself.
    package static func read(beside change: String) throws(SigningFault) -> [String: SignOff] {
        let folder = URL(filePath: change).deletingLastPathComponent().path(percentEncoded: false)
        do { return try all(try files(in: folder, but: URL(filePath: change).lastPathComponent), in: folder) } catch let
            fault as PlainFile.Unreadable
        { throw SigningFault("\(fault.path): \(fault.reason)", help: "every sign-off is a plain file") } catch let fault
            as SigningFault
        { throw fault } catch { throw SigningFault("\(error)", help: "look into the folder of sign-offs") }
    }

    static func files(in folder: String, but change: String? = nil) throws(PlainFile.Unreadable) -> [String: [UInt8]] {
        guard PlainFile.kind(of: folder) == .folder,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { throw PlainFile.Unreadable(path: folder, reason: "there is no such folder of sign-offs") }
        var files: [String: [UInt8]] = [:]
        for name in names where name != change && name.hasSuffix(".json") && !name.hasPrefix(".") {
            guard name.utf8.allSatisfy(isPlain) else {
                throw PlainFile.Unreadable(
                    path: folder, reason: "a file's name has other signs than letters, digits, hyphens")
            }
            files[name] = try PlainFile.read("\(folder)/\(name)")
        }
        return files
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }
}
