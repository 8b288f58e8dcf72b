import Foundation

/// Finds many pieces of octets in one pass. A piece is told by its first eight octets.
struct PieceSearch {
    private var numbers: [UInt64: Int] = [:]
    /// By the first two octets, whether a piece begins with them.
    private var begins = [Bool](repeating: false, count: 1 << 16)

    init(_ pieces: [Data]) {
        for (number, piece) in pieces.enumerated() {
            let key = piece.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            numbers[key] = number
            begins[Int(key >> 48)] = true
        }
    }

    /// The numbers of the pieces that stand in a file.
    func found(in file: Data) -> Set<Int> {
        var found: Set<Int> = []
        file.withUnsafeBytes { octets in
            begins.withUnsafeBufferPointer { begins in
                var window: UInt64 = 0
                var place = 0
                while place < octets.count {
                    window = window << 8 | UInt64(octets[place])
                    place += 1
                    guard place >= 8, begins[Int(window >> 48)], let number = numbers[window] else { continue }
                    found.insert(number)
                }
            }
        }
        return found
    }
}
