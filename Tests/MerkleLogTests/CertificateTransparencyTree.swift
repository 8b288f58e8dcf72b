import Testing
import MerkleLog
import WireProtocol

/// The eight leaves and the roots that the Certificate Transparency projects test their trees with.
enum CertificateTransparencyTree {
    static let leaves: [[UInt8]] = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].compactMap(Hex.decode)

    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    static func hash(_ hex: String) throws -> MerkleHash { try #require(MerkleHash(octets: Hex.decode(hex) ?? [])) }
}

/// A tree held whole, whose hashes come straight from the definition of RFC 6962 §2.1.
struct PlainTree {
    let hashes: [MerkleHash]

    /// Leaves are the numbers from 0 in decimal.
    init(size: Int) { hashes = (0..<size).map { MerkleHash.leaf(Array(String($0).utf8)) } }
    init(leaves: [[UInt8]]) { hashes = leaves.map(MerkleHash.leaf) }

    func root(_ size: Int) -> MerkleHash { PlainTree.root(hashes[..<size]) }

    func read(_ position: SubtreePosition) -> MerkleHash {
        let start = Int(position.index) << position.level
        return PlainTree.root(hashes[start..<start + 1 << position.level])
    }

    private static func root(_ hashes: ArraySlice<MerkleHash>) -> MerkleHash {
        guard let first = hashes.first else { return MerkleHash.empty }
        if hashes.count == 1 { return first }
        var middle = 1
        while middle * 2 < hashes.count { middle *= 2 }
        return MerkleHash.node(root(hashes.prefix(middle)), root(hashes.dropFirst(middle)))
    }
}
