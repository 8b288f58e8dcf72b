import Foundation
import PolicyEngine
import TestSupport
import Testing
import WireProtocol

@testable import PolicyWorkbench

/// A council's draft and its generations in a folder of their own, signed by invented office-holders.
final class SigningBench {
    let place: TemporaryFolder
    let office: InventedOffice
    let generations: PolicyGenerations
    var files: [String: [UInt8]]
    var register: [UInt8]
    /// As `node.yaml` has them.
    var pins: PolicyPins
    var today = day("2026-12-10")

    static func day(_ text: String) -> CalendarDay { CalendarDay(text) ?? CalendarDay(daysSinceEpoch: 0) }

    /// Without the tests beside the policies, unless they are wanted: they take their time.
    init(withTests: Bool = false) throws {
        place = try TemporaryFolder()
        files = try PolicyFolder.read(ScratchFolder.samples + "/stockport").filter {
            withTests || !$0.key.hasPrefix("tests/")
        }
        let set = try PolicySet.load(files: files)
        office = try #require(
            InventedOffice(for: set, from: Self.day("2026-12-01"), days: 364) { FixedKeys.seed($0.text) })
        register = office.registerFile
        generations = PolicyGenerations(folder: place.path("generations"))
        pins = PolicyPins(
            policies: PolicyPin(set), signers: PolicyPin(try SignersRegister.read(office.registerFile)))
    }

    private static func edited(_ octets: [UInt8]?, _ old: String, _ new: String) throws -> [UInt8] {
        let text = String(decoding: try #require(octets), as: UTF8.self)
        try #require(text.contains(old))
        return Array(text.replacing(old, with: new).utf8)
    }

    func edit(_ file: String, _ old: String, _ new: String) throws {
        files[file] = try Self.edited(files[file], old, new)
    }

    func editRegister(_ old: String, _ new: String) throws { register = try Self.edited(register, old, new) }

    /// Who holds a post by the register as it is edited now.
    func holder(_ post: String) throws -> Code {
        try #require(try SignersRegister.read(register).post(post)?.holder)
    }

    func key(_ person: Code) throws -> SignerKey { try #require(SignerKey(seed: FixedKeys.seed(person.text))) }

    // MARK: The way of a change

    var activation: PolicyActivation { PolicyActivation(in: generations, pins: pins, today: today) }

    func state() throws -> PolicyState {
        try PolicyState(
            policyFiles: files, registerFile: register, policyPath: "policies", registerPath: "signers.yaml")
    }

    func inForce() throws -> PolicyState? { try generations.pinned(pins)?.state }

    func needs() throws -> SigningNeeds { try SigningNeeds(from: try inForce(), to: try state()) }

    func change(source: String = "draft") throws -> PolicyChange {
        try activation.change(to: try state(), author: InventedOffice.author, because: "Why.", source: source)
    }

    /// Everybody's sign-offs, on the day it is.
    func signOffs(_ change: PolicyChange) throws -> [String: SignOff] {
        try office.signOffs(change, from: try inForce(), to: try state(), day: today)
    }

    func signer(_ person: Code) throws -> Signer { Signer(person, key: try key(person), day: today) }

    /// One person's signature.
    func signing(_ change: PolicyChange, by person: Code) throws -> SignOff {
        try signer(person).signing(change, from: try inForce(), to: try state())
    }

    @discardableResult
    func activate(
        _ given: PolicyChange? = nil, _ signOffs: [String: SignOff]? = nil, keeping: Int = 10,
        stepDone: (PolicyActivation.Step) throws -> Void = { _ in }
    ) throws -> PolicyGeneration {
        let change = try given ?? self.change()
        let signed = try signOffs ?? self.signOffs(change)
        return try activation.activate(
            change, policyFiles: files, registerFile: register, signOffs: signed, keeping: keeping,
            pin: { pins = $0 }, stepDone: stepDone)
    }

    func live(after mark: PolicyGenerations.Mark? = nil) throws -> LivePolicies {
        try LivePolicies(
            generations: generations, authority: try #require(AuthorityID("E08000007")), pins: pins, after: mark)
    }

    // MARK: The folder

    func folder(_ number: Int) throws -> String {
        let name = try #require(try generations.kept().first { $0.number == number }?.name)
        return generations.folder + "/" + name
    }

    func write(_ octets: [UInt8], to path: String) throws { try Data(octets).write(to: URL(filePath: path)) }
}

/// Edits of the Stockport sample with a known effect.
extension SigningBench {
    static let agreement = "agreements/stockport-to-leeds.yaml"

    /// Schools only of the last month.
    func narrow() throws { try edit(Self.agreement, "ended months ago: { to: 12 }", "ended months ago: { to: 1 }") }

    /// And back.
    func widenBack() throws { try edit(Self.agreement, "ended months ago: { to: 1 }", "ended months ago: { to: 12 }") }

    /// Housing about other adults too.
    func widenHousing() throws {
        try edit(
            Self.agreement, "about: [parent-or-carer, household-adult]\n    categories: [housing]",
            "about: [parent-or-carer, household-adult, other-adult]\n    categories: [housing]")
    }
}
