/// What is wrong with an exported log, and in which file.
public enum ExportFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// No such file.
    case missing(TilePath)
    /// The file has not the length or the number of entries its path says.
    case malformed(TilePath)
    /// The tile does not hold what its neighbours say it must.
    case tile(TilePath)
    /// The entry is not the one its tile was made from.
    case entry(Int64, TilePath)
    /// All files fit each other, and none fits the checkpoint.
    case root

    /// What is wrong, where, and what to do.
    public var description: String {
        switch self {
        case .missing(let path): "`\(path)`: the file is missing\nhelp: export the log again"
        case .malformed(let path):
            "`\(path)`: the file has not the length or the entries its path says\nhelp: export the log again"
        case .tile(let path):
            "`\(path)`: the tile was altered\nhelp: export the log again, and compare it with this one"
        case .entry(let index, let path):
            "`\(path)`: entry \(index) was altered\nhelp: export the log again, and compare it with this one"
        case .root:
            "the files are not of the tree that `checkpoint` signs\nhelp: check that checkpoint and tiles are of one export"
        }
    }
}
