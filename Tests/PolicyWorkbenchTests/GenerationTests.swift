import Foundation
import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

private struct PowerCut: Error {}

@Suite("generations")
struct GenerationTests {
    private let bench: SigningBench

    init() throws {
        bench = try SigningBench()
        try bench.activate()
    }

    /// A node with the last good set in memory refuses what lies there now, and goes on; one that starts does not.
    private func refuses(_ live: LivePolicies, _ words: String, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let before = live.current.digest
        let fault = await #expect(throws: LivePolicies.Fault.self, sourceLocation: sourceLocation) {
            try await live.reload(pins: bench.pins) { _ in Issue.record("recorded") }
        }
        #expect(
            fault?.description.contains(words) == true, "\(fault?.description ?? "")", sourceLocation: sourceLocation)
        #expect(live.current.digest == before, sourceLocation: sourceLocation)
        #expect(throws: LivePolicies.Fault.self, sourceLocation: sourceLocation) {
            try bench.live(after: PolicyGenerations.Mark(live.generation))
        }
    }

    @Test(
        "a power cut after any step leaves the old policies in force or the new ones, and the change can be done again",
        arguments: PolicyActivation.Step.allCases)
    func crashes(step: PolicyActivation.Step) throws {
        let old = bench.pins
        try bench.narrow()
        let new = try bench.state().pins
        let change = try bench.change()

        #expect(throws: PowerCut.self) {
            try bench.activate(change) { if $0 == step { throw PowerCut() } }
        }

        let isDone = step == .pinned || step == .pruned
        #expect(bench.pins == (isDone ? new : old))
        #expect(try bench.live().generation.state.pins == bench.pins)
        if !isDone { #expect(try bench.activate(change).number == 2) }
        #expect(try bench.live().generation.state.pins == new)
    }

    @Test("a folder that was half written is never one, whatever of it is there")
    func halfWritten() throws {
        try bench.narrow()
        let change = try bench.change()
        let name = "2-\(change.new.digest.prefix(12))"
        let half = bench.generations.folder + "/.new-" + name
        try FileManager.default.createDirectory(atPath: half + "/policies", withIntermediateDirectories: true)
        try bench.write([1, 2, 3], to: half + "/policies/bans.yaml")

        #expect(try bench.live().generation.number == 1)
        #expect(try bench.activate(change).number == 2)
        #expect(!FileManager.default.fileExists(atPath: half))
    }

    @Test("so many are kept, and never fewer than the one in force and the one before")
    func kept() throws {
        for round in 0..<4 {
            if round.isMultiple(of: 2) { try bench.narrow() } else { try bench.widenBack() }
            try bench.activate(keeping: 3)
        }
        #expect(try bench.generations.kept().map(\.number) == [3, 4, 5])
        try bench.narrow()
        try bench.activate(keeping: 0)

        #expect(try bench.generations.kept().map(\.number) == [5, 6])
        #expect(try bench.live().generation.number == 6)
    }

    @Test("the pins put back to an older generation: a running node and a start both refuse")
    func olderPinned() async throws {
        let old = bench.pins
        try bench.narrow()
        try bench.activate()
        let live = try bench.live()
        bench.pins = old

        try await refuses(live, "generation 1 is older than generation 2, which was in force")
    }

    @Test("another history with the same numbers: not the one that was in force")
    func otherHistory() async throws {
        try bench.narrow()
        try bench.activate()
        let live = try bench.live()
        let other = try SigningBench()
        try other.edit("bans.yaml", "because: ", "because: Indeed, ")
        try other.activate()
        try other.narrow()
        try other.activate()
        try FileManager.default.removeItem(atPath: bench.generations.folder)
        try FileManager.default.copyItem(atPath: other.generations.folder, toPath: bench.generations.folder)
        bench.pins = other.pins

        try await refuses(live, "generation 2, with its sign-offs, is not the one that was in force")
    }

    @Test("a generation that lost a file, or a word of one, or a sign-off")
    func damaged() async throws {
        try bench.widenHousing()
        try bench.activate()
        let live = try bench.live()
        let folder = try bench.folder(2)
        let spared = bench.place.path("spared")
        try FileManager.default.copyItem(atPath: folder, toPath: spared)
        func spoil(_ words: String, _ work: () throws -> Void) async throws {
            try work()
            try await refuses(live, words)
            try FileManager.default.removeItem(atPath: folder)
            try FileManager.default.copyItem(atPath: spared, toPath: folder)
        }

        for name in ["change.json", "signers.yaml", "policies", "sign-offs"] {
            try await spoil("put the generation back") {
                try FileManager.default.removeItem(atPath: folder + "/" + name)
            }
        }
        try await spoil("the file is missing") {
            try FileManager.default.removeItem(atPath: folder + "/policies/bans.yaml")
        }
        try await spoil("error") { try bench.write([], to: folder + "/change.json") }
        try await spoil("is not what its change.json is about") {
            let bans = folder + "/policies/bans.yaml"
            let text = try String(contentsOfFile: bans, encoding: .utf8)
            try bench.write(Array(text.replacing("because: ", with: "because: Indeed, ").utf8), to: bans)
        }
        try await spoil("generation 2, with its sign-offs, is not the one that was in force") {
            try FileManager.default.removeItem(atPath: folder + "/sign-offs/head-of-housing-operations.json")
        }
        #expect(try await live.reload(pins: bench.pins) { _ in } == .unchanged)
    }

    @Test("a change forged to need nobody is found out: what is needed is worked out anew at every start")
    func forgedNeeds() async throws {
        let live = try bench.live()
        try bench.widenHousing()
        let change = try bench.change()
        let author = try bench.signer(InventedOffice.author).drafting(change)
        let forged = PolicyGeneration(
            change, try bench.state(), ["author.json": author], policyFiles: bench.files, registerFile: bench.register)
        try bench.generations.write(forged)
        bench.pins = try bench.state().pins

        try await refuses(live, "information-governance-officer is missing")
    }

    @Test("a register put in the place of the signed one, pins as they were, or pins along with it")
    func otherRegister() async throws {
        let live = try bench.live()
        let own = try SigningBench()
        try own.editRegister(
            "\"Head of School Admissions\", held by: person-1", "\"Head of School Admissions\", held by: person-2")
        let path = try bench.folder(1) + "/signers.yaml"
        let sound = try Data(contentsOf: URL(filePath: path))
        try bench.write(own.register, to: path)
        try await refuses(live, "is not what its change.json is about")
        try sound.write(to: URL(filePath: path))
        bench.pins = PolicyPins(
            policies: bench.pins.policies, signers: PolicyPin(try SignersRegister.read(own.register)))

        try await refuses(live, "no generation that is kept has the digests in node.yaml")
    }

    @Test("the first policies are signed under the register that was pinned when the node was made")
    func firstRegister() throws {
        let fresh = try SigningBench()
        try fresh.editRegister(
            "\"Head of School Admissions\", held by: person-1", "\"Head of School Admissions\", held by: person-2")

        let fault = #expect(throws: SigningFault.self) { try fresh.change() }

        #expect(fault?.description.contains("is not the register that node.yaml pins") == true)
    }

    @Test(
        "a link in the place of a folder or a file is not followed",
        arguments: ["", "/policies", "/policies/bans.yaml"])
    func links(place: String) async throws {
        let live = try bench.live()
        let path = try bench.folder(1) + place
        let elsewhere = bench.place.path("elsewhere")
        try FileManager.default.moveItem(atPath: path, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)

        try await refuses(live, place.isEmpty ? "this is no generation" : "link")
    }

    @Test("a file that is none, and one that cannot be read")
    func unreadable() async throws {
        let live = try bench.live()
        let path = try bench.folder(1) + "/policies/bans.yaml"
        try FileManager.default.removeItem(atPath: path)
        try #require(mkfifo(path, 0o600) == 0)
        try await refuses(live, "this is a link or no file")
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)

        try await refuses(live, "bans.yaml")
    }

    @Test("a draft that changes while it is read is not read")
    func changing() throws {
        let folder = try ScratchFolder(copying: "stockport")

        let fault = #expect(throws: PolicyFolder.Fault.self) {
            try PolicyFolder.read(folder.path) {
                try? "x".write(toFile: folder.path + "/bans.yaml", atomically: true, encoding: .utf8)
            }
        }

        #expect(fault?.description.contains("the folder changed while it was read") == true)
    }

    @Test("going back is a change like any other: what it widens is signed, and it is a generation of its own")
    func rollback() throws {
        let first = try #require(try bench.generations.pinned(bench.pins))
        try bench.narrow()
        try bench.activate()
        bench.files = try bench.generations.read(1).policyFiles
        let back = try bench.change(source: "generation 1")
        let all = try bench.signOffs(back)
        #expect(all.values.contains { $0.post == "Head of School Admissions" })
        #expect(throws: SigningFault.self) {
            try bench.activate(back, all.filter { $0.value.post != "Head of School Admissions" })
        }

        let generation = try bench.activate(back, all)

        #expect(generation.number == 3)
        #expect(generation.change.source == "generation 1")
        #expect(generation.state.pins == first.state.pins)
        #expect(try bench.live().generation.number == 3)
    }

    @Test("old sign-offs are used once: not again when the set they were made for comes back")
    func replay() throws {
        try bench.narrow()
        try bench.activate()
        try bench.widenBack()
        let widening = try bench.change()
        let signed = try bench.signOffs(widening)
        try bench.activate(widening, signed)
        try bench.narrow()
        try bench.activate()
        try bench.widenBack()

        let again = #expect(throws: SigningFault.self) { try bench.activate(widening, signed) }
        let other = #expect(throws: SigningFault.self) { try bench.activate(try bench.change(), signed) }

        #expect(again?.description.contains("this is not the change that was signed") == true)
        #expect(other?.description.contains("it is over another change") == true)
    }

    @Test("a start that knows what was in force checks every change since; one whose trace is lost refuses")
    func since() throws {
        let mark = PolicyGenerations.Mark(try bench.live().generation)
        try bench.narrow()
        try bench.activate()
        try bench.widenHousing()
        try bench.activate()
        #expect(try bench.live(after: mark).generation.number == 3)
        let between = try bench.folder(2)
        try FileManager.default.removeItem(atPath: between + "/sign-offs/information-governance-officer.json")
        #expect(throws: LivePolicies.Fault.self) { try bench.live(after: mark) }
        try FileManager.default.removeItem(atPath: try bench.folder(1))

        let fault = #expect(throws: LivePolicies.Fault.self) { try bench.live(after: mark) }

        #expect(fault?.description.contains("generation 1 is not kept") == true)
    }

    @Test("a mark is a number and a digest, and nothing else")
    func marks() throws {
        let mark = PolicyGenerations.Mark(number: 12, digest: PolicyPin(of: [1]))

        #expect(PolicyGenerations.Mark(mark.text) == mark)
        for wrong in ["", "12", mark.digest.description, "0 \(mark.digest)", "x \(mark.digest)", mark.text + " "] {
            #expect(PolicyGenerations.Mark(wrong) == nil)
        }
    }
}
