import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import PolicyWorkbench
import WireProtocol

/// Recorded decisions, from a node's record or from a file of JSON Lines, one at a time.
enum DecisionLines {
    /// The questions a node answered, oldest first. Where the node runs it records first that they are read, and by whom.
    static func questions(
        of folder: NodeFolder, for reason: String, by post: String, _ body: (RecordedQuestion) throws -> Void
    ) async throws {
        let holder = try NodeFile(path: folder.config).authority
        do {
            _ = try await StaffLine(folder).send("decisions-read", ["for": .string(reason), "by": .string(post)])
        } catch let complaint as Complaint where complaint.code.rawValue == 69 {
            Terminal.complain("the node is not running, so no log says that its decisions are read now")
        }
        var unread = 0
        do {
            try AuditReader(folder: folder.audit).forEach("exchange.answered", in: .exchange, opening: [.decision]) {
                guard let question = try RecordedQuestion($0, holder: holder) else { return unread += 1 }
                try body(question)
            }
        } catch let failure as AuditFailure {
            throw Complaint("\(folder.audit): error: \(failure)")
        } catch let fault as SchemaFault {
            throw Complaint("\(folder.audit): error: a recorded decision cannot be read: \(fault)")
        }
        if unread > 0 {
            Terminal.complain("\(unread) entries left out: asked again, erased, or recorded before replay was possible")
        }
    }

    /// The decisions of a file of JSON Lines.
    static func read(_ path: String, _ body: (RecordedDecision) throws -> Void) throws {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Complaint("\(path): error: cannot be read") }
        defer { try? file.close() }
        var reader = DecisionLineReader()
        var number = 0
        var rest: [UInt8] = []
        while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
            rest += chunk
            var start = 0
            while let end = rest[start...].firstIndex(of: 0x0A) {
                number += 1
                try body(try reader.decision(rest[start..<end], at: "\(path):\(number)"))
                start = end + 1
            }
            rest.removeFirst(start)
        }
        if !rest.isEmpty { try body(try reader.decision(rest[...], at: "\(path):\(number + 1)")) }
    }
}

extension DecisionLineReader {
    fileprivate mutating func decision(_ line: ArraySlice<UInt8>, at place: String) throws -> RecordedDecision {
        do { return try read(line) } catch {
            throw Complaint(
                "\(place): error: \(error)\n    help: each line is one decision, as `fcg policy replay --export` writes it"
            )
        }
    }
}
