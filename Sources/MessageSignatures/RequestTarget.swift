import HTTPTypes

/// Where a request goes: the derived components of a request (RFC 9421 §2.2).
struct RequestTarget {
    private let request: HTTPRequest

    init(_ request: HTTPRequest) { self.request = request }

    func append(_ component: ComponentIdentifier, to base: inout [UInt8]) throws(SignatureFault) {
        switch component.name {
        case "@method": try base.append(signable: request.method.rawValue.utf8)
        case "@authority": try base.append(signable: try present(authority).utf8)
        case "@path": try base.append(signable: path.utf8)
        case "@query": try base.append(signable: query.utf8)
        case "@scheme": try base.append(signable: try present(request.scheme).asciiLowercased.utf8)
        case "@target-uri":
            let text = "\(try present(request.scheme))://\(try present(sentAuthority))\(request.path ?? "")"
            try base.append(signable: text.utf8)
        case "@request-target": try base.append(signable: try present(request.path ?? request.authority).utf8)
        case "@query-param": try appendQueryParameter(component, to: &base)
        default: throw .inapplicableComponent
        }
    }

    /// The host in lower case, with its port unless that is the scheme's own; `nil` when the request names none.
    ///
    /// A request without a scheme counts as one over TLS.
    var authority: String? {
        guard let sent = sentAuthority else { return nil }
        let port = request.scheme?.asciiLowercased == "http" ? ":80" : ":443"
        let host = sent.asciiLowercased
        if host.hasSuffix(port) { return String(host.dropLast(port.count)) }
        return host.hasSuffix(":") ? String(host.dropLast()) : host
    }

    /// The authority as sent: HTTPTypes keeps it apart from the fields, a plain `Host` field counts too.
    private var sentAuthority: String? { request.authority ?? request.headerFields[.hostField] }

    /// Octets up to the query, `/` when there are none.
    private var path: Substring {
        guard let target = request.path, target.utf8.first == UInt8(ascii: "/") else { return "/" }
        return target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
    }

    /// The query with its question mark, which stands alone when there is no query (§2.2.7).
    private var query: Substring {
        guard let target = request.path, let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return "?" }
        return target[mark...]
    }

    private func present(_ value: String?) throws(SignatureFault) -> String {
        guard let value else { throw .absentComponent }
        return value
    }
}

// MARK: - Query parameters

extension RequestTarget {
    private func appendQueryParameter(
        _ component: ComponentIdentifier, to base: inout [UInt8]
    ) throws(SignatureFault) {
        var wanted: String?
        for case .name(let name) in component.parameters { wanted = name }
        let pairs = query.utf8.dropFirst().split(separator: UInt8(ascii: "&"))
        var found: [UInt8]?
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, let wanted, Self.normalized(name).elementsEqual(wanted.utf8) else { continue }
            guard found == nil else { throw .ambiguousComponent }
            found = parts.count == 2 ? Self.normalized(parts[1]) : []
        }
        guard let found else { throw .absentComponent }
        base.append(contentsOf: found)
    }

    /// Decoded as a form, then encoded with the form's percent-encode set but `%20` for a space (§2.2.8).
    private static func normalized(_ text: Substring.UTF8View) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for octet in String(decoding: decoded(Array(text)), as: UTF8.self).utf8 {
            switch octet {
            case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): encoded.append(octet)
            case let octet where octet.isLetter || octet.isDigit: encoded.append(octet)
            default: encoded += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return encoded
    }

    private static func decoded(_ text: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        var index = 0
        while index < text.count {
            let octet = text[index]
            index += 1
            guard octet == UInt8(ascii: "%"), index + 1 < text.count, let high = text[index].hexValue,
                let low = text[index + 1].hexValue
            else {
                octets.append(octet == UInt8(ascii: "+") ? UInt8(ascii: " ") : octet)
                continue
            }
            octets.append(high << 4 | low)
            index += 2
        }
        return octets
    }
}
