import Foundation

/// Ports of the loopback that nobody listens on.
enum FreePorts {
    struct NoneFree: Error {}

    /// A base from which all the given offsets are free.
    static func base(with offsets: [Int]) throws -> Int {
        for _ in 0..<200 {
            let base = Int.random(in: 20_000..<30_000)
            if offsets.allSatisfy({ Listener(port: base + $0) != nil }) { return base }
        }
        throw NoneFree()
    }

    /// Listens on a port and never says a word; closed with the last reference.
    final class Listener {
        private let descriptor: Int32

        init?(port: Int) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { return nil }
            var reuse: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard bound == 0, listen(descriptor, 16) == 0 else { return nil }
        }

        deinit { close(descriptor) }
    }
}
