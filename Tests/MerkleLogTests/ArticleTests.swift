import Foundation
import MerkleLog
import Testing

@Suite("the article about inclusion proofs")
struct ArticleTests {
    func check(entry: [UInt8], proof file: [UInt8], policy rules: [UInt8]) throws -> AcceptedCheckpoint {
        let policy = try LogPolicy(octets: rules)
        let proof = try LogProof(octets: file)
        return try proof.verify(MerkleHash.leaf(entry), policy: policy)
    }

    @Test("its example does what it says")
    func example() throws {
        let log = try SampleLog(size: 12)
        let inclusion = try #require(InclusionProof.make(index: 7, size: 12, read: log.tree.read))
        let proof = LogProof(inclusion, note: try log.note(cosigned: 2)).octets
        let policy = try log.policy(quorum: 2).octets

        #expect(try check(entry: log.entries[7], proof: proof, policy: policy).checkpoint.size == 12)
        #expect(throws: LogProofFault.notIncluded) {
            try check(entry: log.entries[8], proof: proof, policy: policy)
        }
    }

    @Test("its example is the one tried here")
    func sameText() throws {
        let here = URL(filePath: #filePath)
        let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appending(path: "Sources/MerkleLog/MerkleLog.docc/VerifyAnInclusionProof.md"),
            encoding: .utf8)
        let parts = article.components(separatedBy: "```")
        let example = try #require(parts.count == 3 ? parts[1].split(separator: "\n").dropFirst() : nil)
        let tried = try String(contentsOf: here, encoding: .utf8)

        #expect(example.count == 5)
        for line in example { #expect(tried.contains("    \(line)\n")) }
    }
}
