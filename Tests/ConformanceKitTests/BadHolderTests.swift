import Synchronization
import Testing
import WireProtocol

@testable import ConformanceKit

/// Holders that answer soundly but for one thing that tells too much, or too little: the suite must see it from outside.
@Suite("Holders that tell what they must not")
struct BadHolderTests {
    /// What a holder does to its answer to a question.
    private typealias Bend = @Sendable (ReceivedQuestion, inout AnswerDraft) -> Void

    /// Runs one case against a holder that counts its leaves and bends its answers.
    private func judge(_ id: String, isShared: Bool = true, _ bend: @escaping Bend) async throws -> CaseResult {
        let federation = try await BadFederation()
        let leaves = LeafCounter()
        federation.node.behave { octets in
            ReceivedQuestion(octets).map { asked in
                federation.answer(asked) { draft in
                    draft.index = leaves.next()
                    draft.members = { BadHolderTests.answer(asked, &$0) }
                    bend(asked, &draft)
                }
            }
        }
        let results = try await federation.run([federation.one(id)], isShared: isShared)
        await federation.stop()
        return try #require(results.first)
    }

    /// The sound answer: people whom nobody knows and hidden ones are not confirmed, unknown words refuse everything.
    private static func answer(_ asked: ReceivedQuestion, _ members: inout [String: JSONValue]) {
        let isUnknownWord = asked.text("purpose") == "idle-curiosity"
        guard isUnknownWord || family(asked).hasSuffix("Nowhere") else { return }
        if isUnknownWord { members["outcome"] = "refused" }
        HostileBodies.change(&members) { subject in
            subject["outcome"] = "not-confirmed"
            subject["categories"] = .array(
                (subject["categories"]?.elements ?? []).map { entry in
                    let service = entry["category"] ?? ""
                    return isUnknownWord
                        ? ["category": service, "refused": "vocabulary-unknown"]
                        : ["category": service, "shown": "nothing-to-show", "sources": []]
                })
        }
    }

    private static let source: JSONValue = [
        "name": "School roll", "rules": "all pupils", "currentAsOf": "2026-11-19",
        "coverage": ["area": ["E08000007"], "from": "2015-09-01", "to": "2026-11-19"],
    ]

    private static func family(_ asked: ReceivedQuestion) -> String {
        asked.question["subjects"]?.elements?.first?["name"]?["family"]?.text ?? ""
    }

    private static func isHidden(_ asked: ReceivedQuestion) -> Bool { family(asked) == "Thorn-Nowhere" }

    /// Bends the members of the answers to some questions.
    private static func members(
        where applies: @escaping @Sendable (ReceivedQuestion) -> Bool,
        _ bend: @escaping @Sendable (inout [String: JSONValue]) -> Void
    ) -> Bend {
        { asked, draft in
            guard applies(asked) else { return }
            let sound = draft.members
            draft.members = { members in
                sound(&members)
                bend(&members)
            }
        }
    }

    private func sees(_ id: String, _ words: String, isShared: Bool = true, _ bend: @escaping Bend) async throws {
        let sound = try await judge(id, isShared: isShared) { _, _ in }
        let bent = try await judge(id, isShared: isShared, bend)

        #expect(sound.verdict == .pass, "\(sound.message)")
        #expect(bent.verdict == .fail && bent.message.contains(words), "\(bent.verdict): \(bent.message)")
    }

    // clause: FCP-ANS-9-
    @Test("a source that is named only where it holds somebody is seen")
    func sources() async throws {
        let found = BadHolderTests.members(where: { !BadHolderTests.family($0).hasSuffix("Nowhere") }) { members in
            HostileBodies.changeCategory(&members) { entries in
                entries.map { entry in
                    HostileBodies.with(entry, "sources", [BadHolderTests.source])
                }
            }
        }
        try await sees("exchange.sources", "names other sources", found)
    }

    // clause: FCP-ANS-10-
    @Test("a call back that is offered only where somebody was found is seen")
    func standing() async throws {
        let nobody = BadHolderTests.members(where: { BadHolderTests.family($0).hasSuffix("Nowhere") }) { members in
            members["standing"] = HostileBodies.with(members["standing"] ?? [:], "callBack", "is not offered")
        }
        try await sees("exchange.standing", "the standing words differ", nobody)
    }

    // clause: FCP-AUD-5-
    @Test("a leaf that is longer where a question is refused is seen")
    func leafLength() async throws {
        try await sees("exchange.one-leaf", "leaves of different outcomes") { asked, draft in
            guard asked.text("purpose") == "idle-curiosity" else { return }
            draft.leaf = { $0["d"] = 1_000 }
        }
    }

    // clause: FCP-POL-24-
    @Test("a refusal that only somebody unknown gets is seen")
    func refusedByFind() async throws {
        let unknown = BadHolderTests.members(where: { BadHolderTests.family($0).hasSuffix("Nowhere") }) { members in
            members["outcome"] = "refused"
            HostileBodies.changeCategory(&members) { entries in
                entries.map { ["category": $0["category"] ?? "", "refused": "category-not-covered"] }
            }
        }
        try await sees("policy.refused-as-held", "what is refused differs", unknown)
    }

    // clause: FCP-MAT-10-
    @Test("somebody confirmed of whom nothing is permitted is seen")
    func searched() async throws {
        let refused = BadHolderTests.members(where: { $0.text("purpose") == "idle-curiosity" }) { members in
            HostileBodies.change(&members) { $0["outcome"] = "matched" }
        }
        try await sees("policy.nothing-permitted", "was searched for", refused)
    }

    // clause: FCP-MAT-2- FCP-RES-6-
    @Test("another word, hint or length for somebody hidden than for nobody is seen")
    func hidden() async throws {
        let word = BadHolderTests.members(where: BadHolderTests.isHidden) { members in
            HostileBodies.change(&members) { $0["outcome"] = "too-little-to-search" }
        }
        let hint = BadHolderTests.members(where: BadHolderTests.isHidden) { members in
            HostileBodies.change(&members) { $0["couldHelp"] = ["nhs-number"] }
        }
        let id = "policy.restricted-as-unknown"

        try await sees(id, "the outcomes are", word)
        try await sees(id, "is not what is said of nobody", hint)
        try await sees(id, "the answers have different lengths") { asked, draft in
            if BadHolderTests.isHidden(asked) { draft.text = { $0 + [UInt8](repeating: 0x20, count: 4_096) } }
        }
        try await sees(id, "the leaves have different lengths") { asked, draft in
            if BadHolderTests.isHidden(asked) { draft.leaf = { $0["d"] = 1_000 } }
        }
    }

    // clause: FCP-RES-7-
    @Test("a second leaf for somebody hidden is seen where nobody else asks")
    func secondLeaf() async throws {
        let leaves = LeafCounter()
        try await sees("policy.restricted-as-unknown", "of the log where", isShared: false) { asked, draft in
            draft.index = leaves.next()
            if BadHolderTests.isHidden(asked) { _ = leaves.next() }
        }
    }
}

/// Indices of a log that grows.
private final class LeafCounter: Sendable {
    private let count = Mutex<Int64>(0)

    func next() -> Int64 {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
