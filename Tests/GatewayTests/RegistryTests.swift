import AuditTrail
import PersonMatching
import PolicyEngine
import PolicyWorkbench
import SyntheticFamilies
import Testing
import WireProtocol

@testable import Gateway

@Suite("The registries of the protocol document")
struct RegistryTests {
    private func vocabulary() throws -> Vocabulary { try Federation().policies(.stockport).current.vocabulary }

    // clause: FCP-ERR-1+ FCP-ERR-13+
    @Test("problem codes, their statuses and titles are those of the code, each way")
    func problems() throws {
        let listed = try ProtocolFiles.rows("problem-codes").map { row in
            "\(row["code"] ?? "") \(row["status"] ?? "") \(row["title"] ?? "")"
        }

        #expect(Set(listed) == Set(ProblemCode.allCases.map { "\($0.rawValue) \($0.status) \($0.title)" }))
        #expect(listed.count == ProblemCode.allCases.count)
    }

    @Test("the words of an answer are those of the code, each way")
    func outcomes() throws {
        #expect(try ProtocolFiles.codes("outcomes", "question") == QuestionOutcome.allCases.map(\.rawValue))
        #expect(try ProtocolFiles.codes("outcomes", "subject") == SubjectOutcome.allCases.map(\.rawValue))
        #expect(try ProtocolFiles.codes("outcomes", "shown") == Shown.allCases.map(\.rawValue))
    }

    // clause: FCP-POL-4+
    @Test("reasons, purposes, roles and who somebody is are those of the vocabulary, in its order")
    func reasons() throws {
        let words = try vocabulary()

        #expect(try ProtocolFiles.codes("reason-codes") == words.reasonsTold.map(\.text))
        #expect(try ProtocolFiles.codes("reason-codes", "kept") == words.reasonsKept.map(\.text))
        #expect(
            try ProtocolFiles.rows("purposes").map { "\($0["code"] ?? "") \($0["family"] ?? "") \($0["told"] ?? "")" }
                == words.purposes.map { "\($0.code) \($0.family) \($0.told)" })
        #expect(try ProtocolFiles.codes("purposes", "never") == words.neverPurposes.map(\.text))
        #expect(try ProtocolFiles.codes("roles") == words.roles.map(\.text))
        #expect(try ProtocolFiles.codes("about") == words.about.map(\.word.text))
        #expect(
            try ProtocolFiles.rows("about").map { $0["relationships"] as? [String] }
                == words.about.map { $0.relationships.map(\.text) })
    }

    @Test("categories, their ages and fields are those of the vocabulary, in its order")
    func categories() throws {
        let listed = try ProtocolFiles.rows("categories")
        let words = try vocabulary().categories

        #expect(listed.map { $0["code"] as? String } == words.map(\.code.text))
        #expect(listed.map { $0["name"] as? String } == words.map(\.name))
        #expect(listed.map { $0["from"] as? Int } == words.map(\.ages.from))
        #expect(listed.map { $0["to"] as? Int } == words.map(\.ages.to))
        for (place, level) in try ProtocolFiles.codes("levels").dropFirst().enumerated() {
            #expect(listed.map { $0[level] as? [String] } == words.map { $0.fields[place].map(\.text) }, "\(level)")
        }
    }

    @Test("what a question says of itself and of the law is in the vocabulary's words, in its order")
    func facts() throws {
        let words = try vocabulary()
        let listed = try ["familyConversation", "harmThreshold", "namedManager", "urgency"].map {
            try ProtocolFiles.codes("request-facts", $0)
        }

        #expect(listed == words.requestFacts.map { $0.map(\.text) })
        #expect(
            try ProtocolFiles.rows("law", "under").map {
                "\($0["code"] ?? "") \($0["name"] ?? "") \($0["gives"] ?? "")"
            }
                == words.statutes.map { "\($0.code) \($0.name) \($0.gives)" })
        #expect(
            try ProtocolFiles.rows("law", "under").map { $0["standing"] as? String == "in-force" }
                == words.statutes.map(\.isInForce))
        #expect(try ProtocolFiles.codes("law", "article6") == words.article6.map(\.text))
        #expect(try ProtocolFiles.codes("law", "article9") == words.article9.map(\.text))
        #expect(try ProtocolFiles.codes("law", "schedule1") == words.schedule1.map(\.text))
    }

    // clause: FCP-MAT-4+
    @Test("identifiers, and which of them could help, are those of the code, in its order")
    func identifiers() throws {
        let words = try vocabulary().identifiers

        #expect(try ProtocolFiles.codes("identifiers") == words.map(\.text))
        #expect(
            try ProtocolFiles.codes("identifiers", "couldHelp") == couldHelp(sent: [], agreed: Set(words)).map(\.text))
    }

    @Test("events are those that leaves are written with, each way")
    func events() throws {
        let listed = try ProtocolFiles.codes("event-types", "internal")
        #expect(try ProtocolFiles.codes("event-types", "exchange") == ExchangeEvent.allCases.map(\.rawValue))
        #expect(Set(listed).count == listed.count)

        let kinds = Set(listed.compactMap { $0.split(separator: ".").first })
        let named = try ProtocolFiles.literals(/"([a-z-]+\.[a-z-]+)"/)
            .filter { kinds.contains($0.prefix { $0 != "." }) }
        // Names of files and of a thread that begin like an event's.
        let others: Set = ["audit.log-head", "node.yaml", "witness.pem", "mark.csv"]
        let written = named.subtracting(others).subtracting(ExchangeEvent.allCases.map(\.rawValue))

        #expect(written == Set(listed))
    }

    @Test("message types and extensions are those of the code, each way")
    func types() throws {
        let travelling: Set = [
            FamilyQuery.type, FamilyAnswer.type, ReconcileRequest.type, ReconciliationReply.type, "fcg.node/1",
            "fcg.directory/1",
        ]
        // Types of files that stay at a node, or that people hand to each other.
        let files: Set = ["fcg.extract/1", "fcg.proof/1", "fcg.vectors/1"]
        // A version that nobody has: the conformance suite sends it to see it refused.
        let refused: Set = ["fcg.query/2"]

        #expect(try Set(ProtocolFiles.codes("message-types")) == travelling)
        #expect(try ProtocolFiles.literals(/"(fcg\.[a-z]+\/[0-9]+)"/) == travelling.union(files).union(refused))
        #expect(try ProtocolFiles.codes("extensions") == FollowUp.Kind.allCases.map(\.rawValue))
    }
}
