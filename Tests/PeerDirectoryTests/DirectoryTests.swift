import Crypto
import NodeIdentity
import PeerDirectory
import TestSupport
import Testing
import WireProtocol

@Suite("The signed directory")
struct DirectoryTests {
    let federation: Federation

    init() throws { federation = try Federation() }

    // clause: FCP-DIR-1+ FCP-DIR-2+ FCP-DIR-3+ FCP-DIR-8+ FCP-DIR-9+ FCP-DIR-10+ FCP-DIR-11+ FCP-DIR-12+ FCP-DIR-13+
    // clause: FCP-DIR-7+
    @Test("what the draft says stands in the directory")
    func roundTrip() throws {
        let draft = try federation.draft {
            $0.members[0].organisation = "Stockport Together Trust"
            $0.members[0].extensions = ["standing"]
            $0.members[0].isTest = true
            $0.members[1].isSuspended = true
            $0.members[1].witness = nil
        }

        let octets = try draft.signed(by: federation.signer)
        let directory = try federation.open(octets)
        let stockport = try #require(AuthorityID("E08000007").flatMap { directory.members[$0] })

        #expect(directory.version == 17)
        #expect(directory.federation == "north.fcg.example")
        #expect(directory.digest == Array(SHA256.hash(data: octets)))
        #expect(directory.members.count == 2)
        #expect(stockport.identity.uri == "spiffe://north.fcg.example/authority/E08000007")
        #expect(stockport.endpoint.authority == "gateway.stockport.example")
        #expect(stockport.endpoint.dial.description == "127.0.0.1:8443")
        #expect(stockport.isTest && !stockport.isSuspended)
        #expect(stockport.logs.map(\.origin).first == "gateway.stockport.example/audit/2026")
        #expect(
            DirectoryDraft(after: directory, issued: draft.issued, expires: draft.expires)
                == DirectoryDraft(
                    version: 18, federation: draft.federation, issued: draft.issued, expires: draft.expires,
                    members: draft.members))
    }

    // clause: FCP-IDN-11+ FCP-IDN-11-
    @Test("a key is found by exactly its id")
    func keyByID() throws {
        let directory = try federation.open(try federation.draft().signed(by: federation.signer))

        let key = try #require(directory.key(id: "E08000035#2026a"))

        #expect(key.owner.code == "E08000035")
        #expect(key.algorithm == "ed25519")
        #expect(key.rawKey == (try FixedKeys.ed25519Public("leeds message")))
        for id in ["E08000035#2026A", "E08000035#2026a.", "E08000035#2026", "e08000035#2026a", ""] {
            #expect(directory.key(id: id) == nil)
        }
    }

    // clause: FCP-SIG-19+ FCP-SIG-19-
    @Test("a key holds from its first to its last moment and not beyond")
    func keyValidity() throws {
        let directory = try federation.open(try federation.draft().signed(by: federation.signer))
        let key = try #require(directory.key(id: "E08000035#2026a"))

        #expect(key.isValid(at: key.notBefore) && key.isValid(at: key.notAfter))
        #expect(!key.isValid(at: key.notBefore.adding(seconds: -1)))
        #expect(!key.isValid(at: key.notAfter.adding(seconds: 1)))
    }

    // clause: FCP-DIR-12+ FCP-DIR-12-
    @Test("a P-256 message key is taken, one that is no point of the curve is not")
    func p256Key() throws {
        let point = Array(try FixedKeys.p256("leeds hsm").publicKey.rawRepresentation)
        let good = try federation.draft { draft in
            var key = try federation.key("E08000035#hsm", "unused")
            key.algorithm = "ecdsa-p256-sha256"
            key.rawKey = point
            draft.members[1].signingKeys.append(key)
        }
        var bad = good
        bad.members[1].signingKeys[1].rawKey = [UInt8](repeating: 1, count: 64)

        let directory = try federation.open(try good.signed(by: federation.signer))

        #expect(directory.key(id: "E08000035#hsm")?.rawKey == point)
        #expect(throws: DirectoryFault.unusableKey("E08000035#hsm")) { try bad.signed(by: federation.signer) }
    }

    // clause: FCP-DIR-17+ FCP-DIR-17-
    @Test("a file of more than four mebibytes is refused for its size, and one of as much is read")
    func tooLarge() throws {
        let most = [UInt8](repeating: 0x20, count: 4_194_304)

        #expect(throws: DirectoryFault.unreadable(JSONFault(.empty, at: 4_194_304))) { try federation.open(most) }
        #expect(throws: DirectoryFault.unreadable(JSONFault(.tooLarge, at: 4_194_304))) {
            try federation.open(most + [0x20])
        }
    }

    // clause: FCP-DIR-1- FCP-DIR-2-
    @Test("a flipped bit in any octet of the file is refused")
    func flippedBits() throws {
        let octets = try federation.draft { $0.members.removeLast() }.signed(by: federation.signer)
        _ = try federation.open(octets)

        for index in octets.indices {
            var spoilt = octets
            spoilt[index] ^= 1
            #expect(throws: DirectoryFault.self, "octet \(index)") { try federation.open(spoilt) }
        }
    }

    // clause: FCP-DIR-1-
    @Test("an octet more or less, or white space, is refused")
    func otherOctets() throws {
        let octets = try federation.draft().signed(by: federation.signer)
        let pretty = CanonicalJSON.prettyText(try StrictJSON.parse(octets, limits: .file))

        #expect(throws: DirectoryFault.notCanonical) { try federation.open(octets + [0x0A]) }
        #expect(throws: DirectoryFault.notCanonical) { try federation.open(Array(pretty.utf8)) }
        #expect(throws: DirectoryFault.unreadable(JSONFault(.truncated, at: octets.count - 1))) {
            try federation.open(octets.dropLast())
        }
        #expect(throws: DirectoryFault.unreadable(JSONFault(.tooLarge, at: 4_194_304))) {
            try federation.open([UInt8](repeating: 0x20, count: 100_000_000))
        }
    }

    // clause: FCP-DIR-2+ FCP-DIR-2-
    @Test("only a signer of the configuration counts, and any one of them does")
    func signers() throws {
        let stranger = try SigningKey(seed: FixedKeys.seed("stranger"))
        let octets = try federation.draft().signed(by: stranger)

        #expect(throws: DirectoryFault.unknownSigner) { try federation.open(octets) }
        #expect(throws: DirectoryFault.unknownSigner) {
            try Directory.open(octets: octets, signers: [], now: federation.now)
        }
        let both = federation.signers + [stranger.publicOctets]
        #expect(try Directory.open(octets: octets, signers: both, now: federation.now).version == 17)
    }

    @Test("a signature that the signer's name does not belong to is refused")
    func forgedSignature() throws {
        let mine = try StrictJSON.parse(try federation.draft().signed(by: federation.signer), limits: .file)
        let other = try StrictJSON.parse(
            try federation.draft(version: 18).signed(by: federation.signer), limits: .file)
        guard case .object(var forged) = mine, case .object(let source) = other else { return }
        forged["signed"] = source["signed"]

        #expect(throws: DirectoryFault.badSignature) { try federation.open(CanonicalJSON.encode(.object(forged))) }
    }

    // clause: FCP-DIR-3+ FCP-DIR-3- FCP-DIR-19+
    @Test("a directory holds to the last moment of its time and not beyond, but old evidence can still be checked")
    func expiry() throws {
        let octets = try federation.draft().signed(by: federation.signer)
        let expires = try federation.open(octets).expires
        let late = Instant(milliseconds: expires.milliseconds + 1)

        #expect(try Directory.open(octets: octets, signers: federation.signers, now: expires).version == 17)
        #expect(throws: DirectoryFault.expired(expires)) {
            try Directory.open(octets: octets, signers: federation.signers, now: late)
        }
        #expect(try Directory.archived(octets: octets, signers: federation.signers).isExpired(at: late))
    }
}
