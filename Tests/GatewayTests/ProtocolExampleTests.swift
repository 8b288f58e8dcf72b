import AuditTrail
import HTTPTypes
import MerkleLog
import MessageSignatures
import PeerDirectory
import Testing
import WireProtocol

@testable import Gateway

/// The exchange that the protocol document opens with: a node wrote it, and whoever reads the document may compute it again.
@Suite("The exchange that the protocol document opens with")
struct ProtocolExampleTests {
    private let now: Int64 = 1_795_819_012
    private let request: (head: HTTPRequest, body: [UInt8])
    private let response: (head: HTTPResponse, body: [UInt8])
    private let directory: Directory

    init() throws {
        let asked = try ProtocolFiles.message("example/request.http")
        var head = HTTPRequest(method: .post, scheme: "https", authority: nil, path: "/fcg/v1/query")
        head.headerFields = try HTTPFields(asked.fields.filter { $0.0 != "Host" })
        head.authority = asked.fields.first { $0.0 == "Host" }?.1
        request = (head, asked.body)
        let answered = try ProtocolFiles.message("example/response.http")
        response = (HTTPResponse(status: .ok, headerFields: try HTTPFields(answered.fields)), answered.body)
        let signer = try #require(Base64URL.decode("RhRWGe0fUSA4qd-DTrBATsx_49Ner333IcQhSMp4TI4"))
        directory = try Directory.archived(octets: ProtocolFiles.octets("example/directory.json"), signers: [signer])
    }

    private func asked() throws -> SignatureEvidence {
        try SignatureProfile.verify(
            request: request.head, body: request.body, now: now, authorities: ["localhost:7407"],
            expectedOwner: "E06999901", keys: directory.profileKey
        ).evidence
    }

    private func answered() throws -> SignatureEvidence {
        try SignatureProfile.verify(
            response: response.head, body: response.body, answering: request.head, now: now,
            expectedOwner: "E08000007", requiresReceipt: true, keys: directory.profileKey
        ).evidence
    }

    // clause: FCP-AUD-7+ FCP-AUD-8+ FCP-AUD-10+ FCP-ANS-2+ FCP-SIG-35+ FCP-SIG-36+
    @Test("both signatures hold, and `rq`, `rs`, `ra` and the leaf are those that the document shows")
    func values() throws {
        let page = try ProtocolFiles.text("README.md")
        let (asked, answered) = (try asked(), try answered())
        let rq = EvidenceDigest.request(base: asked.base, signature: asked.signature)
        let ra = EvidenceDigest.request(base: answered.base, signature: answered.signature)
        let receipt = try #require(response.head.headerFields[.receipt].flatMap { Receipt(fieldValue: $0) })
        let leaf = try ExchangeLeaf(octets: receipt.leaf)
        let answer = try FamilyAnswer(StrictJSON.parse(response.body, limits: .answer))

        #expect(leaf.requestEvidence == rq)
        #expect(leaf.answerDigest == EvidenceDigest.body(response.body))
        #expect(answer.queryDigest == EvidenceDigest.body(request.body).octets)
        #expect(answer.inReplyTo == leaf.exchange)
        for value in [rq, EvidenceDigest.body(response.body), ra] {
            #expect(page.contains("`\(Base64URL.encode(value.octets))`"))
        }
        #expect(page.contains(String(decoding: receipt.leaf, as: UTF8.self)))
        #expect(page.contains("\n\(String(decoding: asked.base, as: UTF8.self))\n"))
    }

    // clause: FCP-VER-8+
    @Test("the node's page beside it is of the node that answered, under the directory beside it")
    func node() throws {
        let octets = try ProtocolFiles.octets("example/node.json")
        let receipt = try #require(response.head.headerFields[.receipt].flatMap { Receipt(fieldValue: $0) })
        let page = try StrictJSON.parse(octets)

        #expect(CanonicalJSON.encode(page) == octets)
        guard case .object(var told) = page, case .string(let clock)? = told.removeValue(forKey: "clock"),
            case .string(let software)? = told.removeValue(forKey: "software")
        else {
            Issue.record("the page lacks its clock or its software")
            return
        }
        #expect(
            JSONValue.object(told) == [
                "type": "fcg.node/1", "authority": "E08000007", "profiles": [.string(Versions.signatureProfile)],
                "directory": .integer(directory.version), "directoryIssued": .string(directory.issued.text),
                "directoryExpires": .string(directory.expires.text), "log": .string(receipt.origin),
            ])
        #expect(software.hasPrefix("family-context-gateway "))
        let time = try #require(Instant(clock))
        #expect(time >= directory.issued && time <= directory.expires)
    }

    @Test("the document shows the octets of the example, cut at `pad` and at the receipt's leaf alone")
    func shown() throws {
        let page = try ProtocolFiles.text("README.md")
        for path in ["example/request.http", "example/response.http"] {
            let text = try ProtocolFiles.text(path).replacing("\r\n", with: "\n")
                .replacing(/"pad":"0+"/, with: "\"pad\":\"0…\"")
                .replacing(/leaf=:(.{24})[^:]*:/) { "leaf=:\($0.1)…:" }
            #expect(page.contains("\n\(text)\n"), "\(path)")
        }
    }

    // clause: FCP-AUD-11+ FCP-AUD-22+
    @Test("the receipt's proof holds the very leaf, under a checkpoint that two witnesses have cosigned")
    func proof() throws {
        let proof = try LogProof(octets: ProtocolFiles.octets("example/receipt.tlog-proof"))
        let receipt = try #require(response.head.headerFields[.receipt].flatMap { Receipt(fieldValue: $0) })
        let policy = try #require(directory.policy(of: receipt.origin))

        let (extra, accepted) = try ProofExtra.verify(proof, policy: policy, commitments: { _ in nil })

        #expect(extra.leaf == receipt.leaf)
        #expect(proof.index == receipt.index)
        #expect(accepted.cosignatures.count == 2)
        let page = try ProtocolFiles.text("README.md")
        #expect(page.contains("`\(Base64.encode(MerkleHash.leaf(receipt.leaf).octets))`"))
    }

    @Test("the other messages of the example read as what they are, and in their one form")
    func others() throws {
        let list = try ProtocolFiles.octets("example/reconcile.json")
        let reply = try ProtocolFiles.octets("example/reconciliation.json")
        let asked = try ReconcileRequest(StrictJSON.parse(list))
        let told = try ReconciliationReply(StrictJSON.parse(reply), to: asked)

        #expect(asked.octets == list)
        #expect(told.octets == reply)
        #expect(told.items.map(\.standing) == [.equal(index: 0), .unknown, .differs])
        #expect(ProblemDocument(octets: try ProtocolFiles.octets("example/problem.json"))?.code == .replayed)
    }
}
