import Crypto
import Foundation
import MerkleLog
import Testing
import WireProtocol

/// Changes files of an export and mends `SHA256SUMS`, as somebody would who has all the files and no key.
struct Forger {
    let folder: String

    init(_ folder: String) { self.folder = folder }

    func replace(_ old: String, _ new: String, in names: [String]) throws {
        for name in names {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            #expect(text.contains(old))
            try write(name, text.replacing(old, with: new))
        }
    }

    func dropLastLine(of name: String) throws {
        let lines = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n")
        try write(name, lines.dropLast().map { $0 + "\n" }.joined())
    }

    /// The same checkpoint, key and policy under another key of the same name.
    func signAnew() throws {
        let note = try SignedNote(octets: Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/checkpoint"))))
        let checkpoint = try Checkpoint(text: note.text)
        let signer = try Ed25519NoteSigner(name: checkpoint.origin, privateKey: [UInt8](repeating: 77, count: 32))
        try write("checkpoint", String(decoding: try checkpoint.signed(by: signer), as: UTF8.self))
        try write("vkey", "\(signer.verifierKey)\n")
        let policy = try LogPolicy(log: signer.verifierKey, witnesses: [], quorum: 0)
        try write("policy", String(decoding: policy.octets, as: UTF8.self))
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        let sums = try String(contentsOfFile: folder + "/SHA256SUMS", encoding: .utf8).split(separator: "\n").map {
            line in
            guard line.hasSuffix("  \(name)") else { return String(line) }
            return "\(Hex.encode(SHA256.hash(data: Data(text.utf8))))  \(name)"
        }
        try Data(sums.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: folder + "/SHA256SUMS"))
    }
}
