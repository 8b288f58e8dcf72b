import Crypto
import Foundation
import Testing

@testable import AuditTrail

/// Each figure is checked against another library's, or against a published one.
@Suite("What records are sealed by")
struct OctetCipherTests {
    private static let key = SymmetricKey(data: Array(UInt8(1)...32))
    private static let nonce = [UInt8](101...112)

    @Test("gives what swift-crypto gives, and swift-crypto opens it", arguments: [0, 1, 15, 16, 17, 1_000, 65_536])
    func sealsAlike(count: Int) throws {
        let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for associated in [[], Array("bound".utf8), [UInt8](repeating: 5, count: 5_000)] {
            let sealed = try OctetCipher().seal(
                text, key: KeyPart(Self.key), nonce: Self.nonce[...], authenticating: associated)

            let box = try AES.GCM.seal(
                text, using: Self.key, nonce: AES.GCM.Nonce(data: Self.nonce), authenticating: associated)
            let combined = try #require(box.combined)
            #expect(sealed == Array(combined))
            let opened = try AES.GCM.open(
                AES.GCM.SealedBox(combined: sealed), using: Self.key, authenticating: associated)
            #expect(Array(opened) == text)
        }
    }

    @Test("test case 14 of McGrew and Viega's specification of GCM")
    func knownAnswer() throws {
        let sealed = try OctetCipher().seal(
            [UInt8](repeating: 0, count: 16), key: KeyPart(SymmetricKey(data: [UInt8](repeating: 0, count: 32))),
            nonce: [UInt8](repeating: 0, count: 12)[...], authenticating: [])
        #expect(
            sealed.dropFirst(12).map { String(format: "%02x", $0) }.joined()
                == "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919")
    }

    @Test("what is appended leaves what is there alone, and encrypts no octet of it")
    func appends() throws {
        let cipher = try OctetCipher()
        var octets = [UInt8](1...40)
        for text in [[UInt8](repeating: 3, count: 100), [UInt8](repeating: 4, count: 33)] {
            let before = octets
            try cipher.seal(into: &octets, key: KeyPart(Self.key), nonce: Self.nonce[...], authenticating: [8]) {
                $0.append(contentsOf: text)
                $0.appendZeros(5)
            }
            #expect(octets.prefix(before.count) == before[...])
            let box = try AES.GCM.SealedBox(combined: octets.dropFirst(before.count))
            #expect(try Array(AES.GCM.open(box, using: Self.key, authenticating: [8])) == text + [0, 0, 0, 0, 0])
        }
    }

    @Test("one cipher seals one piece after another, each under its own key")
    func severalPieces() throws {
        let cipher = try OctetCipher()
        for octet in UInt8(1)...5 {
            let key = SymmetricKey(data: [UInt8](repeating: octet, count: 32))
            let text = [UInt8](repeating: octet, count: 100 * Int(octet))
            let sealed = try SealedOctets.seal(
                text, as: "word", key: KeyPart(key), nonce: Self.nonce[...], with: cipher)
            #expect(SealedOctets.open(Data(sealed), as: "word", key: key) == text)
            #expect(SealedOctets.open(Data(sealed), as: "other word", key: key) == nil)
            #expect(SealedOctets.open(Data(sealed), as: "word", key: Self.key) == nil)
        }
    }

    @Test("what was used before, by many at once, seals and authenticates as new")
    func usedAgain() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for octet in UInt8(1)...16 {
                group.addTask {
                    for round in 0..<100 {
                        let key = SymmetricKey(data: [octet] + [UInt8](repeating: UInt8(round), count: 31))
                        let text = [UInt8](repeating: octet, count: round)
                        let sealed = try OctetCipher().seal(
                            text, key: KeyPart(key), nonce: Self.nonce[...], authenticating: [octet])
                        let box = try AES.GCM.SealedBox(combined: sealed)
                        #expect(try Array(AES.GCM.open(box, using: key, authenticating: [octet])) == text)
                        let code = try OctetCode().of(text, key: key.withUnsafeBytes(Array.init)[...])
                        #expect(code == Array(HMAC<SHA256>.authenticationCode(for: text, using: key)))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a nonce of another length is refused", arguments: [0, 11, 13])
    func nonceLength(count: Int) throws {
        let cipher = try OctetCipher()
        #expect(throws: AuditFailure.self) {
            try cipher.seal(
                [1], key: KeyPart(Self.key), nonce: [UInt8](repeating: 0, count: count)[...], authenticating: [])
        }
    }

    @Test("codes are HMAC-SHA-256: test case 2 of RFC 4231, and swift-crypto's over parts one behind the other")
    func codes() throws {
        let codes = try OctetCode()
        let known = try codes.of(
            Array("what do ya want ".utf8), Array("for nothing?".utf8), key: Array("Jefe".utf8)[...])
        #expect(
            known.map { String(format: "%02x", $0) }.joined()
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = [UInt8](repeating: 9, count: 3_000)
        let code = try codes.of([1, 2], [], long, key: Self.key.withUnsafeBytes(Array.init)[...])
        let whole = [1, 2] + long
        #expect(code == Array(HMAC<SHA256>.authenticationCode(for: whole, using: Self.key)))
    }

    @Test("a record's keys made ahead are those that open it")
    func keysOfUses() throws {
        let record = RecordKey(id: RecordKey.firstNumber, root: Self.key)
        let keys = try RecordKeys(record, with: OctetCode())
        for use in RecordUse.allCases {
            #expect(keys[use].withOctets(Array.init) == record.key(use).withUnsafeBytes(Array.init))
        }
        let day = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
        let seal = try RecordSeal(keys, items: 0) { [UInt8](repeating: 0, count: $0) }
        #expect(
            try seal.bodyKey(day: day).withOctets(Array.init)
                == RecordKey.bodyKey(record.key(.body), day: day).withUnsafeBytes(Array.init))
    }

    @Test("no random octet of a record serves twice")
    func noOctetTwice() throws {
        let keys = try RecordKeys(RecordKey(id: 1, root: Self.key), with: OctetCode())
        let seal = try RecordSeal(keys, items: 3) { count in (0..<count).map { UInt8($0) } }
        var used = PayloadSlot.allCases.flatMap { Array(seal.seed($0)) }
        used += Array(seal.queryNonce) + Array(seal.answerNonce) + Array(seal.journalNonce)
        for item in 0..<3 { used += Array(seal.itemNonce(item)) }
        let drawn = [UInt8](0..<248)
        #expect(used == drawn)
    }
}
