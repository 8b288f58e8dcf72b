/// Weight of evidence in thousandths of a bit, as whole numbers, so that parts sum exactly and every machine agrees.
enum Bits {
    /// A thousand times the binary logarithm of `numerator / denominator`, both at least 1, to the nearest thousandth or so.
    static func ratio(_ numerator: Int, _ denominator: Int) -> Int {
        logarithm(UInt64(max(numerator, 1))) - logarithm(UInt64(max(denominator, 1)))
    }

    /// A thousand times the binary logarithm of a number from 1, by repeated squaring of its mantissa.
    static func logarithm(_ number: UInt64) -> Int {
        let whole = 63 - number.leadingZeroBitCount
        var mantissa = (number << UInt64(63 - whole)) >> 32  // from 1 up to 2, with 31 binary places
        var fraction = 0
        for _ in 0..<20 {
            mantissa = (mantissa * mantissa) >> 31
            fraction <<= 1
            if mantissa >> 32 != 0 {
                fraction |= 1
                mantissa >>= 1
            }
        }
        return whole * 1_000 + ((fraction * 1_000 + (1 << 19)) >> 20)
    }

    /// Thousandths with three decimals, such as `-3.250`.
    static func text(_ thousandths: Int) -> String {
        let rest = String(1_000 + abs(thousandths) % 1_000).dropFirst()
        return "\(thousandths < 0 ? "-" : "")\(abs(thousandths) / 1_000).\(rest)"
    }
}
