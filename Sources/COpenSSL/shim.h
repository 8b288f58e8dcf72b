// The system's OpenSSL as Swift sees it. What OpenSSL has as macros stands here as functions.
#ifndef FCG_COPENSSL_SHIM_H
#define FCG_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

/// The one signer of signed data, or null for anything but signed data with exactly one.
static inline PKCS7_SIGNER_INFO *fcg_only_signer(PKCS7 *token) {
    if (!PKCS7_type_is_signed(token) || token->d.sign == NULL) return NULL;
    STACK_OF(PKCS7_SIGNER_INFO) *signers = PKCS7_get_signer_info(token);
    return sk_PKCS7_SIGNER_INFO_num(signers) == 1 ? sk_PKCS7_SIGNER_INFO_value(signers, 0) : NULL;
}

/// The version numbers of signed data and of its signer (RFC 5652: 3 and 1 for a token), or -1.
static inline long fcg_signed_data_version(PKCS7 *token) {
    return PKCS7_type_is_signed(token) ? ASN1_INTEGER_get(token->d.sign->version) : -1;
}
static inline long fcg_signer_version(const PKCS7_SIGNER_INFO *signer) { return ASN1_INTEGER_get(signer->version); }

/// How many digest algorithms and revocation lists signed data carries, and the first of the algorithms.
static inline int fcg_digest_count(PKCS7 *token) { return sk_X509_ALGOR_num(token->d.sign->md_algs); }
static inline X509_ALGOR *fcg_first_digest(PKCS7 *token) { return sk_X509_ALGOR_value(token->d.sign->md_algs, 0); }
static inline int fcg_crl_count(PKCS7 *token) {
    return token->d.sign->crl == NULL ? 0 : sk_X509_CRL_num(token->d.sign->crl);
}

/// The text of a status, part by part.
static inline int fcg_text_count(const STACK_OF(ASN1_UTF8STRING) *text) {
    return text == NULL ? 0 : sk_ASN1_UTF8STRING_num(text);
}
static inline const ASN1_UTF8STRING *fcg_text_part(const STACK_OF(ASN1_UTF8STRING) *text, int index) {
    return sk_ASN1_UTF8STRING_value(text, index);
}

/// An HMAC that digests by SHA-256 (RFC 2104), or null.
static inline EVP_MAC_CTX *fcg_new_hmac_sha256(void) {
    char name[] = "SHA256";
    OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *code = algorithm == NULL ? NULL : EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
    if (code != NULL && EVP_MAC_CTX_set_params(code, digest) == 1) return code;
    EVP_MAC_CTX_free(code);
    return NULL;
}

/// Attributes that no signature covers.
static inline int fcg_unsigned_attribute_count(const PKCS7_SIGNER_INFO *signer) {
    return signer->unauth_attr == NULL ? 0 : sk_X509_ATTRIBUTE_num(signer->unauth_attr);
}

#endif
