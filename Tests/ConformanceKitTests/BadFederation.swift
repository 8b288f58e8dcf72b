import Foundation
import NIOSSL
import NodeIdentity
import Synchronization
import TestSupport
import WireProtocol

@testable import ConformanceKit

/// Two test authorities with their kits, and a node in this process that answers as a test wants it to.
final class BadFederation: Sendable {
    let folder: TemporaryFolder
    let node: BadNode
    let kits: (TestKit, TestKit)
    /// The node's own keys, in the form of a kit, so that sound answers can be written with them.
    let own: TestKit
    let holder: Holder

    /// Somebody whom the node knows; every part is invented.
    static let held: JSONValue = [
        "ref": "s1", "about": "child", "name": ["given": ["Oona"], "family": "Held-Somewhere"],
        "dateOfBirth": "2013-04-05", "sex": "F",
    ]

    /// Somebody whom the node must hide; every part is invented.
    static let restricted: JSONValue = [
        "ref": "s1", "about": "child", "name": ["given": ["Ivy"], "family": "Thorn-Nowhere"],
        "dateOfBirth": "2014-05-06", "sex": "F",
    ]

    private static let people = ["Bartholomew Quince", "0161 496 0999"]
    private static let authority = AuthorityID("E08000007")

    init() async throws {
        folder = try TemporaryFolder()
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        let issuer = try Issuer(now: now)
        let names = ["E06999901", "E06999902", "E08000007"]
        for (place, name) in names.enumerated() {
            try issuer.writeKeys(of: name, number: UInt8(place + 1), to: folder.path("kits/\(name)"))
        }
        try Data((BadFederation.people.joined(separator: "\n") + "\n").utf8).write(
            to: URL(fileURLWithPath: folder.path("kits/people.txt")))
        node = try await BadNode.listen(
            chain: folder.path("kits/E08000007/tls.crt.pem"), key: folder.path("kits/E08000007/tls.key.pem"))
        for name in names { try issuer.describe(node.port, in: folder.path("kits/\(name)"), as: name) }
        kits = (try TestKit(folder: folder.path("kits/E06999901")), try TestKit(folder: folder.path("kits/E06999902")))
        own = try TestKit(folder: folder.path("kits/E08000007"))
        holder = try kits.0.holder(at: nil)
    }

    /// Runs cases of the suite against the node.
    func run(
        _ cases: [ConformanceCase], isShared: Bool = true, profiles: Set<Profile> = [.answer], asking: AskingSide? = nil
    ) async throws -> [CaseResult] {
        var plan = RunPlan(seed: 1)
        plan.isShared = isShared
        plan.profiles = profiles
        plan.asking = asking
        plan.rate = 10_000
        let suite = try Suite(
            kits: kits, holder: holder, plan: plan, began: Int64(Date().timeIntervalSince1970 * 1_000))
        return await suite.run(cases)
    }

    /// A case of the suite by its name.
    func one(_ id: String) throws -> ConformanceCase {
        guard let found = Cases.all.first(where: { $0.id == id }) else { throw Trouble("no case `\(id)`") }
        return found
    }

    /// What the node says to a question when it answers it soundly.
    func answer(_ asked: ReceivedQuestion, _ bend: (inout AnswerDraft) -> Void = { _ in }) -> [UInt8] {
        var draft = AnswerDraft()
        bend(&draft)
        let now = Int64(Date().timeIntervalSince1970)
        return AnswerWriter(kit: own, origin: holder.exchangeLog ?? "", now: now).write(draft, to: asked)
    }

    func stop() async { await node.stop() }
}

/// The one issuer of the federation, which makes keys and certificates.
private struct Issuer {
    private let authority: DevelopmentAuthority
    private let now: Instant

    init(now: Instant) throws {
        self.now = now
        authority = try DevelopmentAuthority(
            name: "Test issuer", key: try TLSKey(scalar: [UInt8](repeating: 9, count: 32)),
            serial: [UInt8](repeating: 9, count: 16), notBefore: now.adding(seconds: -3_600),
            notAfter: now.adding(seconds: 86_400))
    }

    func writeKeys(of name: String, number: UInt8, to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let tls = try TLSKey(scalar: [UInt8](repeating: number, count: 32))
        let gss = AuthorityID(name).flatMap { SPIFFEID(federation: "test.example", authority: $0) }
        guard let gss, let host = ServerHost("localhost") else { throw Trouble("names are not well formed") }
        let profile = LeafProfile(
            identity: gss, hosts: [host], notBefore: now.adding(seconds: -60), notAfter: now.adding(seconds: 3_600))
        let certificate = try authority.issue(profile, key: tls, serial: [UInt8](repeating: number, count: 16))
        try write(certificate.pem, folder + "/tls.crt.pem")
        try write(tls.pem, folder + "/tls.key.pem")
        try write(signing(number).pem, folder + "/signing.pem")
    }

    private func signing(_ number: UInt8) throws -> SigningKey {
        try SigningKey(seed: [UInt8](repeating: number, count: 32))
    }

    func describe(_ port: Int, in folder: String, as name: String) throws {
        let council: JSONValue = [
            "authority": "E08000007", "name": "Stockport", "baseUrl": .string("https://localhost:\(port)"),
            "keyId": "E08000007#kit", "publicKey": .string(Base64URL.encode(try signing(3).publicOctets)),
            "identity": "spiffe://test.example/authority/E08000007",
            "issuer": .string(Base64.encode(authority.certificate.der)),
            "logs": [.string("localhost:\(port)/audit/2026")], "logKeys": [],
        ]
        let kit: JSONValue = [
            "authority": .string(name), "keyId": .string("\(name)#kit"), "sampleQueryIsFor": "E08000007",
            "councils": [council],
        ]
        try write(CanonicalJSON.text(kit), folder + "/kit.json")
        let sample: JSONValue = [
            "type": "fcg.query/1", "purpose": "s47-enquiry", "categories": ["school"], "subjects": [BadFederation.held],
            "law": ["under": ["ca1989-s47"]],
            "worker": ["name": "T. Worker"],
        ]
        try write(CanonicalJSON.text(sample), folder + "/sample-query.json")
        let subjects: JSONValue = ["restricted": BadFederation.restricted, "unknown": Edits.nobody]
        try write(CanonicalJSON.text(subjects), folder + "/subjects.json")
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
