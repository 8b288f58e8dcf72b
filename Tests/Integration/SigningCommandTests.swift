import Foundation
import PolicyEngine
import PolicyWorkbench
import TestSupport
import Testing
import WireProtocol

@testable import fcg

@Suite("The commands by which changes are signed")
struct SigningCommandTests {
    private let narrowing = ("ended months ago: { to: 12 }", "ended months ago: { to: 1 }")
    private let agreement = "agreements/stockport-to-leeds.yaml"

    @Test("from the first policies on: bundled, signed by each, activated, and pinned in node.yaml")
    func whole() async throws {
        let node = try SignedNode(isActive: false)
        let change = try await node.bundle()
        let unsigned = try await node.policy("activate", change)
        #expect(unsigned.code == 1)
        #expect(unsigned.text.contains("Head of School Admissions is missing: the first policies share `school`"))

        let needs = try SigningNeeds(from: nil, to: try NodePolicies(config: node.config).state(of: "draft"))
        for post in Set(needs.signatures.map(\.post)) {
            let said = try await node.policy(["sign", change], as: try node.holder(post))
            #expect(said.code == 0, Comment(rawValue: said.text))
            #expect(said.text.contains("New: everything in these policies"))
        }
        let adviser = try node.holder("data-protection-officer")
        let approving = try await node.policy(["sign", change], as: adviser)
        #expect(approving.code == 1 && approving.text.contains("holds none of the posts that sign this change"))
        #expect(try await node.policy(["sign", change, "--advice", "No objection."], as: adviser).code == 0)
        let activated = try await node.policy("activate", change)

        #expect(activated.code == 0, Comment(rawValue: activated.text))
        #expect(activated.text.contains("generation 1 is signed and pinned"))
        #expect(activated.text.contains("it takes this up when it starts"))
        #expect(try NodePolicies(config: node.config).inForce().number == 1)
    }

    @Test("a change is shown before it is signed, and one that is no longer what lies there is not signed")
    func shown() async throws {
        let node = try SignedNode()
        try node.edit(agreement, narrowing.0, narrowing.1)
        let change = try await node.bundle()

        let shown = try await node.policy("sign", change)
        try node.edit("bans.yaml", "because: ", "because: Indeed, ")
        let altered = try await node.policy(["sign", change], as: try node.holder("information-governance-officer"))

        #expect(shown.code == 0)
        #expect(shown.text.contains("No longer: `social-worker`") && shown.text.contains("nothing was signed"))
        #expect(altered.code == 1)
        #expect(altered.text.contains("this is not the change that was signed"))
    }

    @Test("the way back is bundled like a change, and signed by whoever it lets tell more")
    func rollback() async throws {
        let node = try SignedNode()
        let first = try NodePolicies(config: node.config).pins
        try node.edit(agreement, narrowing.0, narrowing.1)
        try node.office.activate(node.folder, because: "Less.")

        let back = try await node.bundle(["rollback", "--to", "1"])
        let officer = try node.holder("information-governance-officer")
        #expect(try await node.policy(["sign", back], as: officer).code == 0)
        let early = try await node.policy("activate", back)
        #expect(
            early.code == 1 && early.text.contains("Head of School Admissions is missing: more is told of `school`"))
        #expect(try await node.policy(["sign", back], as: try node.holder("Head of School Admissions")).code == 0)
        let adviser = try node.holder("data-protection-officer")
        #expect(try await node.policy(["sign", back, "--advice", "Agreed."], as: adviser).code == 0)

        #expect(try await node.policy("activate", back).code == 0)
        #expect(try NodePolicies(config: node.config).pins == first)
        #expect(try NodePolicies(config: node.config).inForce().number == 3)
    }

    @Test("what stands still is not taken out of the policies: lifted first, or nothing is activated")
    func standing() async throws {
        let node = try SignedNode()
        let pins = try NodePolicies(config: node.config).pins
        let suspended = try await node.policy(
            ["suspend", "--agreement", "stockport-to-bradford", "--because", "x"], as: InventedOffice.dutyManagers[0])
        #expect(suspended.code == 0)
        for file in ["agreements", "tests"] {
            try FileManager.default.removeItem(atPath: node.folder.policies + "/\(file)/stockport-to-bradford.yaml")
        }

        let fault = #expect(throws: Complaint.self) { try node.office.activate(node.folder, because: "It has ended.") }

        #expect(fault?.description.contains("unknown agreement `stockport-to-bradford`") == true)
        #expect(try NodePolicies(config: node.config).pins == pins)
    }

    @Test("pinning is for what is signed: an edit is not looked at, and without a generation nothing is pinned")
    func pin() async throws {
        let fresh = try SignedNode(isActive: false)
        let nothing = try await fresh.policy("pin")
        #expect(nothing.code == 1 && nothing.text.contains("nothing was ever signed"))

        let node = try SignedNode()
        let pins = try NodePolicies(config: node.config).pins
        try node.edit("bans.yaml", "because: ", "because: Indeed, ")
        #expect(try await node.policy("pin").code == 0)
        #expect(try NodePolicies(config: node.config).pins == pins)
        let text = try node.folder.text(of: node.config)
        try NodeFolder.write(
            text.replacing(pins.policies.digest, with: String(repeating: "a", count: 64)), to: node.config)
        #expect(try await node.policy("pin").code == 0)

        #expect(try NodePolicies(config: node.config).pins == pins)
    }

    @Test("a key is made once, readable by its owner alone, and the register says who holds what")
    func signers() async throws {
        let place = try TemporaryFolder()
        let key = place.path("officer.pem")
        let made = try await Program.fcg(["policy", "signer", "--as", "officer-1", "--out", key])
        let again = try await Program.fcg(["policy", "signer", "--as", "officer-1", "--out", key])
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(made.code == 0 && made.text.contains("  - person: officer-1\n    key: \""))
        #expect(mode == 0o600)
        #expect(again.code == 1 && again.text.contains("nothing was changed"))

        let register = try SignedNode.register(for: "stockport", in: place)
        let own = try await Program.fcg(
            ["policy", "signers", register, "--policies", RunningSandbox.samples + "/stockport"])
        let other = try await Program.fcg([
            "policy", "signers", register, "--policies", RunningSandbox.samples + "/leeds",
        ])
        #expect(own.code == 0 && own.text.contains("Head of School Admissions: person-1"))
        #expect(other.code == 1 && other.text.contains("nobody holds: "))
    }

    @Test(
        "one suspends, two resume, each with their key; a slip changes nothing; a node that does not run is not waited for",
        .timeLimit(.minutes(1)))
    func suspensions() async throws {
        let node = try SignedNode()
        let empty = try node.folder.text(of: node.folder.suspensions)
        func said() throws -> String { try node.folder.text(of: node.folder.suspensions) }
        let (first, second) = (InventedOffice.dutyManagers[0], InventedOffice.dutyManagers[1])

        let slip = try await node.policy(["suspend", "--category", "schol", "--because", "x"], as: first)
        #expect(slip.code == 1 && slip.text.contains("did you mean `school`?"))
        let stranger = try await Program.fcg([
            "policy", "suspend", "--config", node.config, "--category", "school", "--because", "x", "--as", second.text,
            "--key", node.office.keyPath(first),
        ])
        #expect(stranger.code == 1 && stranger.text.contains("has no such key"))
        #expect(try said() == empty)

        let suspended = try await node.policy(
            ["suspend", "--category", "school", "--because", "a wrong extract"], as: first)
        #expect(suspended.code == 0 && suspended.text.contains("not recorded yet"))
        #expect(try said().contains("  - suspend: { category: school }\n    because: \"a wrong extract\"\n"))

        let lift = ["resume", "--category", "school", "--review", "mended"]
        let once = try await node.policy(lift, as: first)
        #expect(once.code == 0 && once.text.contains("still stands still"))
        let alone = try await node.policy(lift, as: first)
        #expect(alone.code == 1 && alone.text.contains("cannot lift a suspension alone"))
        let lifted = try await node.policy(lift, as: second)
        #expect(lifted.code == 0 && lifted.text.contains("goes on"))
        #expect(try said().components(separatedBy: "signature: ").count == 4)
    }
}
