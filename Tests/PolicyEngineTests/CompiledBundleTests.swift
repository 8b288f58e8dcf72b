import TestSupport
import Testing
import WireProtocol

@testable import PolicyEngine

@Suite("a compiled bundle")
struct CompiledBundleTests {
    @Test("is the set it was made from, and passes the same tests", arguments: SampleSetTests.councils)
    func samples(council: String) throws {
        let set = try Samples.set(council)

        let read = try CompiledBundle.read(CompiledBundle.write(set), expecting: set.digest)

        #expect(read.digest == set.digest)
        #expect(read.fileDigests == set.fileDigests)
        #expect(read.reference == set.reference)
        #expect(read.runTests().passed)
        #expect(CompiledBundle.write(read) == CompiledBundle.write(set))
    }

    @Test("decides as its set does, whatever is asked and whatever is missing")
    func sameDecisions() throws {
        var told = 0
        for seed in 1...Soak.count(12, soak: 400) {
            var maker = PlainPolicyMaker(chance: SeededRandom(seed: UInt64(seed)))
            let set = try PolicySet.load(files: maker.policy().files(beside: Samples.files("stockport")))
            let read = try CompiledBundle.read(CompiledBundle.write(set), expecting: set.digest)
            for _ in 0..<200 {
                let plain = maker.question()
                let question = try TwoHalvesTests.engineQuestion(plain)
                let (one, other) = (set.decide(question), read.decide(question))
                if one != other { Issue.record("seed \(seed): \(plain): \(other), not \(one)") }
                guard case .permit(let permit) = one, case .permit(let same) = other else { continue }
                let record = try TwoHalvesTests.engineRecord(maker.record(), plain)
                if permit.narrow(record) != same.narrow(record) { Issue.record("seed \(seed): \(plain) \(record)") }
                told += permit.narrow(record).fields.count
            }
        }

        #expect(told > 100, "so little was told that little was compared")
    }

    @Test("keeps quotes, backslashes, tabs and letters of every kind")
    func letters() throws {
        var files = try Samples.files("stockport")
        let bans = String(decoding: files["bans.yaml"] ?? [], as: UTF8.self)
        let odd = bans.replacing(
            "because: Practice is done with families that do not exist.",
            with: #"because: "Tab\there, \"quoted\", back\\slash, \u0001, \u00e9 and 名""#)
        #expect(odd != bans)
        files["bans.yaml"] = Array(odd.utf8)
        let set = try PolicySet.load(files: files)

        let read = try CompiledBundle.read(CompiledBundle.write(set), expecting: set.digest)

        #expect(read.bans.map(\.because) == set.bans.map(\.because))
        #expect(set.bans.contains { $0.because.contains("Tab\there, \"quoted\", back\\slash, \u{1}, é and 名") })
    }

    @Test("of another set, another version or no bundle at all is refused, and says which")
    func refused() throws {
        let (set, other) = (try Samples.set("stockport"), try Samples.set("leeds"))
        let bundle = CompiledBundle.write(set)
        var next = bundle
        next[18] = UInt8(ascii: "2")

        #expect(throws: CompiledBundle.Fault.otherSet(digest: set.digest)) {
            try CompiledBundle.read(bundle, expecting: other.digest)
        }
        #expect(throws: CompiledBundle.Fault.otherVersion) { try CompiledBundle.read(next, expecting: set.digest) }
        #expect(throws: CompiledBundle.Fault.notBundle) { try CompiledBundle.read([], expecting: set.digest) }
        #expect(throws: CompiledBundle.Fault.damaged) {
            try CompiledBundle.read(Array(bundle.prefix(50)), expecting: set.digest)
        }
    }

    @Test("cut short or altered anywhere is refused, and a hash put right behind the change does not help")
    func altered() throws {
        let set = try Samples.set("stockport")
        let bundle = CompiledBundle.write(set)
        var chance = SeededRandom(seed: 11)

        for _ in 0..<Soak.count(200, soak: 5_000) {
            let cut = Array(bundle.prefix(Int.random(in: 0..<bundle.count, using: &chance)))
            #expect(throws: CompiledBundle.Fault.self) { try CompiledBundle.read(cut, expecting: set.digest) }
            var flipped = bundle
            let place = Int.random(in: 0..<bundle.count, using: &chance)
            flipped[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            #expect(throws: CompiledBundle.Fault.self) { try CompiledBundle.read(flipped, expecting: set.digest) }
            let forged = CompiledBundle.sealed(Array(flipped.dropLast(32)))
            guard place < bundle.count - 32 else { continue }
            #expect(throws: CompiledBundle.Fault.self) { try CompiledBundle.read(forged, expecting: set.digest) }
        }
    }

    @Test("whatever octets its reader is given, it ends with nodes or without")
    func noise() throws {
        let content = try Samples.set("leeds").content.octets
        var chance = SeededRandom(seed: 5)
        var read = 0

        for _ in 0..<Soak.count(600, soak: 30_000) {
            var octets = Array(content.prefix(Int.random(in: 0...content.count, using: &chance)))
            for _ in 0..<Int.random(in: 0...3, using: &chance) where !octets.isEmpty {
                octets[Int.random(in: octets.indices, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
            }
            var reader = CanonicalNodes(octets)
            if reader.files() != nil { read += 1 }
        }

        #expect(read < 600)
        var deep = CanonicalNodes(Array((#"{"a":"# + String(repeating: "[", count: 100_000)).utf8))
        #expect(deep.files() == nil)
    }
}
