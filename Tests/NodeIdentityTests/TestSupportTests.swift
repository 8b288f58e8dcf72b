import Foundation
import TestSupport
import Testing
import WireProtocol

/// The tools of all tests, tested once.
@Suite("Tools of the tests")
struct TestSupportTests {
    @Test("SplitMix64 gives the published numbers for seed 1234567")
    func splitMix() {
        var random = SeededRandom(seed: 1_234_567)

        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }

    @Test("two sources of one seed give the same octets, and one source never the same twice")
    func source() {
        let first = SeededRandom.source(seed: 7)
        let second = SeededRandom.source(seed: 7)
        let octets = first(20)

        #expect(octets.count == 20)
        #expect(octets == second(20))
        #expect(octets != first(20))
    }

    @Test("the clock moves only when turned, and setting the wall clock leaves the monotonic hand")
    func clock() {
        let clock = HandClock()

        clock.advance(milliseconds: 1_500)
        clock.setWall(HandClock.start)

        #expect(clock.now.text == "2026-11-20T10:36:00Z")
        #expect(clock.monotonicMilliseconds == 1_500)
    }

    @Test("a temporary folder goes with its contents")
    func folder() throws {
        var folder: TemporaryFolder? = try TemporaryFolder()
        let path = try #require(folder?.path("a.txt"))
        try "a".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(FileManager.default.fileExists(atPath: path))

        folder = nil

        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a clause is carried by the test that names it", .clause("FCP-AUD-1"))
    func clause() {
        let clauses = Test.current?.traits.compactMap { ($0 as? Clause)?.id }

        #expect(clauses == ["FCP-AUD-1"])
    }
}
