import COpenSSL

/// The certificates that chains must end at, judged as of one second. ``shared()`` gives references.
struct AnchorStore: ~Copyable {
    private let held: OpaquePointer

    /// A store of PEM certificates.
    static func make(_ pem: [UInt8], at seconds: Int64) throws(TimestampFault) -> AnchorStore {
        ERR_clear_error()
        guard let new = X509_STORE_new() else { throw .unavailable }
        let store = AnchorStore(owning: new)
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(new), time_t(seconds))
        guard add(pem, to: new) > 0 else { throw .badAnchors }
        return store
    }

    private init(owning store: OpaquePointer) { held = store }

    deinit { X509_STORE_free(held) }

    /// A reference of its own for a context that frees what it is given.
    func shared() -> OpaquePointer? { X509_STORE_up_ref(held) == 1 ? held : nil }

    /// How many certificates were added; 0 if anything in the text that looks like one is none.
    private static func add(_ pem: [UInt8], to store: OpaquePointer) -> Int {
        guard let length = Int32(exactly: pem.count) else { return 0 }
        return pem.withUnsafeBytes { octets in
            guard let text = BIO_new_mem_buf(octets.baseAddress, length) else { return 0 }
            defer {
                BIO_free(text)
                ERR_clear_error()
            }
            var count = 0
            while let certificate = PEM_read_bio_X509(text, nil, nil, nil) {
                defer { X509_free(certificate) }
                guard X509_STORE_add_cert(store, certificate) == 1 else { return 0 }
                count += 1
            }
            return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? count : 0
        }
    }
}
