/// The name of one part of a message, with its parameters (RFC 9421 §2).
///
/// Two identifiers are equal when name and parameters are; the order of parameters is kept for the signature base but
/// is no part of identity (§2.5).
public struct ComponentIdentifier: Sendable, Hashable {
    /// A parameter of a component identifier.
    public enum Parameter: Sendable, Hashable {
        /// The component is taken from the request that a response answers (§2.4).
        case req
        /// The field is re-serialised as a structured field (§2.1.1).
        case sf
        /// One member of a dictionary field (§2.1.2).
        case key(String)
        /// Every line of the field is wrapped as a byte sequence (§2.1.3).
        case bs
        /// The query parameter meant by `@query-param` (§2.2.8).
        case name(String)
    }

    /// A field name in lower case, or a derived component's name starting with `@`.
    public let name: String
    /// In the order in which they are written.
    public let parameters: [Parameter]

    /// An identifier, or a fault when RFC 9421 does not allow it.
    public init(_ name: String, _ parameters: [Parameter] = []) throws(SignatureFault) {
        self.init(unchecked: name, parameters)
        guard isAllowed else { throw .malformedComponent }
    }

    init(unchecked name: String, _ parameters: [Parameter] = []) {
        self.name = name
        self.parameters = parameters
    }

    /// Whether the component comes from the request that a response answers.
    public var isOfRequest: Bool { parameters.contains(.req) }

    /// The same component, taken from the request that a response answers.
    var ofRequest: ComponentIdentifier { ComponentIdentifier(unchecked: name, parameters + [.req]) }

    /// Whether the name is one of the derived components.
    var isDerived: Bool { name.utf8.first == UInt8(ascii: "@") }

    /// Equality without regard to the order of parameters.
    public static func == (left: ComponentIdentifier, right: ComponentIdentifier) -> Bool {
        guard left.name == right.name, left.parameters.count == right.parameters.count else { return false }
        return left.parameters.allSatisfy(right.parameters.contains)
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(Set(parameters))
    }
}

// MARK: - What is allowed

extension ComponentIdentifier {
    private static let derivedNames: Set<String> = [
        "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param",
        "@status",
    ]

    private var isAllowed: Bool {
        guard parameters.allSatisfy(\.isPrintable), hasNoParameterTwice else { return false }
        guard isDerived else { return isFieldName && fieldParametersFit }
        guard Self.derivedNames.contains(name) else { return false }
        return parameters.allSatisfy(fitsDerived)
            && (name != "@query-param" || parameters.contains { if case .name = $0 { true } else { false } })
    }

    private var hasNoParameterTwice: Bool {
        parameters.count < 2 || Set(parameters.map(\.word)).count == parameters.count
    }

    private var isFieldName: Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0.isNameOctet && !$0.isUpperCaseLetter }
    }

    /// `bs` asks for the octets as they are, `sf` and `key` for their meaning: not both (§2.1).
    private var fieldParametersFit: Bool {
        guard !parameters.isEmpty else { return true }
        let readsMeaning = parameters.contains { $0 == .sf || $0.isKey }
        return !parameters.contains { if case .name = $0 { true } else { false } }
            && !(readsMeaning && parameters.contains(.bs))
    }

    private func fitsDerived(_ parameter: Parameter) -> Bool {
        switch parameter {
        case .req: name != "@status"
        case .name: name == "@query-param"
        case .sf, .key, .bs: false
        }
    }
}

extension ComponentIdentifier.Parameter {
    var isKey: Bool { if case .key = self { true } else { false } }

    fileprivate var word: String {
        switch self {
        case .req: "req"
        case .sf: "sf"
        case .bs: "bs"
        case .key: "key"
        case .name: "name"
        }
    }

    fileprivate var isPrintable: Bool {
        switch self {
        case .req, .sf, .bs: true
        case .key(let text), .name(let text): text.utf8.allSatisfy(\.isPrintable)
        }
    }
}

// MARK: - Reading and writing

extension ComponentIdentifier {
    init(_ item: FieldItem) throws(SignatureFault) {
        guard case .string(let name) = item.value else { throw .malformedComponent }
        var parameters: [Parameter] = []
        for parameter in item.parameters { parameters.append(try Self.parameter(parameter)) }
        try self.init(name, parameters)
    }

    /// Unknown parameters change what is signed in ways we do not know (§2.5), so they are refused; so is `tr`.
    private static func parameter(_ parameter: FieldParameter) throws(SignatureFault) -> Parameter {
        switch (parameter.key, parameter.value) {
        case ("req", .boolean(true)): .req
        case ("sf", .boolean(true)): .sf
        case ("bs", .boolean(true)): .bs
        case ("key", .string(let key)): .key(key)
        case ("name", .string(let name)): .name(name)
        case ("tr", .boolean(true)): throw .inapplicableComponent
        default: throw .malformedComponent
        }
    }

    func append(to octets: inout [UInt8]) {
        octets.append(UInt8(ascii: "\""))
        octets.append(contentsOf: name.utf8)
        octets.append(UInt8(ascii: "\""))
        for parameter in parameters {
            switch parameter {
            case .req: octets.append(contentsOf: ";req".utf8)
            case .sf: octets.append(contentsOf: ";sf".utf8)
            case .bs: octets.append(contentsOf: ";bs".utf8)
            case .key(let key): octets.append(parameter: "key", .string(key))
            case .name(let name): octets.append(parameter: "name", .string(name))
            }
        }
    }
}

extension ComponentIdentifier: CustomStringConvertible {
    /// The identifier as it stands in a signature base.
    public var description: String {
        var octets: [UInt8] = []
        append(to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }
}
