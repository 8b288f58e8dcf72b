import TestSupport
import Testing

@testable import fcg

@Suite("timestamps.yaml")
struct TimestampFileTests {
    private static let sound = """
        authority: "https://timestamps.example/tsr"
        policies: ["1.3.6.1.4.1.32473.1"]
        every minutes: 60

        """

    @Test("what the operator guide shows is read, and a folder without the file has none")
    func sound() throws {
        let file = try TimestampFile(text: Self.sound, path: "timestamps.yaml")

        #expect(file.url == "https://timestamps.example/tsr")
        #expect(file.policies == ["1.3.6.1.4.1.32473.1"])
        #expect(file.everyMinutes == 60)
        let folder = try TemporaryFolder()
        #expect(try TimestampFile(folder: NodeFolder(path: folder.path)) == nil)
    }

    @Test(
        "a key that is unknown, missing or wrong is told with its file",
        arguments: [
            ("every minutes: 60", "every minutes: 0", "every minutes"), ("every minutes: 60", "", "missing"),
            ("every minutes: 60", "every minutes: 60\nmore: 1", "unknown"),
            ("https://timestamps.example/tsr", "file:///etc/passwd", "authority"),
            ("[\"1.3.6.1.4.1.32473.1\"]", "[]", "policies"), ("authority:", "- authority", "YAML"),
        ])
    func wrong(old: String, new: String, word: String) {
        let error = #expect(throws: Complaint.self) {
            try TimestampFile(text: Self.sound.replacing(old, with: new), path: "timestamps.yaml")
        }
        #expect(error?.description.contains(word) == true)
        #expect(error?.description.hasPrefix("timestamps.yaml") == true)
    }
}
