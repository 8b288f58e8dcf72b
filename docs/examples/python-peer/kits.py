"""The two test authorities' folders for `fcg-conformance`, with this peer as the council that is to be tested.

For an implementation of your own, write the same members: `council` from your entry in the directory, and somebody your node knows,
somebody it hides and somebody it does not know.
"""
import json
import pathlib
import shutil

from encoding import b64, b64url, padded


def child(given, family, born, ref="s1"):
    """A child of `table.json`, or one of nobody's, with as many identifiers as any other."""
    return {
        "ref": ref, "about": "child", "name": {"given": [given], "family": family}, "dateOfBirth": born,
        "previousPostcodes": ["SK90 0QZ"]}


KNOWN = child("Odalys", "Thistlewick", "2016-03-02")
RESTRICTED = child("Perpetua", "Hollinshade", "2015-12-11")
NOBODY = child("Nemo", "Nobodaddy", "2014-01-01", "s3")
SUBJECTS = {"matched": KNOWN, "restricted": RESTRICTED, "unknown": NOBODY}
PEOPLE = "Thistlewick\nLarkspur Primary School\nHollinshade\n"


def council_of(folder):
    """The peer as a kit names a council: what the directory says of it."""
    member = folder.councils[folder.authority]
    (key,) = member.keys.values()
    return {
        "authority": member.authority, "name": member.name, "baseUrl": f"https://{folder.about['endpoint']}",
        "keyId": key.name, "publicKey": b64url(key.octets), "identity": member.identity, "issuer": b64(member.issuer),
        "logs": list(member.logs), "logKeys": [str(log.key) for log in member.logs.values()]}


def make(folder, peer_kit, out):
    """Copies the sandbox's kits to `out`, and puts the peer and people whom it knows in the place of the sandbox's."""
    peer_kit, out = pathlib.Path(peer_kit), pathlib.Path(out)
    shutil.copytree(peer_kit, out)
    for about_file in sorted(out.glob("*/kit.json")):
        kit = about_file.parent
        about = json.loads(about_file.read_text(encoding="utf-8"))
        about |= {"councils": [council_of(folder)], "sampleQueryIsFor": folder.authority}
        about_file.write_text(json.dumps(about), encoding="utf-8")
        query = json.loads((kit / "sample-query.json").read_bytes()) | {"to": folder.authority, "subjects": [KNOWN]}
        (kit / "sample-query.json").write_bytes(padded(query))
        (kit / "subjects.json").write_text(json.dumps(SUBJECTS), encoding="utf-8")
    (out / "people.txt").write_text(PEOPLE, encoding="utf-8")
    return out
