import Crypto
import WireProtocol

/// The text form of an Ed25519 note verifier key, signature type 0x01 (C2SP signed-note, "Verifier keys").
enum NoteKey {
    static func text(name: String, key: [UInt8]) -> String {
        "\(name)+\(Hex.encode(hash(name: name, key: key)))+\(Base64.encode([kind] + key))"
    }

    /// The 32 octets of the key, if the text is that of this name and nothing in it is left over.
    static func key(_ text: String, name: String) -> [UInt8]? {
        guard let end = text.lastIndexOfSeparator, let typed = Base64.decode(text[end...].dropFirst()),
            typed.count == 33, typed.first == kind
        else { return nil }
        let key = Array(typed.dropFirst())
        return self.text(name: name, key: key) == text ? key : nil
    }

    /// The octets a name of a log or a witness may have: those of a host, a port and a path.
    static func isName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { octet in
                switch octet {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-./:_".utf8.contains(octet)
                }
            }
    }

    private static let kind: UInt8 = 0x01

    private static func hash(name: String, key: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: Array(name.utf8) + [0x0A, kind] + key).prefix(4))
    }
}

extension String {
    /// The plus sign before the key: 44 letters of base64 follow it. Base64 may itself contain plus signs.
    fileprivate var lastIndexOfSeparator: String.Index? {
        guard utf8.count > 45 else { return nil }
        let index = utf8.index(utf8.endIndex, offsetBy: -45)
        return utf8[index] == UInt8(ascii: "+") ? index : nil
    }
}
