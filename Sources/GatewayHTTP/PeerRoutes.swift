import Gateway
import HTTPTypes
import WireProtocol

/// Where a request leads. Paths match octet for octet: nothing is decoded, merged or completed.
enum PeerRoute: Equatable, Sendable {
    /// A POST: query, add-checkpoint, reconcile.
    case post
    case resource
    case health
    /// The path exists, this method does not; holds the one that does.
    case otherMethod(allowed: HTTPRequest.Method)
    case nothing

    /// The query string stays untouched on `POST /fcg/v1/query`, where the signature covers it; a GET may have none.
    init(_ request: HTTPRequest) {
        let sent = request.path ?? ""
        let target = (Mutant.mergedSlashes.isOn ? sent.replacing("//", with: "/") : sent)[...]
        let path = target.prefix { $0 != "?" }
        switch path {
        case "/fcg/v1/query": self = Self.send(request)
        case _ where PostPath.isOne(String(path)): self = target == path ? Self.send(request) : .nothing
        case "/health": self = Self.fetch(request, target == path ? .health : .nothing)
        case "/fcg/v1/node":
            self = Self.fetch(request, target == path || Mutant.queryIgnored.isOn ? .resource : .nothing)
        default:
            let isPath = Self.isLogPath(path) || Self.isWitnessedPath(path) || Self.isReceiptPath(path)
            self = target == path && isPath ? Self.fetch(request, .resource) : .nothing
        }
    }

    private static func fetch(_ request: HTTPRequest, _ route: PeerRoute) -> PeerRoute {
        if route == .nothing { return .nothing }
        if Mutant.methodUntold.isOn, request.method != .get { return .nothing }
        return request.method == .get ? route : .otherMethod(allowed: .get)
    }

    private static func send(_ request: HTTPRequest) -> PeerRoute {
        request.method == .post ? .post : .otherMethod(allowed: .post)
    }

    /// `/witness/<64 hexadecimal digits in lower case>/checkpoint`.
    private static func isWitnessedPath(_ path: Substring) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 4, segments[1] == "witness", segments[3] == "checkpoint" else { return false }
        return segments[2].utf8.count == 64 && segments[2].utf8.allSatisfy("0123456789abcdef".utf8.contains)
    }

    /// `/fcg/v1/exchanges/<id>/receipt`; what an id may be, its reader says.
    private static func isReceiptPath(_ path: Substring) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        return segments.count == 6 && segments[1...3].elementsEqual(["fcg", "v1", "exchanges"])
            && segments[5] == "receipt" && (22...36).contains(segments[4].utf8.count)
    }

    // MARK: Logs

    /// `/{audit,internal}/<year>/checkpoint` or `/…/tile/<L>/<N>[.p/<W>]` (C2SP tlog-tiles), entries among them, which
    /// the service gives to auditors alone.
    private static func isLogPath(_ path: Substring) -> Bool {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard segments.popFirst() == "", ["audit", "internal"].contains(segments.popFirst() ?? ""),
            let shard = segments.popFirst(), isDigits(shard, count: 4)
        else { return false }
        if segments.elementsEqual(["checkpoint"]) { return true }
        guard segments.popFirst() == "tile", let level = segments.popFirst(),
            level == "entries" || isNumber(level, upTo: 63)
        else { return false }
        return isTile(segments)
    }

    /// `<N>` is groups of three digits, all but the last with an `x` before them; `<W>` is 1 to 255.
    private static func isTile(_ segments: ArraySlice<Substring>) -> Bool {
        var groups = segments
        if let partial = groups.dropLast().last, partial.hasSuffix(".p") {
            guard let width = groups.popLast(), width != "0", isNumber(width, upTo: 255) else { return false }
            groups = groups.dropLast() + [partial.dropLast(2)]
        }
        guard let last = groups.popLast(), isDigits(last, count: 3), groups.count <= 5 else { return false }
        return groups.allSatisfy { $0.first == "x" && isDigits($0.dropFirst(), count: 3) }
    }

    private static func isDigits(_ text: Substring, count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    }

    private static func isNumber(_ text: Substring, upTo limit: Int) -> Bool {
        (1...3).contains(text.utf8.count) && isDigits(text, count: text.utf8.count)
            && (text == "0" || text.first != "0") && (Int(text) ?? .max) <= limit
    }
}
