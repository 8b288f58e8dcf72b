// MerkleLog
