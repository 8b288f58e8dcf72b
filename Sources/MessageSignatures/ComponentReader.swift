import HTTPTypes

/// Finds the value of a component in a message (RFC 9421 §2.1 to §2.4).
///
/// Values are appended to the signature base in the making, so that the common ones are copied once.
struct ComponentReader {
    let message: SignedMessage
    /// The fields known to be structured; others are tried as dictionary, list and item in this order.
    let fieldTypes: [String: StructuredFieldType]

    func append(_ component: ComponentIdentifier, to base: inout [UInt8]) throws(SignatureFault) {
        switch (message, component.isOfRequest) {
        case (.request(let request), false): try append(component, of: request, to: &base)
        case (.response(let response, _), false): try append(component, of: response, to: &base)
        case (.response(_, let request?), true): try append(component, of: request, to: &base)
        case (.response(_, nil), true), (.request, true): throw .inapplicableComponent
        }
    }

    private func append(
        _ component: ComponentIdentifier, of response: HTTPResponse, to base: inout [UInt8]
    ) throws(SignatureFault) {
        guard component.isDerived else { return try append(component, among: response.headerFields, to: &base) }
        guard component.name == "@status" else { throw .inapplicableComponent }
        base.append(contentsOf: String(response.status.code).utf8)
    }

    private func append(
        _ component: ComponentIdentifier, of request: HTTPRequest, to base: inout [UInt8]
    ) throws(SignatureFault) {
        guard component.isDerived else {
            if component.name == "host", component.parameters.allSatisfy({ $0 == .req }),
                !request.headerFields.contains(.hostField), let authority = request.authority
            {
                return try base.append(signable: authority.utf8)
            }
            return try append(component, among: request.headerFields, to: &base)
        }
        try RequestTarget(request).append(component, to: &base)
    }
}

// MARK: - Fields

extension ComponentReader {
    private func append(
        _ component: ComponentIdentifier, among fields: HTTPFields, to base: inout [UInt8]
    ) throws(SignatureFault) {
        if component.parameters.contains(.bs) { return try appendWrapped(component, among: fields, to: &base) }
        if component.parameters.contains(where: { $0 == .sf || $0.isKey }) {
            return try appendStructured(component, among: fields, to: &base)
        }
        try appendLines(of: component.name, among: fields, to: &base)
    }

    /// Lines trimmed and joined (§2.1). HTTPTypes keeps the pairs of one cookie line apart; they belong together.
    private func appendLines(
        of name: String, among fields: HTTPFields, to base: inout [UInt8]
    ) throws(SignatureFault) {
        let separator = name == "cookie" ? "; " : ", "
        var isFirst = true
        for field in fields where field.name.canonicalName == name {
            if !isFirst { base.append(contentsOf: separator.utf8) }
            isFirst = false
            try field.withUnsafeBytesOfValue { (octets) throws(SignatureFault) in
                try base.append(signable: octets.trimmed)
            }
        }
        if isFirst { throw .absentComponent }
    }

    private func appendWrapped(
        _ component: ComponentIdentifier, among fields: HTTPFields, to base: inout [UInt8]
    ) throws(SignatureFault) {
        var isFirst = true
        for field in fields where field.name.canonicalName == component.name {
            if !isFirst { base.append(contentsOf: ", ".utf8) }
            isFirst = false
            field.withUnsafeBytesOfValue { base.append(byteSequence: $0.trimmed) }
        }
        if isFirst { throw .absentComponent }
    }

    private func appendStructured(
        _ component: ComponentIdentifier, among fields: HTTPFields, to base: inout [UInt8]
    ) throws(SignatureFault) {
        var joined: [UInt8] = []
        try appendLines(of: component.name, among: fields, to: &joined)
        for parameter in component.parameters {
            guard case .key(let key) = parameter else { continue }
            return try base.append(memberNamed: key, of: joined)
        }
        let types = fieldTypes[component.name].map { [$0] } ?? [.dictionary, .list, .item]
        for type in types where base.append(structured: joined, as: type) { return }
        throw .unstructuredField
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate var trimmed: Self {
        var rest = self
        while let octet = rest.first, octet.isWhitespace { rest.removeFirst() }
        while let octet = rest.last, octet.isWhitespace { rest.removeLast() }
        return rest
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var trimmed: Slice<Self> { self[...].trimmed }
}

extension [UInt8] {
    /// Appends a value that may stand in a signature base: ASCII, on one line (§2.5).
    mutating func append(signable octets: some Collection<UInt8>) throws(SignatureFault) {
        guard octets.allSatisfy({ $0.isPrintable || $0 == 0x09 }) else { throw .unsignableValue }
        append(contentsOf: octets)
    }

    /// A text that is valid as more than one shape is written alike in all of them, so trying is not guessing.
    fileprivate mutating func append(structured octets: [UInt8], as type: StructuredFieldType) -> Bool {
        switch type {
        case .dictionary:
            guard let entries = try? StructuredFieldParser.dictionary(octets) else { return false }
            append(dictionary: entries)
        case .list:
            guard let members = try? StructuredFieldParser.list(octets) else { return false }
            append(list: members)
        case .item:
            guard let item = try? StructuredFieldParser.item(octets) else { return false }
            append(item: item)
        }
        return true
    }

    fileprivate mutating func append(memberNamed key: String, of octets: [UInt8]) throws(SignatureFault) {
        guard let entries = try? StructuredFieldParser.dictionary(octets) else { throw .unstructuredField }
        guard let entry = entries.first(where: { $0.key == key }) else { throw .absentComponent }
        append(member: entry.member)
    }
}
