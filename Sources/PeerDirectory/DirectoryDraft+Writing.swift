import NodeIdentity
import WireProtocol

extension DirectoryDraft {
    static let type = "fcg.directory/1"

    /// The value under `signed`.
    var json: JSONValue {
        [
            "type": .string(DirectoryDraft.type), "version": .integer(version), "federation": .string(federation),
            "issued": .string(issued.text), "expires": .string(expires.text), "members": .array(members.map(\.json)),
        ]
    }
}

extension MemberDraft {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "authority": .string(authority.code), "name": .string(name), "endpoint": endpointJSON,
            "identity": .string(identity), "issuer": .string(Base64.encode(issuer)),
            "signingKeys": .array(signingKeys.map(\.json)), "logs": .array(logs.map(\.json)),
            "dutyDesk": ["phone": .string(dutyDesk.phone), "hours": .string(dutyDesk.hours)],
            "messages": .array(messages.map { .string($0) }), "extensions": .array(extensions.map { .string($0) }),
            "test": .bool(isTest),
        ]
        if let organisation { members["organisation"] = .string(organisation) }
        if let witness {
            members["witness"] = ["name": .string(witness.name), "key": .string(Base64URL.encode(witness.rawKey))]
        }
        if isSuspended { members["suspended"] = true }
        if isAuditor { members["auditor"] = true }
        return .object(members)
    }

    private var endpointJSON: JSONValue {
        var members: [String: JSONValue] = ["authority": .string(endpoint)]
        if let address { members["address"] = .string(address) }
        return .object(members)
    }
}

extension KeyDraft {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.text), "alg": .string(algorithm), "key": .string(Base64URL.encode(rawKey)),
            "notBefore": .string(notBefore.text), "notAfter": .string(notAfter.text),
        ]
    }
}

extension MemberLog {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["origin": .string(origin), "vkey": .string(verifierKey)]
        if !witnesses.isEmpty {
            members["witnesses"] = .array(witnesses.map { .string($0.code) })
            members["quorum"] = .integer(Int64(quorum))
        }
        return .object(members)
    }
}
