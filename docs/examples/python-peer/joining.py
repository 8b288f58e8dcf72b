"""Joining a federation: a folder with keys and certificates of one's own, and the card for whoever keeps the directory.

Each key serves one purpose; a directory in which any key stands twice is refused. In a live federation the issuer is
the authority's own, in a place of its own; here it lies beside the rest, and signs for ninety days.
"""
import datetime
import json
import pathlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from encoding import b64, b64url, canonical, sha256, utc
from membership import Folder, load_key, public_octets, uri_names
from merkle import LOG_KEY, NoteKey

DAY = 86_400


def make_folder(path, authority, name, federation, endpoint, signer, now):
    """Keys, a development issuer and a certificate, as an authority would have them; each key serves one purpose."""
    path = pathlib.Path(path)
    path.mkdir(parents=True, mode=0o700)
    year = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).year
    for file in ("signing.pem", f"log-{year}.pem", f"log-{year + 1}.pem"):
        write_key(path / file, Ed25519PrivateKey.generate())
    identity = f"spiffe://{federation}/authority/{authority}"
    write_certificates(path, authority, identity, endpoint.partition(":")[0], now)
    about = {
        "authority": authority, "keyId": f"{authority}#1", "name": name, "federation": federation,
        "endpoint": endpoint, "identity": identity, "directorySigner": signer, "years": [year, year + 1]}
    (path / "kit.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def write_key(path, key):
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


def write_certificates(path, authority, identity, host, now):
    issuer_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Issuer of {authority}")])
    issuer = certificate(issuer_name, issuer_name, issuer_key, issuer_key, now, [
        (x509.BasicConstraints(ca=True, path_length=0), True), (usage(key_cert_sign=True, crl_sign=True), True)])
    leaf = gateway_certificate(identity, host, key, issuer_name, issuer_key, now)
    write_key(path / "issuer.key.pem", issuer_key)
    write_key(path / "tls.key.pem", key)
    (path / "issuer.pem").write_bytes(issuer.public_bytes(serialization.Encoding.PEM))
    (path / "tls.crt.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))


def gateway_certificate(identity, host, key, issuer_name, issuer_key, now):
    """For both ends of a connection, with exactly one URI name."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{identity.rpartition('/')[2]} gateway")])
    return certificate(name, issuer_name, key, issuer_key, now, [
        (x509.BasicConstraints(ca=False, path_length=None), True), (usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity), x509.DNSName(host)]), False)])


def usage(**given):
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


def certificate(subject, issuer, key, issuer_key, now, extensions):
    day = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).replace(tzinfo=None)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(day - datetime.timedelta(days=1))
    builder = builder.not_valid_after(day + datetime.timedelta(days=90))
    extensions = [
        *extensions, (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)]
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(issuer_key, hashes.SHA256())


# The card: this authority's entry for the directory, signed with the key it names


def card(path, now, address=None, is_test=False):
    folder = Folder.load(path)
    about, key = folder.about, folder.signing_key
    issuer = x509.load_pem_x509_certificate((folder.path / issuer_file(folder.path)).read_bytes())
    logs = [folder.log_key(year)[1] for year in about.get("years", [])]
    if "ownLog" in about:
        logs.append(NoteKey(about["ownLog"], LOG_KEY, public_octets(load_key(folder.path / "log.pem"))))
    endpoint = {"authority": about.get("endpoint") or about.get("ownAddress", "").removeprefix("https://")
                or f"{folder.authority.lower()}.sandbox.example"}
    member = {
        "authority": folder.authority, "name": about.get("name", f"Test authority {folder.authority[-2:]}"),
        "endpoint": endpoint | ({"address": address} if address else {}),
        "identity": (uri_names_of_file(folder.path / "tls.crt.pem"))[0],
        "issuer": b64(issuer.public_bytes(serialization.Encoding.DER)),
        "signingKeys": [{
            "id": folder.key_id, "alg": "ed25519", "key": b64url(public_octets(key)), "notBefore": utc(now - DAY),
            "notAfter": utc(now + 90 * DAY)}],
        "logs": [{"origin": log.name, "vkey": str(log)} for log in logs],
        "dutyDesk": {"phone": "01632 960000", "hours": "never: this is an example"},
        "messages": ["fcg.answer/1", "fcg.query/1"], "extensions": [], "test": is_test}
    signed = {
        "type": "fcg.directory/1", "version": 1, "federation": member["identity"].split("/")[2], "issued": utc(now),
        "expires": utc(now + 30 * DAY), "members": [member]}
    signature = {
        "key": b64url(sha256(public_octets(key))),
        "sig": b64url(key.sign(b"fcg-card/v1\n" + canonical(signed).encode()))}
    return canonical({"signed": signed, "signatures": [signature]}).encode()


def issuer_file(path):
    return "issuer.pem" if (path / "issuer.pem").exists() else "ca/ca.pem"


def uri_names_of_file(path):
    leaf = x509.load_pem_x509_certificate(path.read_bytes())
    return uri_names(leaf.public_bytes(serialization.Encoding.DER))


def fingerprint(octets):
    """16 groups of four digits, to be read out over the telephone: SHA-256 of the card."""
    digits = sha256(octets).hex()
    return " ".join(digits[at:at + 4] for at in range(0, len(digits), 4))
