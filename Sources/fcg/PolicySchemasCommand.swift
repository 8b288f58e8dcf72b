import ArgumentParser
import Foundation
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    struct Schemas: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes JSON Schemas, by which editors complete and underline policy files.",
            discussion: """
                A policy file names its schema in its first line: # yaml-language-server: $schema=../schemas/bans.schema.json
                An editor that speaks to a YAML language server then offers the keys and the words of the vocabulary, \
                and underlines others. It sees one file at a time: `fcg policy check` sees them together.
                Example: fcg policy schemas Policies/stockport --output Policies/schemas
                """)
        @Argument(help: "The folder of a set; the schemas have its vocabulary's words.") var folder: String
        @Option(help: "The folder they are written to.") var output: String
        @Flag(help: "Write nothing; fail where a file is not as it would be written.") var check = false

        func run() throws {
            let path = folder + "/vocabulary.yaml"
            let octets = try NodeFolder(path: folder).octets(of: path)
            let schemas: [String: JSONValue]
            do { schemas = try PolicySchemas.all(vocabulary: octets) } catch {
                throw Complaint(error.within(folder).description)
            }
            var stale: [String] = []
            for (name, schema) in schemas.sorted(by: { $0.key < $1.key }) {
                let text = CanonicalJSON.prettyText(schema) + "\n"
                let target = output + "/" + name
                if FileManager.default.contents(atPath: target).map({ Array($0) }) == Array(text.utf8) { continue }
                stale.append(target)
                if !check { try NodeFolder.write(text, to: target) }
            }
            for target in stale { print(check ? "not as generated: \(target)" : "wrote \(target)") }
            if stale.isEmpty { print("\(output): \(schemas.count) schemas, all as generated") }
            if check, !stale.isEmpty { throw ExitCode.failure }
        }
    }
}
