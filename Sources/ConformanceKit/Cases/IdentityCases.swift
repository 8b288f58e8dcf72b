import WireProtocol

/// Section E: who is who.
enum IdentityCases {
    static var all: [ConformanceCase] {
        var list = CaseList(.identity)
        list.add(
            ["FCP-IDN-12-"], "foreign-key",
            "a sound signature of another authority over our connection: refused as identity-mismatch", attacks: [53]
        ) { bench in
            let (key, name) = (bench.other.kit.signing, bench.other.kit.keyID)
            let (sent, reply) = try await bench.exchange { draft in
                draft.key = key
                draft.parameters["keyid"] = .text(name)
            }
            try bench.peer.refused(sent, reply, .identityMismatch)
        }
        list.add(
            ["FCP-IDN-12-"], "foreign-name",
            "our key under the name of another authority's: refused as identity-mismatch", attacks: [53]
        ) { bench in
            let name = bench.other.kit.keyID
            let (sent, reply) = try await bench.exchange { $0.parameters["keyid"] = .text(name) }
            try bench.peer.refused(sent, reply, .identityMismatch)
        }
        list.add(
            ["FCP-IDN-12-"], "carried",
            "a whole message of another authority, carried over our connection: refused as identity-mismatch",
            attacks: [53]
        ) { bench in
            let sent = bench.other.request()
            try bench.peer.refused(sent, try await bench.peer.send(sent.octets), .identityMismatch)
        }
        list.add(["FCP-SIG-18-"], "holders-own-key", "the name of the node's own key: refused", attacks: [53]) {
            bench in
            let name = bench.holder.keyID
            let (sent, reply) = try await bench.exchange { $0.parameters["keyid"] = .text(name) }
            try bench.peer.refused(sent, reply, .identityMismatch, .keyUnknown)
        }
        list.add(
            ["FCP-IDN-13-"], "other-from", "a body that claims to be from another authority: refused as schema",
            attacks: [54]
        ) { bench in
            let other = JSONValue.string(bench.other.kit.authority.code)
            let (sent, reply) = try await bench.exchange { $0.members["from"] = other }
            try bench.peer.refused(sent, reply, .schema)
        }
        list.add(["FCP-QRY-7-"], "other-to", "a body addressed to another authority: refused as schema", attacks: [54])
        { bench in
            let other = JSONValue.string(bench.other.kit.authority.code)
            let (sent, reply) = try await bench.exchange { $0.members["to"] = other }
            try bench.peer.refused(sent, reply, .schema)
        }
        list.refused("FCP-IDN-1-", "no-gss", "a body from what is no authority", .schema) {
            $0.members["from"] = "X99999999"
        }
        list.add(
            ["FCP-TLS-22+"], "client-cert-field",
            "a `Client-Cert` field of somebody else beside our own certificate: ignored", attacks: [9]
        ) { bench in
            let (sent, reply) = try await bench.exchange { draft in
                draft.bendHead = {
                    $0.add("Client-Cert: :MIIB:")
                    $0.add("X-SSL-Client-Verify: SUCCESS")
                }
            }
            try bench.peer.answered(sent, reply)
        }
        return list.all
    }
}
