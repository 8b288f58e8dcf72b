import AsyncHTTPClient
import Gateway
import NIOCore
import NIOHTTP1
import NIOSSL

extension TransportFault {
    /// What an error of the client below means. Whatever is not known is ``unreachable``: never an answer.
    init(_ error: any Error) {
        self =
            switch error {
            case let fault as TransportFault: fault
            case is WrongServerIdentity, is NIOSSLExtraError: .wrongIdentity
            case let error as NIOSSLError where error.isOfCertificate: .wrongIdentity
            case is TooManyOctets, is NIOTooManyBytesError: .unacceptable
            case let error as HTTPParserError where error != .invalidEOFState: .unacceptable
            case let error as HTTPClientError where error == .deadlineExceeded: .timedOut
            default: .unreachable
            }
    }
}

extension NIOSSLError {
    /// Whether the server's certificate is what failed. The library tells only in the text of its error.
    fileprivate var isOfCertificate: Bool {
        switch self {
        case .noCertificateToValidate, .unableToValidateCertificate: true
        case .handshakeFailed(.sslError(let stack)):
            stack.contains { $0.description.contains("CERTIFICATE_VERIFY_FAILED") }
        default: false
        }
    }
}
