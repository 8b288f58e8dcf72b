// NodeIdentity
