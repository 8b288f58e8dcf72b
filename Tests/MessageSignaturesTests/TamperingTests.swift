import HTTPTypes
import Testing

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: tampering and noise")
struct TamperingTests {
    private static let fields: [HTTPField.Name] = [
        .contentType, .contentDigest, .signatureInput, .signature, .userAgent,
    ]

    /// Every text that differs from this one in one octet, by one bit or by the bit of letter case.
    private func neighbours(of text: String) -> [String] {
        let octets = Array(text.utf8)
        return octets.indices.flatMap { index in
            ([1, 2, 0x20, 0x40] as [UInt8]).compactMap { bit -> String? in
                var changed = octets
                changed[index] ^= bit
                guard changed[index].isPrintable, changed != octets else { return nil }
                return String(decoding: changed, as: UTF8.self)
            }
        }
    }

    @Test("one octet changed in a field makes a request fail", arguments: fields)
    func field(name: HTTPField.Name) throws {
        let request = try F.request(alsoCovering: [.userAgent])
        let value = try #require(request.headerFields[name])
        var accepted: [String] = []

        for neighbour in neighbours(of: value) {
            var changed = request
            changed.headerFields[name] = neighbour
            if F.fault(changed) == nil { accepted.append(neighbour) }
        }

        #expect(accepted.isEmpty)
    }

    // clause: FCP-SIG-29- FCP-SIG-32-
    @Test("one octet changed in method, path, query or authority makes a request fail")
    func target() throws {
        let request = try F.request(
            from: RFCVector.request(
                .post, F.authority, "/fcg/v1/query?a=b", [("Content-Type", "application/json")]))
        try F.verify(request)
        var accepted: [String] = []

        for neighbour in neighbours(of: "POST") {
            guard let method = HTTPRequest.Method(neighbour) else { continue }
            var changed = request
            changed.method = method
            if F.fault(changed) == nil { accepted.append(neighbour) }
        }
        for neighbour in neighbours(of: "/fcg/v1/query?a=b") {
            var changed = request
            changed.path = neighbour
            if F.fault(changed) == nil { accepted.append(neighbour) }
        }
        for neighbour in neighbours(of: F.authority) where neighbour.lowercased() != F.authority {
            var changed = request
            changed.authority = neighbour
            if F.fault(changed) == nil { accepted.append(neighbour) }
        }

        #expect(accepted.isEmpty)
    }

    // clause: FCP-SIG-24- FCP-ANS-18-
    @Test("one bit changed in a body makes requests and responses fail")
    func body() throws {
        let request = try F.request()
        let response = try F.response(to: request)

        for (index, bit) in zip(F.body.indices, (0..<8).cycled) {
            var changed = F.body
            changed[index] ^= 1 << UInt8(bit)
            #expect(F.fault(request, body: changed) == .digestMismatch)
        }
        for (index, bit) in zip(F.answer.indices, (0..<8).cycled) {
            var changed = F.answer
            changed[index] ^= 1 << UInt8(bit)
            #expect(F.fault(response, body: changed, answering: request) == .digestMismatch)
        }
    }

    // clause: FCP-ANS-11-
    @Test("one octet changed in a response's field makes it fail", arguments: [.receipt] + fields.dropLast())
    func responseField(name: HTTPField.Name) throws {
        let request = try F.request()
        let response = try F.response(to: request)
        let value = try #require(response.headerFields[name])
        var accepted: [String] = []

        for neighbour in neighbours(of: value) {
            var changed = response
            changed.headerFields[name] = neighbour
            if F.fault(changed, answering: request) == nil { accepted.append(neighbour) }
        }

        #expect(accepted.isEmpty)
    }

    @Test("noise in the fields never crashes and never verifies", arguments: [1, 2, 3, 4] as [UInt64])
    func noise(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let request = try F.request()
        let input = Array(try #require(request.headerFields[.signatureInput]).utf8)
        let signature = Array(try #require(request.headerFields[.signature]).utf8)
        var accepted = 0

        for _ in 0..<1_000 {
            var changed = request
            let noisyInput = mutated(input, &random)
            let noisySignature = Bool.random(using: &random) ? signature : mutated(signature, &random)
            changed.headerFields[fields: .signatureInput] = [
                HTTPField(name: .signatureInput, lenientValue: noisyInput)
            ]
            changed.headerFields[fields: .signature] = [HTTPField(name: .signature, lenientValue: noisySignature)]
            changed.headerFields[fields: .contentDigest].append(
                contentsOf: Bool.random(using: &random)
                    ? [] : [HTTPField(name: .contentDigest, lenientValue: noisySignature)])
            if F.fault(changed) == nil, !isSame(changed, request) { accepted += 1 }
        }

        #expect(accepted == 0)
    }

    /// Whether both say the same in the grammar's terms, however it is spaced.
    private func isSame(_ one: HTTPRequest, _ other: HTTPRequest) -> Bool {
        (try? MessageSignature.all(in: one.headerFields)) == (try? MessageSignature.all(in: other.headerFields))
            && one.headerFields[.contentDigest] == other.headerFields[.contentDigest]
    }

    /// Text of the field's grammar with pieces cut out, doubled, moved and replaced.
    private func mutated(_ octets: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let alphabet = Array("fcg=()\";,: ?@%*\\.-+/0129azAZ\t\u{0}\u{7F}é".utf8)
        var changed = octets
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0..<changed.count, using: &random)
            let end = Int.random(in: start..<min(start + 24, changed.count), using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: changed.removeSubrange(start..<end)
            case 1: changed.insert(contentsOf: changed[start..<end], at: start)
            case 2: changed[start] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            default: changed.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: start)
            }
            if changed.isEmpty { changed = [UInt8(ascii: "(")] }
        }
        return changed
    }
}

extension Range<Int> {
    /// The range over and over.
    fileprivate var cycled: some Sequence<Int> {
        sequence(first: lowerBound) { $0 + 1 == upperBound ? lowerBound : $0 + 1 }
    }
}
