import AuditTrail
import Foundation
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

/// A node's log as officers read it.
struct ReadDesk {
    let node: TestNode
    let desk: AuditDesk

    init(_ node: TestNode) {
        self.node = node
        desk = AuditDesk(audit: node.context.audit, directory: { 1 }, now: node.context.now)
    }

    func reader() throws -> AuditReader {
        try AuditReader(folder: node.auditFolder, masterKey: node.context.audit.configuration.masterKey)
    }

    func search(_ change: (inout AuditCriteria) throws -> Void) throws -> [RecordedWords] {
        var criteria = AuditCriteria()
        try change(&criteria)
        var found: [RecordedWords] = []
        try criteria.search(reader(), in: .exchange) { found.append($0) }
        return found
    }
}

extension StoryPerson {
    var sought: SoughtPerson { SoughtPerson(family: person.family, given: person.given, born: person.dateOfBirth) }
}
