"""Who is who: the folder of this peer with its keys, and the members of its federation from a signed directory.

A folder of the sandbox's `peer-kit` will do to ask with; its `kit.json` says of the councils what a directory would.
A folder that `peer.py init` made has keys of logs and a certificate for a server too.
"""
import dataclasses
import json
import pathlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from encoding import Fault, b64url, canonical, milliseconds_of, sha256, unb64, unb64url
from merkle import LOG_KEY, WITNESS_KEY, NoteKey
from signatures import Key

@dataclasses.dataclass(frozen=True)
class Log:
    key: NoteKey = None
    witnesses: tuple = ()
    quorum: int = 0


@dataclasses.dataclass(frozen=True)
class Member:
    """An authority of the federation."""

    authority: str
    name: str
    address: str  # host[:port] as it stands in `Host` and `@authority`
    connect: str  # where to connect
    identity: str
    issuer: bytes
    keys: dict  # name → Key
    logs: dict  # origin → Log
    witness: NoteKey = None
    duty_desk: dict = dataclasses.field(default_factory=dict)
    extensions: tuple = ()
    is_test: bool = False
    is_suspended: bool = False

    @property
    def host(self):
        return self.address.partition(":")[0]

    @property
    def place(self):
        host, _, port = self.connect.rpartition(":") if ":" in self.connect else (self.connect, "", "443")
        return host, int(port)


@dataclasses.dataclass(frozen=True)
class Directory:
    version: int
    issued: int  # seconds since 1970, as `expires`
    expires: int
    members: dict  # authority → Member

    def keys(self):
        return {name: key for member in self.members.values() for name, key in member.keys.items()}

    @staticmethod
    def open(octets, signer):
        """The directory, if the pinned key signed it in its one form (FCP-DIR-1, FCP-DIR-2)."""
        value = json.loads(octets)  # what follows accepts its canonical form only, and of that there is one reading
        signed, (signature,) = value["signed"], value["signatures"]
        message = b"fcg-directory/v1\n" + canonical(signed).encode()
        if canonical(value).encode() != octets or signature["key"] != b64url(sha256(signer)):
            raise Fault("unavailable", "the directory is not in its one form, or of another signer")
        try:
            Ed25519PublicKey.from_public_bytes(signer).verify(unb64url(signature["sig"]), message)
        except InvalidSignature:
            raise Fault("unavailable", "the directory's signature does not verify") from None
        return Directory.of(signed)

    @staticmethod
    def of(signed):
        """What a directory says, once somebody has found out that it is signed."""
        members = {entry["authority"]: _member(entry) for entry in signed["members"]}
        issued, expires = (milliseconds_of(signed[time]) // 1000 for time in ("issued", "expires"))
        return Directory(signed["version"], issued, expires, members)


def _member(entry):
    endpoint, witness = entry["endpoint"], entry.get("witness")
    keys = {
        key["id"]: Key(
            key["id"], entry["authority"], key["alg"], unb64url(key["key"]), milliseconds_of(key["notBefore"]) // 1000,
            milliseconds_of(key["notAfter"]) // 1000) for key in entry["signingKeys"]}
    logs = {
        log["origin"]: Log(NoteKey.of(log["vkey"]), tuple(log.get("witnesses", ())), log.get("quorum", 0))
        for log in entry["logs"]}
    return Member(
        entry["authority"], entry["name"], endpoint["authority"], endpoint.get("address", endpoint["authority"]),
        entry["identity"], unb64(entry["issuer"]), keys, logs,
        witness and NoteKey(witness["name"], WITNESS_KEY, unb64url(witness["key"])), entry["dutyDesk"],
        tuple(entry["extensions"]), entry["test"], entry.get("suspended", False))


def _member_of_kit(entry):
    address = entry["baseUrl"].removeprefix("https://")
    key = Key(entry["keyId"], entry["authority"], "ed25519", unb64url(entry["publicKey"]))
    return Member(
        entry["authority"], entry["name"], address, address, entry["identity"], unb64(entry["issuer"]),
        {key.name: key}, {origin: Log() for origin in entry["logs"]})


# The folder


@dataclasses.dataclass(frozen=True)
class Folder:
    """What this authority owns: names, keys, certificate, and whom it may ask."""

    path: pathlib.Path
    about: dict
    signing_key: Ed25519PrivateKey
    directory: Directory

    @staticmethod
    def load(path):
        path = pathlib.Path(path)
        about = json.loads((path / "kit.json").read_text(encoding="utf-8"))
        if "directorySigner" in about and (path / "directory.json").exists():
            directory = Directory.open((path / "directory.json").read_bytes(), unb64url(about["directorySigner"]))
        else:
            members = {entry["authority"]: _member_of_kit(entry) for entry in about.get("councils", [])}
            directory = Directory(0, 0, 2**53, members)
        return Folder(path, about, load_key(path / "signing.pem"), directory)

    @property
    def authority(self):
        return self.about["authority"]

    @property
    def key_id(self):
        return self.about["keyId"]

    @property
    def councils(self):
        return self.directory.members

    @property
    def sample_for(self):
        return self.about.get("sampleQueryIsFor")

    def sample(self):
        return json.loads((self.path / "sample-query.json").read_bytes())

    def origin(self, year):
        return f"{self.about['endpoint']}/audit/{year}"

    def log_key(self, year):
        """The private key of a year's log and its public half."""
        key = load_key(self.path / f"log-{year}.pem")
        return key, NoteKey(self.origin(year), LOG_KEY, public_octets(key))


def load_key(path):
    return serialization.load_pem_private_key(path.read_bytes(), password=None)


def public_octets(key):
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


# Certificates


def uri_names(der):
    """The URI names of a certificate; FCG wants exactly one, and takes no notice of the common name."""
    try:
        names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (ValueError, x509.ExtensionNotFound):
        return []
    return names.value.get_values_for_type(x509.UniformResourceIdentifier)


def is_issued_by(der, issuer):
    """Whether the issuer's key signed a certificate. Dates and usages were checked in the handshake; this pins the
    issuer to one authority, where the handshake takes that of any member."""
    leaf, parent = x509.load_der_x509_certificate(der), x509.load_der_x509_certificate(issuer)
    key, octets = parent.public_key(), (leaf.signature, leaf.tbs_certificate_bytes)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(*octets, ec.ECDSA(leaf.signature_hash_algorithm))
        else:
            key.verify(*octets, padding.PKCS1v15(), leaf.signature_hash_algorithm)
    except InvalidSignature:
        return False
    return leaf.issuer == parent.subject


def identity_of(der, directory):
    """The member whose certificate this is, or None: one URI name (FCP-IDN-2), of a member, octet for octet
    (FCP-IDN-3), under the issuer pinned for it (FCP-IDN-4), and no issuer itself (FCP-IDN-7)."""
    names = uri_names(der)
    for member in directory.members.values():
        if names == [member.identity]:
            return member if is_issued_by(der, member.issuer) and not is_authority(der) else None
    return None


def is_authority(der):
    try:
        return x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
