import ArgumentParser
import Foundation
import PersonMatching
import WireProtocol

extension MatchCommand {
    struct Train: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Learns how often fields agree, and writes it as a file that somebody reviews.",
            discussion: """
                No labels are needed: expectation and maximisation over the records of one file, or of two. The file gives \
                each level's share among descriptions of one person (`same`), of two people (`others`) and of two who \
                live together (`cohabitants`, assumed), and the bits that follow. It says nothing of anybody.

                Example: fcg match train --index people.csv --out model.json
                """)
        @Option(help: "Records of one authority: CSV with `person_id`.") var index: String
        @Option(help: "Records to lay beside them.") var queries: String?
        @Option(help: "Where the parameters go.") var out: String

        func run() throws {
            let held = try MatchPopulation(index, forLinking: true)
            let asked = try queries.map {
                try MatchPopulation($0, idColumns: ["query_id", "person_id"], forLinking: true)
            }
            let linkage = Linkage(held.index, with: asked?.index)
            guard linkage.isLearned else {
                throw Complaint(
                    "\(index): error: too few records to learn from; at least \(Linkage.fewestToLearn) are needed")
            }
            try Data(linkage.model.file).write(to: URL(fileURLWithPath: out), options: .atomic)
            print(
                "\(linkage.pairs.count) pairs compared, \(linkage.linked().count) linked; review \(out) before you use it"
            )
        }
    }
}

extension MatchModel {
    /// A file of parameters, or a complaint that names it.
    static func read(_ path: String) throws -> MatchModel {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Complaint("\(path): error: cannot be read")
        }
        do {
            return try MatchModel(file: [UInt8](data))
        } catch {
            throw Complaint("\(path): error: \(error.description)")
        }
    }
}
