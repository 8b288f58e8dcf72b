/// Why a hash could not be read from tiles.
public enum TileFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// No such tile was given.
    case missing(TilePath)
    /// The tile has another length than its path says.
    case malformed(TilePath)

    /// One plain sentence.
    public var description: String {
        switch self {
        case .missing(let path): "`\(path)` is missing"
        case .malformed(let path): "`\(path)` has not the length its path says"
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
        let (tileLevel, height) = (position.level / 8, position.level % 8)
        let first = position.index << Int64(height)
        let hashes = try tile(level: tileLevel, index: first >> 8)
        let start = Int(first & 255)
        let end = start + 1 << height
        guard end <= hashes.count else {
            throw TileFault.missing(try path(level: tileLevel, index: first >> 8, atLeast: end))
        }
        return MerkleHash.root(of: hashes[start..<end])
    }

    private mutating func tile(level: Int, index: Int64) throws(TileFault) -> [MerkleHash] {
        let path = try path(level: level, index: index, atLeast: 1)
        if let held = tiles[path] { return held }
        guard let octets = fetch(path) else { throw TileFault.missing(path) }
        guard let hashes = Tile.decode(octets), hashes.count == path.width else { throw TileFault.malformed(path) }
        tiles[path] = hashes
        return hashes
    }

    private func path(level: Int, index: Int64, atLeast least: Int) throws(TileFault) -> TilePath {
        let width = max(Tile.width(level: level, index: index, size: size), least)
        guard let path = TilePath(.hashes(level: level), index: index, width: width) else {
            preconditionFailure("a position outside every tree")
        }
        return path
    }
}
