import Foundation
import Testing
import WireProtocol

@testable import PolicyEngine

/// One folder of `docs/policy-guide/mistakes`: a file with one mistake, and what is told of it.
struct MistakeFolder: Sendable, CustomTestStringConvertible {
    let name: String
    var testDescription: String { name }

    static let root = Samples.root.deletingLastPathComponent().appending(path: "docs/policy-guide/mistakes")

    /// Every folder but the sound one, by name.
    static let all: [MistakeFolder] =
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path())) ?? [])
        .filter { $0 != "sound" && $0 != "README.md" }.sorted().map(MistakeFolder.init)

    /// The files of a folder by their path inside it.
    static func files(of folder: String) throws -> [String: [UInt8]] {
        let place = root.appending(path: folder)
        var files: [String: [UInt8]] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: place.path()) ?? .init() {
            var isFolder: ObjCBool = false
            let whole = place.appending(path: path)
            guard FileManager.default.fileExists(atPath: whole.path(), isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            files[path] = Array(try Data(contentsOf: whole))
        }
        return files
    }

    /// The small set with nothing wrong in it, under the councils' common vocabulary.
    static func sound() throws -> [String: [UInt8]] {
        var files = try files(of: "sound")
        files["vocabulary.yaml"] = try Samples.files("stockport")["vocabulary.yaml"]
        return files
    }

    func files() throws -> [String: [UInt8]] { try Self.files(of: name) }

    /// What is to be told, to the letter.
    func says() throws -> String { String(decoding: try #require(try files()["says.txt"]), as: UTF8.self) }

    /// The sound set with the broken file in its place.
    func set() throws -> [String: [UInt8]] {
        var set = try Self.sound()
        for (path, octets) in try files() where path != "says.txt" {
            if path.hasSuffix(".gone") { set[String(path.dropLast(5))] = nil } else { set[path] = octets }
        }
        return set
    }
}

@Suite("the mistakes of the policy guide")
struct MistakeFolderTests {
    @Test("lie beside a set with nothing wrong in it, which passes its own tests")
    func sound() throws {
        let set = try PolicySet.load(files: MistakeFolder.sound())

        #expect(set.runTests().passed)
        #expect(MistakeFolder.all.count >= 60)
    }

    @Test("are told as their folders say, each by itself", arguments: MistakeFolder.all)
    func told(folder: MistakeFolder) throws {
        let set = try folder.set()

        let faults = #expect(throws: PolicyFaults.self) { try PolicySet.load(files: set) }

        #expect(try faults?.description == folder.says().trimmingCharacters(in: .newlines))
    }

    @Test("are one file and one mistake each, named by a sentence", arguments: MistakeFolder.all)
    func one(folder: MistakeFolder) throws {
        let files = try folder.files().filter { $0.key != "says.txt" }
        let (path, octets) = try #require(files.first)
        let text = String(decoding: octets, as: UTF8.self)

        #expect(files.count == 1)
        if octets.isEmpty { return }
        #expect(text.hasPrefix("# yaml-language-server: $schema="))
        #expect(text.split(separator: "\n")[1].hasPrefix("# Everything is sound except one thing: "))
        guard let sound = try MistakeFolder.sound()[path] else { return }
        let differing = Self.lines(text).difference(from: Self.lines(String(decoding: sound, as: UTF8.self)))
        #expect(!differing.isEmpty)
        #expect(differing.insertions.count <= 5 && differing.removals.count <= 4, "\(differing)")
    }

    /// The lines without the sentence, and without the path of the schema.
    private static func lines(_ text: String) -> [Substring] {
        Array(text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2))
    }

    @Test("stand on their page, every one, with its sentence and what is told")
    func page() throws {
        let page = try String(contentsOf: MistakeFolder.root.appending(path: "README.md"), encoding: .utf8)

        for folder in MistakeFolder.all {
            let told = try folder.says()
            #expect(page.contains("**`\(folder.name)`**: "), "\(folder.name)")
            #expect(page.contains("```\n\(told)```\n"), "\(folder.name)")
        }
        #expect(page.components(separatedBy: "**`").count == MistakeFolder.all.count + 1)
    }

    @Test("and their samples name schemas that are there")
    func schemas() throws {
        for folder in ["sound"] + MistakeFolder.all.map(\.name) {
            for (path, octets) in try MistakeFolder.files(of: folder) where path.hasSuffix(".yaml") && !octets.isEmpty {
                let first = String(decoding: octets, as: UTF8.self).split(separator: "\n")[0]
                let schema = try #require(first.split(separator: "$schema=").last)
                let file = MistakeFolder.root.appending(path: folder).appending(path: path)
                    .deletingLastPathComponent().appending(path: String(schema)).standardizedFileURL

                #expect(FileManager.default.fileExists(atPath: file.path()), "\(folder)/\(path) names \(schema)")
            }
        }
    }
}
