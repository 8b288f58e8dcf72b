package import WireProtocol

/// How much of an extract is accepted, and how far it may shrink.
package struct LoadLimits: Sendable, Equatable {
    /// Percent by which people, addresses, involvements or marks may fall from one extract to the next.
    package var dropPercent: Int
    /// Sources whose fall two people have accepted, this once.
    package var dropAccepted: Set<Code>
    /// Octets of one field.
    package var fieldOctets: Int
    /// Rows of one file.
    package var rows: Int

    /// Limits; each defaults to what an ordinary council needs.
    package init(
        dropPercent: Int = 20, dropAccepted: Set<Code> = [], fieldOctets: Int = 4_096, rows: Int = 10_000_000
    ) {
        self.dropPercent = dropPercent
        self.dropAccepted = dropAccepted
        self.fieldOctets = fieldOctets
        self.rows = rows
    }

    /// The defaults.
    package static let ordinary = LoadLimits()

    /// Whether a number of rows fell further than allowed.
    func forbidsFall(from before: Int, to after: Int) -> Bool { after * 100 < before * (100 - dropPercent) }
}
