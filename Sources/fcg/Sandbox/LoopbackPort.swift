import Foundation

/// A port of this machine's loopback.
enum LoopbackPort {
    /// Whether a node could listen on it at this moment.
    static func isFree(_ port: Int) -> Bool {
        guard let number = in_port_t(exactly: port), number > 0 else { return false }
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard line >= 0 else { return false }
        defer { close(line) }
        // As the listener does: a connection that was closed a moment ago takes no port.
        var reuse: Int32 = 1
        setsockopt(line, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
