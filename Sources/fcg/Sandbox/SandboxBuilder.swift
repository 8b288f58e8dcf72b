import CaseIndex
import Foundation
import Gateway
import NodeIdentity
import PeerDirectory
import PolicyWorkbench
import SyntheticFamilies
import WireProtocol

/// Builds the sandbox: authorities, node folders, policies around today, extracts, one signed directory.
struct SandboxBuilder {
    let plan: SandboxPlan
    let signer: NodeIdentity.SigningKey

    init(_ plan: SandboxPlan) throws {
        self.plan = plan
        signer = try NodeIdentity.SigningKey(seed: systemRandom(32))
    }

    func build(say: (String) -> Void) throws {
        guard !plan.exists else { throw Complaint("`\(plan.folder)` exists; `fcg sandbox reset` removes it") }
        try NodeFolder.write("Made by `fcg sandbox`; `fcg sandbox reset` removes this folder.\n", to: plan.marker)
        let families = plan.families
        for council in plan.councils {
            say("\(council.council.name): keys, certificate, policies, extracts")
            try makeNode(council)
            try writeExtracts(of: families, for: council)
        }
        let kits = PeerKit(plan: plan)
        try kits.makeKeys()
        try signDirectory(kits)
        for council in plan.councils { try importExtracts(of: council) }
        try kits.writeGuides()
    }

    private func makeNode(_ council: SandboxPlan.Council) throws {
        let policies = "\(plan.folder)/policies/\(council.council.rawValue)"
        try SandboxPolicies(plan: plan).write(for: council, to: policies)
        let office = SandboxOffice(plan, council)
        try office.make(for: try PolicyCommand.load(policies), today: plan.today)
        var node = NewNode(
            folder: council.folder, authority: council.authority, name: council.council.name,
            federation: SandboxPlan.federation, publicName: council.publicName, listenHost: "127.0.0.1",
            listenPort: council.port, policies: policies, signers: office.registerPath,
            directorySigners: [signer.publicOctets])
        node.askingDeadlineSeconds = 3
        node.bound = SandboxCalibration.bound
        try node.make()
        try NodeFolder.write(try SandboxCalibration.report.get(), to: council.folder.matching.report)
        try office.activate(council.folder, because: "the first policies of the sandbox")
        let authority = try DevelopmentCA.create(
            in: "\(plan.folder)/ca/\(council.council.rawValue)", name: "Sandbox authority of \(council.council.name)")
        let request = try CertificateRequest(pem: try council.folder.text(of: council.folder.key("tls.csr")))
        let certificate = try DevelopmentCA.issue(request, by: authority, days: 90)
        try NodeFolder.write(certificate.pem, to: council.folder.key("tls.crt.pem"))
        try NodeFolder.write(authority.certificate.pem, to: council.folder.key("issuer.pem"))
    }

    private func writeExtracts(of families: SyntheticFamilies, for council: SandboxPlan.Council) throws {
        let now = Instant(milliseconds: wallClock().milliseconds - 6 * 3_600_000)
        for (path, octets) in families.extracts(for: council.council, extractedAt: now) {
            try NodeFolder.write(octets, to: council.folder.extracts + "/" + path)
        }
    }

    private func importExtracts(of council: SandboxPlan.Council) throws {
        let index = try CaseIndex.open(path: council.folder.index)
        _ = try index.loadAll(root: council.folder.extracts, now: wallClock(), limits: LoadLimits())
    }

    private func signDirectory(_ kits: PeerKit) throws {
        let now = wallClock()
        let draft = DirectoryDraft(
            version: 1, federation: SandboxPlan.federation, issued: now, expires: now.adding(seconds: 90 * 86_400),
            members: WitnessSets.draw(for: try plan.councils.map { try member($0) } + kits.members(now)))
        let octets = try draft.signed(by: signer)
        try NodeFolder.writeSecret(Array(signer.pem.utf8), to: plan.directorySigner)
        for council in plan.councils { try NodeFolder.write(octets, to: council.folder.directory) }
        try NodeFolder.write(octets, to: "\(plan.folder)/directory.json")
    }

    private func member(_ council: SandboxPlan.Council) throws -> MemberDraft {
        let file = try NodeFile(path: council.folder.config)
        let desk = DutyDeskContact(phone: council.council.dutyDesk, hours: "day and night")
        var member = try DirectoryCard.member(of: council.folder, file, desk: desk)
        member.address = "127.0.0.1:\(council.port)"
        member.extensions = FollowUp.Kind.allCases.map(\.rawValue).sorted()
        if council.council == .bradford { member.organisation = "Bradford Children and Families Trust" }
        return member
    }
}
