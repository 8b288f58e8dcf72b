// Reads the answer of the protocol's example as an asker reads it: strictly, and then by its words.
//
//     swift run ReadAnswer docs/protocol/example/response.http
import Foundation
import WireProtocol

/// The body of an HTTP message.
func body(of message: [UInt8]) -> [UInt8] {
    let blank = Array("\r\n\r\n".utf8)
    let place = message.indices.first { message[$0...].starts(with: blank) }
    return place.map { Array(message[($0 + blank.count)...]) } ?? message
}

/// What an entry says, in a few words.
func words(_ finding: CategoryAnswer.Finding) -> String {
    switch finding {
    case .refused(let refusal): "refused, \(refusal.reason)"
    case .shown(let involvement):
        involvement.shown == .nothingToShow ? "nothing to show" : "\(involvement.shown.rawValue), ring the number given"
    }
}

guard CommandLine.arguments.count == 2, let file = FileManager.default.contents(atPath: CommandLine.arguments[1]) else {
    print("usage: ReadAnswer FILE")
    exit(2)
}
let octets = body(of: Array(file))
let answer = try FamilyAnswer(StrictJSON.parse(octets, limits: .answer))
print("\(answer.from) says to \(answer.to): \(answer.outcome.rawValue), under policies \(answer.policySet.revision)")
for subject in answer.subjects {
    print("  \(subject.ref): \(subject.outcome.rawValue)")
    for entry in subject.categories { print("    \(entry.category): \(words(entry.finding))") }
}
print("written again, octet for octet: \(answer.encoded() == octets)")

// Two readers that understand one text differently are an attack, so a strict reader refuses what has two readings.
do { _ = try StrictJSON.parse(Array(#"{"from":"E08000007","fr\u006fm":"E08000035"}"#.utf8)) } catch {
    print("refused: \(error)")
}
// A person's data does not print.
print("a name prints as \(Redacted("Nobody At All"))")
