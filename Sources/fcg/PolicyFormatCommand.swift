import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench

extension PolicyCommand {
    struct Format: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lays the files of a set out in one style; comments stay, and what is said never changes.",
            discussion: """
                Two spaces a level, one space in brackets, days in quotes, no two blank lines in a row. Values that \
                stand in a column stay there. A file with a mistake is told and left alone.
                Example: fcg policy format Policies/stockport --check
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Flag(help: "Write nothing; fail where a file is not laid out.") var check = false

        func run() throws {
            let files: [String: [UInt8]]
            do { files = try PolicyFolder.read(folder) } catch { throw Complaint("\(error)") }
            var changed: [String] = []
            var faults: [String] = []
            for (path, octets) in files.sorted(by: { $0.key < $1.key }) where path.hasSuffix(".yaml") {
                do {
                    let text = try PolicyFormat.formatted(octets, path: path)
                    guard Array(text.utf8) != octets else { continue }
                    changed.append(path)
                    if !check { try NodeFolder.write(text, to: folder + "/" + path) }
                } catch let fault as PolicyFaults { faults.append(fault.within(folder).description) }
            }
            for path in changed { print("\(check ? "not laid out" : "laid out"): \(folder)/\(path)") }
            if !faults.isEmpty { throw Complaint(faults.joined(separator: "\n")) }
            if changed.isEmpty { print("\(folder): \(files.count) files, all laid out") }
            if check, !changed.isEmpty { throw ExitCode.failure }
        }
    }
}
