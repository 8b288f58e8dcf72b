// PeerDirectory
