import Crypto
import WireProtocol

/// A leaf as a FHIR R4 AuditEvent, a disclosure as IHE BALP has it.
///
/// Everything in it comes from the leaf and from the commitments that are opened beside it, so that whoever has both
/// can make it again and compare. What is not opened is missing: BALP's profile is claimed only where its parts are there.
struct FHIRAuditEvent {
    let origin: String
    let index: Int64
    let leaf: ReadLeaf
    let opened: OpenedLeaf?

    /// One line of `audit-events.ndjson`.
    var line: [UInt8] { CanonicalJSON.encode(resource) + [0x0A] }

    private var resource: JSONValue {
        let kind = FHIREventKind(leaf.event)
        var members: [String: JSONValue] = [
            "resourceType": "AuditEvent", "id": .string(id), "type": kind.type.json, "action": .string(kind.action),
            "subtype": .array(kind.subtypes.map(\.json)), "recorded": .string(leaf.time.preciseText),
            "outcome": .string(isRefused ? "4" : "0"), "agent": .array(agents(kind)), "source": source,
            "entity": .array(entities),
        ]
        members["outcomeDesc"] = outcome.map(JSONValue.string)
        if let purpose { members["purposeOfEvent"] = [["text": .string(purpose)]] }
        if let profile = kind.profile, opened?[.subject] != nil { members["meta"] = ["profile": [.string(profile)]] }
        return .object(members)
    }

    /// An id of FHIR has at most 64 letters, digits, hyphens and points.
    private var id: String { Hex.encode(SHA256.hash(data: Array("\(origin)#\(index)".utf8)).prefix(16)) }

    private var outcome: String? {
        switch leaf.exchange?.event {
        case .answered: opened?[.decision]?.member("outcome")?.asText
        case .received: opened?[.decision]?.member("outcome")?.asText ?? opened?[.decision]?.member("class")?.asText
        case .unanswered: opened?[.decision]?.member("class")?.asText ?? "no verified answer"
        case .asked, nil: nil
        }
    }

    private var isRefused: Bool { leaf.exchange?.event == .unanswered || outcome == "refused" }

    private var purpose: String? {
        let reason = opened?[.reason]
        return (reason?.member("purpose") ?? reason?.member("stated")?.member("purpose"))?.asText
    }

    // MARK: - Who

    private func agents(_ kind: FHIREventKind) -> [JSONValue] {
        var agents: [JSONValue] = []
        if let exchange = leaf.exchange {
            let (asker, holder) =
                exchange.event == .answered
                ? (exchange.counterpart, exchange.node) : (exchange.node, exchange.counterpart)
            agents.append(agent(holder, role: FHIRCoding(.dicom, "110153", "Source Role ID")))
            agents.append(agent(asker, role: FHIRCoding(.dicom, "110152", "Destination Role ID")))
        }
        if let person { agents.append(person) }
        return agents.isEmpty ? [["requestor": true, "who": ["display": .string(origin)]]] : agents
    }

    private func agent(_ authority: AuthorityID, role: FHIRCoding) -> JSONValue {
        [
            "type": ["coding": [role.json]], "requestor": false,
            "who": ["identifier": ["system": .string(FHIRCoding.gss), "value": .string(authority.code)]],
            "network": ["address": .string("urn:fcg:authority:\(authority)"), "type": "5"],
        ]
    }

    private var person: JSONValue? {
        guard let actor = opened?[.actor], let staff = actor.member("staff")?.asText ?? actor.member("by")?.asText
        else {
            return nil
        }
        var members: [String: JSONValue] = [
            "type": ["coding": [FHIRCoding(.participation, "IRCP", "information recipient").json]],
            "requestor": true, "who": ["identifier": ["value": .string(staff)]],
        ]
        members["name"] = actor.member("name")
        if let role = actor.member("role") { members["role"] = [["text": role]] }
        return .object(members)
    }

    private var source: JSONValue {
        [
            "site": .string(origin), "observer": ["display": .string(origin)],
            "type": [FHIRCoding(.sourceType, "4", "Application Server").json],
        ]
    }

    // MARK: - About whom and what

    private var entities: [JSONValue] {
        var entities: [JSONValue] = (opened?[.subject]?.asElements ?? []).compactMap(patient)
        let what = leaf.exchange?.exchange.text ?? "\(origin)#\(index)"
        entities.append([
            "type": FHIRCoding(.entityType, "2", "System Object").json,
            "role": FHIRCoding(.objectRole, "4", "Domain Resource").json,
            "what": ["identifier": ["system": .string("urn:fcg:log:\(origin)"), "value": .string(what)]],
            "detail": [["type": "leaf-index", "valueString": .string(String(index))]],
        ])
        return entities
    }

    private func patient(_ subject: JSONValue) -> JSONValue? {
        guard let family = subject.member("family")?.asText else { return nil }
        let given = (subject.member("given")?.asElements ?? []).compactMap(\.asText)
        var what: [String: JSONValue] = ["display": .string((given + [family]).joined(separator: " "))]
        if let number = subject.member("nhs") {
            what["identifier"] = ["system": "https://fhir.nhs.uk/Id/nhs-number", "value": number]
        }
        return [
            "type": FHIRCoding(.entityType, "1", "Person").json, "role": FHIRCoding(.objectRole, "1", "Patient").json,
            "what": .object(what),
        ]
    }
}

/// A code of a code system that FHIR R4 names.
struct FHIRCoding: Sendable {
    enum System: String, Sendable {
        case dicom = "http://dicom.nema.org/resources/ontology/DCM"
        case lifecycle = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle"
        case participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
        case sourceType = "http://terminology.hl7.org/CodeSystem/security-source-type"
        case entityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
        case objectRole = "http://terminology.hl7.org/CodeSystem/object-role"
        case ours = "urn:fcg:event"
    }

    /// The register of codes of English authorities.
    static let gss = "https://statistics.data.gov.uk/id/statistical-geography"
    let system: System
    let code: String
    let display: String

    init(_ system: System, _ code: String, _ display: String) {
        (self.system, self.code, self.display) = (system, code, display)
    }

    var json: JSONValue {
        ["system": .string(system.rawValue), "code": .string(code), "display": .string(display)]
    }
}

/// What kind of event DICOM and BALP take one of ours for.
struct FHIREventKind {
    let type: FHIRCoding
    let subtypes: [FHIRCoding]
    let action: String
    /// BALP's profile, if there is one for it.
    let profile: String?

    init(_ event: String) {
        let own = FHIRCoding(.ours, event, event)
        let disclose = FHIRCoding(.lifecycle, "disclose", "Disclose Record Lifecycle Event")
        switch event {
        case "exchange.answered":
            self.init("110106", "Export", [disclose, own], "R", FHIREventKind.balp + "PrivacyDisclosure.Source")
        case "exchange.received":
            self.init("110107", "Import", [disclose, own], "C", FHIREventKind.balp + "PrivacyDisclosure.Recipient")
        case "exchange.asked", "exchange.unanswered": self.init("110112", "Query", [own], "E")
        case _ where event.hasPrefix("audit."): self.init("110101", "Audit Log Used", [own], "R")
        case _ where event.hasPrefix("staff."): self.init("110114", "User Authentication", [own], "E")
        case "conformance.stated": self.init("110100", "Application Activity", [own], "E")
        case _ where event.hasPrefix("node."): self.init("110100", "Application Activity", [own], "E")
        default: self.init("110113", "Security Alert", [own], "E")
        }
    }

    private static let balp = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."

    private init(
        _ code: String, _ display: String, _ subtypes: [FHIRCoding], _ action: String, _ profile: String? = nil
    ) {
        type = FHIRCoding(.dicom, code, display)
        (self.subtypes, self.action, self.profile) = (subtypes, action, profile)
    }
}

extension JSONValue {
    func member(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
    var asText: String? {
        if case .string(let text) = self { text } else { nil }
    }
    var asElements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}
