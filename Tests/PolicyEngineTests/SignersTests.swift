import PolicyEngine
import Testing
import WireProtocol

@Suite("the register of signers")
struct SignersTests {
    private static let keys = (1...3).map { Base64URL.encode([UInt8](repeating: UInt8($0), count: 32)) }
    private let sound = """
        # Who signs here.
        language: 1
        authority: E08000007
        people:
          - person: officer-1
            key: "\(keys[0])"
            valid: { from: "2026-11-01", until: "2027-10-31" }
            away:
              - { from: "2026-12-20", until: "2027-01-03" }
          - { person: deputy-1, key: "\(keys[1])", valid: { from: "2026-11-01", until: "2027-10-31" } }
        posts:
          - { post: information-governance-officer, held by: officer-1, deputy: Deputy Officer }
          - { post: Deputy Officer, held by: deputy-1 }
        """

    private func read(_ text: String) throws -> SignersRegister { try SignersRegister.read(Array(text.utf8)) }

    @Test("says who holds a post, whose key is valid on a day, and who is away")
    func reads() throws {
        let register = try read(sound)
        let inside = Questions.day("2026-12-20")

        #expect(register.post("information-governance-officer")?.holder == "officer-1")
        #expect(register.key(of: "officer-1", on: inside) == [UInt8](repeating: 1, count: 32))
        #expect(register.key(of: "officer-1", on: Questions.day("2026-10-31")) == nil)
        #expect(register.key(of: "officer-1", on: Questions.day("2027-11-01")) == nil)
        #expect(register.key(of: "nobody", on: inside) == nil)
        #expect(
            register.isAway("officer-1", on: inside) && !register.isAway("officer-1", on: Questions.day("2027-01-04")))
    }

    @Test("comments leave its digest alone, words do not")
    func digest() throws {
        #expect(try read(sound + "\n# more").digest == read(sound).digest)
        #expect(try read(sound.replacing("2027-01-03", with: "2027-01-04")).digest != read(sound).digest)
    }

    @Test(
        "a mistake is told with its place and what to write",
        arguments: [
            ("held by: deputy-1 }", "held by: deputy-2 }", "unknown person `deputy-2`"),
            (
                "post: Deputy Officer, held by: deputy-1", "post: Deputy Officer, held by: officer-1",
                "nobody else holds"
            ),
            ("\"\(keys[1])\"", "\"\(keys[0])\"", "`deputy-1` has the key of `officer-1`"),
            ("\"\(keys[1])\"", "\"AAAA\"", "this is not a public key"),
            ("until: \"2027-01-03\"", "until: \"2026-01-03\"", "`until` is before `from`"),
            ("posts:", "post:", "unknown key `post`"),
            (
                "  - { post: Deputy Officer, held by: deputy-1 }",
                "  - { post: Deputy Officer, held by: deputy-1, deputy: information-governance-officer }",
                "the deputy of `Deputy Officer` does not stand here"
            ),
            (
                "posts:\n",
                "posts:\n  - { post: Deputy Officer, held by: officer-1 }\n", "`Deputy Officer` stands twice"
            ),
            (
                "posts:",
                "  - { person: officer-1, key: \"\(keys[2])\", valid: { from: \"2027-10-31\", until: \"2028-01-01\" } }\nposts:",
                "two entries of `officer-1` are valid on one day"
            ),
        ])
    func mistakes(old: String, new: String, message: String) throws {
        try #require(sound.contains(old))

        let faults = #expect(throws: PolicyFaults.self) { try read(sound.replacing(old, with: new)) }

        #expect(
            faults?.diagnostics.contains { $0.message.contains(message) && $0.line > 1 } == true,
            "\(faults?.description ?? "")")
    }

    @Test("a new key of the same person is a second entry, from the day after the first")
    func renewed() throws {
        let renewed = try read(
            sound.replacing(
                "posts:",
                with:
                    "  - { person: officer-1, key: \"\(Self.keys[2])\", valid: { from: \"2027-11-01\", until: \"2028-01-01\" } }\nposts:"
            ))

        #expect(renewed.key(of: "officer-1", on: Questions.day("2027-11-01")) == [UInt8](repeating: 3, count: 32))
    }
}
