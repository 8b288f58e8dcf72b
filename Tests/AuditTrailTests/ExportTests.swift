import AuditTrail
import Foundation
import MerkleLog
import TestSupport
import Testing
import WireProtocol

@Suite("exports")
struct ExportTests {
    private let place = try? TemporaryFolder()

    private func folder(_ name: String = "export") throws -> String { try #require(place).path(name) }

    @Test("an export is verified from its own files alone", arguments: LogName.allCases)
    func verifies(log: LogName) async throws {
        let made = try await ExportSandbox()
        let summary = try made.export(log, opening: Set(PayloadSlot.allCases), to: folder())

        let found = try ExportVerifier(folder()).verify()

        #expect(found.size == (log == .exchange ? 4 : 1))
        #expect((found.root, found.origin) == (summary.root, summary.origin))
        #expect(found.opened == 4 * Int(found.size))
        #expect(found.derived == ["leaves.jsonl", "payloads.jsonl", "audit-events.ndjson"])
    }

    @Test("tiles of several levels, partial and full, lie where C2SP has them")
    func tiles() async throws {
        let made = try await ExportSandbox(answered: 511)
        _ = try made.export(to: folder())

        let found = try ExportVerifier(folder()).verify()

        #expect(found.size == 513)
        for path in ["tile/0/000", "tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2", "tile/entries/002.p/1"] {
            #expect(FileManager.default.fileExists(atPath: try folder() + "/" + path))
        }
    }

    @Test("every octet of every exported file is watched, and the file is named")
    func everyOctet() async throws {
        let made = try await ExportSandbox()
        let export = try folder()
        _ = try made.export(opening: [.actor, .subject], to: export)
        let files = try #require(FileManager.default.subpaths(atPath: export)).filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(export)/\($0)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        #expect(files.count == 9)

        for file in files {
            let unseen = try OctetFlips("\(export)/\(file)").unseen(Soak.count(150, soak: .max)) {
                do { _ = try ExportVerifier(export).verify() } catch let fault as AuditFileFault {
                    let named = fault.description.contains(file)
                    if !named, !["vkey", "policy", "checkpoint"].contains(file) { Issue.record("\(file): \(fault)") }
                    throw fault
                }
            }
            #expect(unseen == [], "\(file) can change unseen")
        }
        _ = try ExportVerifier(export).verify()
    }

    @Test(
        "what a forger with all files would do is found",
        arguments: ["leaf", "opening", "event", "extra file", "missing tile", "shorter", "other key"])
    func forged(attack: String) async throws {
        let made = try await ExportSandbox()
        let export = try folder()
        _ = try made.export(opening: [.subject], to: export)
        let forger = Forger(export)

        switch attack {
        case "leaf": try forger.replace("E08000035", "E08000007", in: ["leaves.jsonl"])
        case "opening": try forger.replace("Okafor", "Okefor", in: ["payloads.jsonl", "audit-events.ndjson"])
        case "event": try forger.replace("Okafor", "Okefor", in: ["audit-events.ndjson"])
        case "extra file": try Data().write(to: URL(fileURLWithPath: export + "/tile/0/001"))
        case "missing tile": try FileManager.default.removeItem(atPath: export + "/tile/0/000.p/4")
        case "shorter": try forger.dropLastLine(of: "leaves.jsonl")
        case "other key": try forger.signAnew()
        default: Issue.record("no such attack")
        }

        #expect(throws: AuditFileFault.self) {
            try ExportVerifier(export, policy: made.policy()).verify()
        }
    }

    @Test("without the wish to open something, no payload stands in the export")
    func closed() async throws {
        let made = try await ExportSandbox()
        let export = try folder()
        _ = try made.export(to: export)

        for name in try #require(FileManager.default.subpaths(atPath: export)) {
            let octets = FileManager.default.contents(atPath: "\(export)/\(name)") ?? Data()
            for word in ["Okafor", "worker-17", "s47-enquiry"] { #expect(octets.range(of: Data(word.utf8)) == nil) }
        }
        #expect(!FileManager.default.fileExists(atPath: export + "/payloads.jsonl"))
    }

    @Test("a place that is taken is left alone, and an export that fails leaves nothing")
    func whole() async throws {
        let made = try await ExportSandbox()
        let export = try folder()
        try FileManager.default.createDirectory(atPath: export, withIntermediateDirectories: true)

        #expect(throws: AuditFileFault.self) { try made.export(to: export) }
        try Raw(made.sandbox, .exchange).change(
            "UPDATE leaf SET octets = CAST(replace(CAST(octets AS TEXT), '17', '18') AS BLOB) WHERE seq = 1")
        #expect(throws: (any Error).self) { try made.export(to: folder("second")) }

        let left = try FileManager.default.contentsOfDirectory(atPath: try #require(place).path)
        #expect(left == ["export"])
    }

    @Test("a disclosure is an AuditEvent as IHE BALP has it")
    func balp() async throws {
        let made = try await ExportSandbox()
        _ = try made.export(opening: Set(PayloadSlot.allCases), to: folder())
        let text = try String(contentsOfFile: folder() + "/audit-events.ndjson", encoding: .utf8)
        let events = try text.split(separator: "\n").map { try StrictJSON.parse(Array($0.utf8), limits: .file) }

        let answered = try #require(events.first)
        #expect(text.contains("\"code\":\"110106\"") && text.contains("\"code\":\"110107\""))
        #expect(CanonicalJSON.text(answered).contains("IHE.BasicAudit.PrivacyDisclosure.Source"))
        for part in [
            "\"110153\"", "\"110152\"", "s47-enquiry", "Ada Okafor", "\"outcomeDesc\":\"answered\"", "worker-17",
        ] {
            #expect(CanonicalJSON.text(answered).contains(part))
        }
    }

    @Test("a statement of conformance is an AuditEvent of the node's own work, by whoever had it recorded")
    func statedConformance() async throws {
        let made = try await ExportSandbox()
        let trail = try made.sandbox.open()
        let digest = Base64URL.encode([UInt8](repeating: 7, count: 32))
        let receipt = try await trail.record(
            InternalEvent(
                event: "conformance.stated", binding: digest, directory: 17,
                payloads: LeafPayloads(actor: ["by": "M. Shah"], decision: ["statement": ["mode": "certify"]]),
                time: made.sandbox.now))
        made.sandbox.advance(seconds: 3_600)
        _ = try trail.checkpoint(.internal, at: made.sandbox.now)
        try trail.stop()
        _ = try made.export(.internal, opening: Set(PayloadSlot.allCases), to: folder())

        let lines = try String(contentsOfFile: folder() + "/audit-events.ndjson", encoding: .utf8)
            .split(separator: "\n")
        guard case .object(var event) = try StrictJSON.parse(Array((lines.last ?? "").utf8), limits: .file) else {
            Issue.record("no AuditEvent")
            return
        }
        let place = "\(receipt.origin)#\(receipt.index)"
        #expect(lines.count == 2 && event.removeValue(forKey: "id") != nil)
        #expect(
            JSONValue.object(event) == [
                "resourceType": "AuditEvent", "action": "E", "outcome": "0",
                "recorded": .string(made.sandbox.now.adding(seconds: -3_600).preciseText),
                "type": [
                    "system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110100",
                    "display": "Application Activity",
                ],
                "subtype": [
                    ["system": "urn:fcg:event", "code": "conformance.stated", "display": "conformance.stated"]
                ],
                "agent": [
                    [
                        "requestor": true, "who": ["identifier": ["value": "M. Shah"]],
                        "type": [
                            "coding": [
                                [
                                    "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                                    "code": "IRCP", "display": "information recipient",
                                ]
                            ]
                        ],
                    ]
                ],
                "source": [
                    "site": .string(receipt.origin), "observer": ["display": .string(receipt.origin)],
                    "type": [
                        [
                            "system": "http://terminology.hl7.org/CodeSystem/security-source-type", "code": "4",
                            "display": "Application Server",
                        ]
                    ],
                ],
                "entity": [
                    [
                        "type": [
                            "system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "2",
                            "display": "System Object",
                        ],
                        "role": [
                            "system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "4",
                            "display": "Domain Resource",
                        ],
                        "what": [
                            "identifier": [
                                "system": .string("urn:fcg:log:\(receipt.origin)"), "value": .string(place),
                            ]
                        ],
                        "detail": [["type": "leaf-index", "valueString": .string(String(receipt.index))]],
                    ]
                ],
            ])
    }
}

extension ExportSandbox {
    /// The policy an auditor has from the directory.
    func policy() throws -> LogPolicy {
        let key = try #require(sandbox.verifierKeys().first { $0.name.hasSuffix("audit/2026") })
        return try LogPolicy(log: key, witnesses: [], quorum: 0)
    }
}
