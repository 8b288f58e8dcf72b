import AuditTrail
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("What is random in a question, and what its commitments open to")
struct ComposedQuestionTests {
    private let asking: Asking

    init() throws { asking = try Asking() }

    private func composed() throws -> ComposedQuery {
        let composer = Composer(node: asking.leeds.context, pseudonymKey: Redacted(FixedKeys.seed("pseudonym")))
        let question = asking.question([asking.story.child])
        guard case .composed(let query)? = try composer.compose(question, now: asking.federation.now).first else {
            throw SchemaFault("question", "was stopped")
        }
        return query
    }

    // clause: FCP-QRY-25+
    @Test("an id has 122 bits that are now 0 and now 1, and none comes twice")
    func randomIDs() throws {
        let ids = try (0..<64).map { _ in try composed().question.id.text }

        let numbers: [[UInt8]] = try ids.map { try #require(Hex.decode($0.replacing("-", with: ""))) }
        let varying: [Int] = (0..<128).filter { bit in
            let values: [UInt8] = numbers.map { number in (number[bit / 8] >> UInt8(7 - bit % 8)) & 1 }
            return Set(values).count == 2
        }
        #expect(Set(ids).count == 64)
        #expect(varying.count == 122)
        #expect(Set(0..<128).subtracting(varying) == [48, 49, 50, 51, 64, 65], "those of version and variant")
    }

    // clause: FCP-QRY-27+ FCP-QRY-27-
    @Test("the commitments open to case and reasons with the keys that were kept, and to nothing else")
    func commitments() throws {
        let first = try composed()
        let second = try composed()
        func kept(_ query: ComposedQuery, _ name: String) throws -> [UInt8] {
            guard case .string(let text)? = query.openings[name] else { throw SchemaFault(name, "is not kept") }
            return try #require(Base64URL.decode(text))
        }
        let (caseKey, reasonKey) = (try kept(first, "caseKey"), try kept(first, "justificationKey"))
        let reasons = "marks on the child's arm, seen today"

        #expect(first.question.caseReference.ref == AskerCommitment.toCase("LCS-000017", key: caseKey))
        #expect(first.question.justification == AskerCommitment.toReasons(reasons, key: reasonKey))
        #expect([caseKey.count, reasonKey.count] == [32, 32])
        #expect(
            Set([caseKey, reasonKey, try kept(second, "caseKey"), try kept(second, "justificationKey")]).count == 4)
        for (text, key) in [
            ("LCS-000018", caseKey), ("LCS-000017", reasonKey), ("LCS-000017", try kept(second, "caseKey")),
        ] {
            #expect(first.question.caseReference.ref != AskerCommitment.toCase(text, key: key))
        }
        #expect(first.question.justification != AskerCommitment.toReasons(reasons + ".", key: reasonKey))
        #expect(first.question.caseReference.ref != AskerCommitment.toReasons("LCS-000017", key: caseKey))
    }
}
