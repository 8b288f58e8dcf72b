extension TilePath {
    /// Every file below a log's prefix in an export of so many entries, checkpoint aside: tiles of all levels, full and
    /// partial, and entry bundles. Whatever else lies there belongs to no tree of this size.
    public static func all(ofSize size: Int64) -> some Sequence<TilePath> {
        (0..<8).lazy.flatMap { level in
            let count = max(size, 0) >> Int64(8 * level)
            let tiles = count >> 8 + (count & 255 > 0 ? 1 : 0)
            return (0..<tiles).lazy.flatMap { index in
                let width = Tile.width(level: level, index: index, size: size)
                let kinds: [Kind] = level == 0 ? [.entries, .hashes(level: 0)] : [.hashes(level: level)]
                return kinds.compactMap { TilePath($0, index: index, width: width) }
            }
        }
    }
}
