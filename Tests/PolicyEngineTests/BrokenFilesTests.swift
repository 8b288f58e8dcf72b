import Foundation
import PolicyEngine
import Testing
import WireProtocol

@Suite("mistakes in policy files")
struct BrokenFilesTests {
    private func faults(_ files: [String: [UInt8]]) -> [PolicyDiagnostic] {
        do {
            _ = try PolicySet.load(files: files)
            return []
        } catch { return error.diagnostics }
    }

    private func diagnostics(_ files: [String: [UInt8]]) -> [String] { faults(files).map(\.description) }

    @Test("each mistake is told with its place and what to write", arguments: Defect.all + Defect.office + Defect.law)
    func oneMistake(defect: Defect) throws {
        let files = try Samples.files("stockport")
        let broken = files.replacing(defect.path, defect.old, defect.new)
        #expect(files != broken, "the defect was not planted")

        #expect(faults(broken) == defect.diagnostics)
    }

    @Test("the guide shows ten mistakes as they are really told")
    func guide() throws {
        let guide = try String(contentsOf: Samples.root.appending(path: "README.md"), encoding: .utf8)
        let lines = guide.split(separator: "\n").map { $0.drop { $0 == " " } }
        let real = Set(Defect.all.flatMap(\.diagnostics).flatMap { $0.description.split(separator: "\n") })

        let told = lines.filter { $0.contains(": error: ") }
        let helps = lines.filter { $0.hasPrefix("help: ") }

        #expect(told.count == 10)
        #expect(told.filter { !real.contains($0) } == [])
        #expect(helps.filter { !real.contains("    " + $0) } == [])
    }

    @Test("mistakes of all files are told at once")
    func everyMistake() throws {
        let files = Defect.all.reduce(try Samples.files("stockport")) { files, defect in
            ["vocabulary.yaml", "owners.yaml"].contains(defect.path)
                ? files : files.replacing(defect.path, defect.old, defect.new)
        }

        let paths = Set(diagnostics(files).map { $0.prefix { $0 != ":" } })

        #expect(paths.count >= 4)
    }

    @Test("a set without its files says which are missing")
    func missingFiles() {
        let found = diagnostics([:])

        #expect(found.count == 4)
        #expect(
            found.first
                == """
                asking.yaml:1:1: error: the file is missing
                    help: every policy set has `vocabulary.yaml`, `owners.yaml`, `bans.yaml` and `asking.yaml`
                """)
    }

    @Test(
        "a file is the same and its mistakes stand in the same place, whatever ends its lines and with a mark at its start"
    )
    func lineEnds() throws {
        let files = try Samples.files("stockport")
        let broken = files.replacing("bans.yaml", "[early-help]", "[erly-help]")
        let told = diagnostics(broken)
        let digest = try PolicySet.load(files: files).digest

        for end in ["\r\n", "\r"] {
            func rewritten(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
                files.mapValues {
                    Array(("\u{FEFF}" + String(decoding: $0, as: UTF8.self).replacing("\n", with: end)).utf8)
                }
            }
            #expect(try PolicySet.load(files: rewritten(files)).digest == digest)
            #expect(diagnostics(rewritten(broken)) == told)
        }
        #expect(told.count == 1)
    }

    @Test("an empty file says what to do, and an agreement without tests is named")
    func emptyAndUntested() throws {
        var files = try Samples.files("stockport")
        files["tests/stockport-to-leeds.yaml"] = nil
        #expect(try PolicySet.load(files: files).untestedAgreements == ["stockport-to-leeds"])
        files["bans.yaml"] = []

        #expect(
            diagnostics(files) == [
                "bans.yaml:1:1: error: the file is empty\n"
                    + "    help: put its text back, or delete the file where a set can do without it"
            ])
    }

    @Test("octets that are no text, and a file too large, are mistakes and not crashes")
    func oddOctets() throws {
        var files = try Samples.files("stockport")
        files["bans.yaml"] = [0xFF, 0xFE, 0x00]
        files["asking.yaml"] = Array(repeating: UInt8(ascii: "["), count: 600_000)
        files["owners.yaml"] = Array(repeating: UInt8(ascii: "["), count: 60_000)

        let found = diagnostics(files)

        #expect(
            found.contains(
                "bans.yaml:1:1: error: the file is not UTF-8 text\n    help: save it as UTF-8; editors offer that under `Save as`, as encoding"
            ))
        #expect(found.contains("asking.yaml:1:1: error: the file is larger than 512 KiB\n    help: split it"))
        #expect(found.contains { $0.hasPrefix("owners.yaml:1:13: error: lists stand too deep") })
    }

    @Test("no kind of word has more than a decision can tell apart, or conditions on the last of them would be lost")
    func tooManyWords() throws {
        let many = (1...65).map { "manager-\($0)" }.joined(separator: ", ")
        let files = try Samples.files("stockport").replacing(
            "vocabulary.yaml", "named manager: [team-manager, service-manager]",
            "named manager: [team-manager, service-manager, \(many)]")

        let faults = #expect(throws: PolicyFaults.self) { try PolicySet.load(files: files) }

        #expect(
            faults?.diagnostics.map(\.message) == [
                "there are 67 words of `named manager`; at most 64 can be told apart"
            ])
    }
}
