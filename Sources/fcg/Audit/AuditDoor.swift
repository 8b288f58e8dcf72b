import ArgumentParser
import AuditTrail
import CaseIndex
import Foundation
import Gateway
import MerkleLog
import NodeIdentity
import PeerDirectory
import PolicyEngine
import PolicyWorkbench
import WireProtocol

/// Has something done with the audit trail by whoever holds it: the node that runs, or else this process, which takes
/// the folder's lock for that moment. Where neither can, nothing is done.
struct AuditDoor {
    let folder: NodeFolder

    init(_ folder: NodeFolder) { self.folder = folder }

    func send(_ command: String, _ body: JSONValue) async throws -> JSONValue {
        do {
            return try await StaffLine(folder).send(command, body)
        } catch let complaint as Complaint where complaint.code.rawValue == 69 {
            return try await alone(command, body)
        }
    }

    /// Records that the log is about to be read. Without that record, nothing is read.
    func record(
        _ event: AuditReadingEvent, of place: String, by: String, why: String? = nil, criteria: JSONValue = .null
    ) async throws {
        var body: [String: JSONValue] = [
            "event": .string(event.rawValue), "place": .string(place), "by": .string(by), "criteria": criteria,
        ]
        body["why"] = why.map(JSONValue.string)
        _ = try await send("audit-read", .object(body))
    }

    private func alone(_ command: String, _ body: JSONValue) async throws -> JSONValue {
        let file = try NodeFile(path: folder.config)
        let trail = try NodeAssembly.audit(folder, file)
        let version = (try? NodeAssembly.directory(folder, file))?.current.version ?? 0
        let reply: Result<JSONValue, any Error>
        do {
            try trail.checkClock()
            reply = .success(try await handle(command, body, trail, version))
        } catch {
            reply = .failure(Complaint("\(error)"))
        }
        do { try trail.stop() } catch { throw Complaint("\(folder.audit): error: \(error)") }
        return try reply.get()
    }
}

extension AuditDoor {
    private func handle(
        _ command: String, _ body: JSONValue, _ trail: AuditTrail, _ version: Int64
    ) async throws -> JSONValue {
        guard IndexDesk.commands.contains(command) else {
            return try await AuditDesk(audit: trail, directory: { version }, now: wallClock).handle(command, body)
        }
        let book = try StaffBook(path: folder.book)
        let vocabulary = try? NodePolicies(config: folder.config).inForce().state.set.vocabulary
        let marks = Dictionary((vocabulary?.marks ?? []).map { ($0.code, $0.effect) }) { first, _ in first }
        let desk = IndexDesk(
            audit: trail, index: try CaseIndex.open(path: folder.index, book: book), book: book,
            directory: { version }, marks: { marks }, now: wallClock)
        return try await desk.handle(command, body)
    }
}

extension NodeFolder {
    /// The public keys of both logs, one a log and year.
    func logKeys() throws -> [NoteVerifierKey] {
        try LogKeyFiles(self).verifierKeys(publicName: try NodeFile(path: config).publicName, now: wallClock())
    }

    /// Whose checkpoints of our logs to believe, as the directory at hand has it: each log's key, its witnesses and their
    /// quorum. A log that is not in it, and any log of a node without a directory, has nobody to name but itself. A
    /// directory whose time is over still says who the witnesses were.
    func logPolicies() throws -> @Sendable (NoteVerifierKey) throws -> LogPolicy {
        guard FileManager.default.fileExists(atPath: directory) else {
            return { try LogPolicy(log: $0, witnesses: [], quorum: 0) }
        }
        let known: Directory
        do {
            known = try Directory.archived(
                octets: try octets(of: directory), signers: try NodeFile(path: config).directorySigners)
        } catch let fault as DirectoryFault { throw Complaint("\(directory): error: \(fault)") }
        return { key in
            guard let policy = known.policy(of: key.name), policy.logs.map(\.key) == [key] else {
                return try LogPolicy(log: key, witnesses: [], quorum: 0)
            }
            return policy
        }
    }

    /// A reader of the audit trail's entries; the caller has recorded that it reads.
    func auditReader() throws -> AuditReader {
        do { return try AuditReader(folder: audit) } catch { throw Complaint("\(audit): error: \(error)") }
    }
}

/// Runs what reads audit files and turns what is wrong with them into a complaint.
func complaining<Value>(about place: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let fault as AuditFileFault {
        throw Complaint(fault.description)
    } catch let failure as AuditFailure {
        throw Complaint("\(place): error: \(failure)")
    } catch let fault as SchemaFault {
        throw Complaint("\(place): error: \(fault)")
    }
}
