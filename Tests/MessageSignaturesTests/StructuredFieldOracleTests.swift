import RawStructuredFieldValues
import TestSupport
import Testing

@testable import MessageSignatures

/// Our strict parser beside a well-kept general one: it may refuse more, it may never read something else.
@Suite("structured fields, beside another parser")
struct StructuredFieldOracleTests {
    /// Pieces that dictionaries are made of, sound and odd.
    private static let pieces = [
        "sig1", "a", "b*", "=", "=?1", ";", "; ", ",", ", ", "(", ")", " ", "\"@method\"", "\"@path\"", "\"x\";req",
        "created=1618884473", "expires=9", ";nonce=\"n\"", ";tag=\"t\"", ":AAAA:", ":AQ==:", ":AR==:", "1", "-2.5",
        "1.50",
        "token", "?0", "?2", "\"\\\"\"", "\"\\a\"", "@1659578233", "000000000000001", "9999999999999999", "\t", "é",
    ]

    @Test("what we accept, the other parser reads alike", arguments: 0..<8)
    func agree(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var accepted = 0
        for _ in 0..<4_000 {
            let count = Int(random.next() % 9)
            let text = (0..<count).map { _ in Self.pieces[Int(random.next() % UInt64(Self.pieces.count))] }.joined()
            guard let ours = try? StructuredFieldParser.dictionary(Array(text.utf8)) else { continue }
            var other = StructuredFieldValueParser(Array(text.utf8))
            let theirs = try other.parseDictionaryFieldValue()

            accepted += 1
            #expect(ours.map(\.key) == theirs.map(\.0), "\(text)")
            #expect(ours.map { shape($0.member) } == theirs.map { shape($0.1) }, "\(text)")
        }
        #expect(accepted > 50)
    }

    // clause: FCP-SIG-11-
    @Test("a key that stands twice is read by the other parser, and refused by ours")
    func repeatedKey() throws {
        let text = Array("a=1, b=2, a=3".utf8)
        var other = StructuredFieldValueParser(text)

        #expect(try other.parseDictionaryFieldValue().count == 2)
        #expect(throws: StructuredFieldFault.repeatedKey) { try StructuredFieldParser.dictionary(text) }
    }

    /// Items of an inner list with the number of their parameters; of an item, its own.
    private func shape(_ member: FieldMember) -> [Int] {
        switch member {
        case .item(let item): [-1, item.parameters.count]
        case .innerList(let items, let parameters): [parameters.count] + items.map(\.parameters.count)
        }
    }

    private func shape(_ member: ItemOrInnerList) -> [Int] {
        switch member {
        case .item(let item): [-1, item.rfc9651Parameters.count]
        case .innerList(let list):
            [list.rfc9651Parameters.count] + list.bareInnerList.map(\.rfc9651Parameters.count)
        }
    }
}
