import HTTPTypes
import Testing
import WireProtocol

@testable import MessageSignatures

private typealias F = ProfileFixture

@Suite("fcg-sig-v1: the order of checks")
struct ProfileOrderTests {
    /// Makes a request that fails one step and every later one, and says what each step must be blamed for.
    private struct Broken {
        var request = F.unsignedRequest()
        var components = F.components
        var parameters = F.parameters()
        var second = ""
        var now = F.now
        var body = F.body

        func fault() throws -> ProfileFault? {
            var signed = try F.request(covering: components, parameters, key: nil, from: request)
            signed.headerFields[.signatureInput]? += second
            return F.fault(signed, body: body, now: now)
        }
    }

    // clause: FCP-SIG-34+ FCP-SIG-34-
    @Test("each step is reached only when all before it passed")
    func order() throws {
        var broken = Broken()
        var steps: [ProfileStep?] = [try broken.fault()?.step]
        broken.body = []
        steps.append(try broken.fault()?.step)
        broken.now = F.now + 1_000
        steps.append(try broken.fault()?.step)
        broken.parameters = F.parameters(keyID: ";keyid=\"E08000007#2026a\"")
        steps.append(try broken.fault()?.step)
        broken.parameters = F.parameters(keyID: ";keyid=\"E08000007#x\"")
        steps.append(try broken.fault()?.step)
        broken.components = "\"@method\""
        steps.append(try broken.fault()?.step)
        broken.parameters = F.parameters(created: "", keyID: ";keyid=\"E08000007#x\"")
        steps.append(try broken.fault()?.step)
        broken.parameters = F.parameters(created: "", tag: "")
        steps.append(try broken.fault()?.step)
        broken.second = ", x"
        steps.append(try broken.fault()?.step)
        broken.request.headerFields[.contentType] = "text/plain"
        steps.append(try broken.fault()?.step)
        broken.request.authority = "gateway.leeds.example"
        steps.append(try broken.fault()?.step)

        #expect(steps == Array(ProfileStep.allCases.reversed()))
    }

    // clause: FCP-ERR-1+
    @Test(
        "each fault is told to the peer under the code of its clause",
        arguments: [
            (.authorityForeign, .misdirected), (.authorityAbsent, .httpMalformed), (.mediaType, .mediaType),
            (.contentCoding, .contentEncoding), (.framing, .httpMalformed), (.signatureMissing, .signatureMissing),
            (.labelRepeated, .signatureMalformed), (.severalSignatures, .signatureMalformed),
            (.tagForeign, .signatureParameter), (.parameterUnknown, .signatureMalformed),
            (.parameterMissing(.nonce), .signatureParameter), (.componentForbidden, .signatureCoverage),
            (.uncovered(SignatureProfile.contentType), .signatureCoverage), (.keyExpired, .keyUnknown),
            (.algorithmUnknown, .algorithmMismatch), (.identityForeign, .identityMismatch),
            (.createdInFuture, .signatureTime), (.digestRepeated, .signatureMalformed),
            (.digestMissing, .digestMismatch), (.signatureInvalid, .signatureInvalid),
        ] as [(ProfileFault, ProblemCode)])
    func codes(fault: ProfileFault, code: ProblemCode) {
        #expect(fault.code == code)
    }
}
