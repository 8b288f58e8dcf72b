import NodeIdentity

/// A host and a port, such as `gateway.leeds.example:8443`, `127.0.0.1:8443` or `[::1]:8443`.
package struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// The host without brackets.
    package let host: String
    /// The port, 1 to 65535.
    package let port: Int

    /// Reads a text; without a port the default stands in, or it is `nil` if there is none.
    package init?(_ text: String, defaultPort: Int? = nil) {
        guard let (host, rest) = NetworkAddress.split(text), ServerHost(host) != nil,
            let port = rest.isEmpty ? defaultPort : NetworkAddress.port(rest)
        else { return nil }
        self.host = host
        self.port = port
    }

    /// The text with its port.
    package var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    private static func split(_ text: String) -> (host: String, rest: Substring)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = text[text.index(after: text.startIndex)..<end]
            return host.contains(":") ? (String(host), text[text.index(after: end)...]) : nil
        }
        let end = text.firstIndex(of: ":") ?? text.endIndex
        return (String(text[..<end]), text[end...])
    }

    /// Reads `:` and a number in its one spelling.
    private static func port(_ text: Substring) -> Int? {
        let digits = text.dropFirst()
        guard text.first == ":", let port = Int(digits), String(port) == digits, (1...65_535).contains(port) else {
            return nil
        }
        return port
    }
}
