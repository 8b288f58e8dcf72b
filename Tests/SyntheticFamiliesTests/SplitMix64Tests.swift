import SyntheticFamilies
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
    @Test("gives the published sequence of seed 1234567")
    func knownAnswer() {
        var chance = SplitMix64(seed: 1_234_567)

        let numbers = (0..<5).map { _ in chance.next() }

        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test("stays within its bounds and reaches both ends")
    func bounds() {
        var chance = SplitMix64(seed: 1)

        let numbers = Set((0..<500).map { _ in chance.within(3...6) })

        #expect(numbers == [3, 4, 5, 6])
    }
}
