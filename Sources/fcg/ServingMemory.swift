import CAllocator

/// How a serving node keeps the memory it has freed.
///
/// Every exchange takes and frees some hundred kilobytes. By its own defaults the allocator gives such pages back to
/// the kernel and asks for them again a moment later, which costs a holder about a tenth of its processor time
/// (`Benchmarks/`, ExchangeBenchmark). A node keeps them instead, up to a bound.
enum ServingMemory {
    /// Freed memory kept at the end of an arena before the kernel gets it back, in octets.
    private static let kept: Int32 = 64 << 20
    /// Asked for in one go when an arena grows, in octets.
    private static let step: Int32 = 4 << 20
    /// Blocks from here on are mapped and unmapped by themselves, in octets: the largest value that mallopt(3) takes.
    private static let mapped: Int32 = 32 << 20

    /// Called once, before the node allocates in earnest. A value that the allocator refuses leaves its default.
    static func settle() {
        _ = mallopt(M_TRIM_THRESHOLD, kept)
        _ = mallopt(M_TOP_PAD, step)
        _ = mallopt(M_MMAP_THRESHOLD, mapped)
    }
}
