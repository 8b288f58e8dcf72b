/// Why a hash could not be read from tiles.
public enum TileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// No such tile was given.
    case missing(TilePath)
    /// The tile has another length than its path says.
    case malformed(TilePath)
    /// No tree has a subtree there.
    case outside(level: Int, index: Int64)

    /// One plain sentence.
    public var description: String {
        switch self {
        case .missing(let path): "`\(path)` is missing"
        case .malformed(let path): "`\(path)` has not the length its path says"
        case .outside(let level, let index): "no tree has a subtree \(index) at level \(level)"
        }
    }
}

/// Reads subtree hashes out of the tiles of a tree of a fixed size, each tile once.
public struct TileReader {
    private let size: Int64
    private let fetch: (TilePath) -> [UInt8]?
    private var tiles: [TilePath: [MerkleHash]] = [:]

    /// A reader of a tree of `size` leaves; `fetch` gives a tile's content, or `nil` if there is none.
    public init(size: Int64, fetch: @escaping (TilePath) -> [UInt8]?) {
        self.size = size
        self.fetch = fetch
    }

    /// The hash of a complete subtree that lies within the tree.
    public mutating func hash(at position: SubtreePosition) throws(TileFault) -> MerkleHash {
        guard (0...62).contains(position.level), position.index >= 0,
            position.index <= Int64.max >> Int64(position.level)
        else { throw .outside(level: position.level, index: position.index) }
        let (tileLevel, height) = (position.level / 8, position.level % 8)
        let first = position.index << Int64(height)
        let start = Int(first & 255)
        let end = start + 1 << height
        let hashes = try tile(level: tileLevel, index: first >> 8, atLeast: end)
        return MerkleHash.root(over: hashes[start..<end])
    }

    private mutating func tile(level: Int, index: Int64, atLeast least: Int) throws(TileFault) -> [MerkleHash] {
        let width = Tile.width(level: level, index: index, size: size)
        guard let path = TilePath(.hashes(level: level), index: index, width: max(width, least)) else {
            throw .outside(level: 8 * level, index: index)
        }
        guard width >= least else { throw .missing(path) }
        if let held = tiles[path] { return held }
        guard let octets = fetch(path) else { throw .missing(path) }
        guard let hashes = Tile.decode(octets), hashes.count == width else { throw .malformed(path) }
        tiles[path] = hashes
        return hashes
    }
}

extension InclusionProof {
    /// Makes the proof for a leaf from the tiles of a tree; `nil` if the tree has no such leaf.
    public static func make(
        index: Int64, size: Int64, tiles fetch: @escaping (TilePath) -> [UInt8]?
    ) throws(TileFault) -> InclusionProof? {
        var reader = TileReader(size: size, fetch: fetch)
        return try make(index: index, size: size) { position throws(TileFault) in try reader.hash(at: position) }
    }
}

extension ConsistencyProof {
    /// Makes the proof between two sizes from the tiles of the newer tree; `nil` if the older is larger.
    public static func make(
        from oldSize: Int64, to newSize: Int64, tiles fetch: @escaping (TilePath) -> [UInt8]?
    ) throws(TileFault) -> ConsistencyProof? {
        var reader = TileReader(size: newSize, fetch: fetch)
        return try make(from: oldSize, to: newSize) { position throws(TileFault) in try reader.hash(at: position) }
    }
}
