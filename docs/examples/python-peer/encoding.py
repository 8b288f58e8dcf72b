"""Octets and text: base64, digests, times, canonical and strict JSON, padding. Nothing here acts or knows anybody."""
import base64
import binascii
import contextlib
import datetime
import hashlib
import json
import re
import unicodedata

BLOCK = 4096
LARGEST_INTEGER = 2**53


class Fault(Exception):
    """What is wrong with a message: a problem code, and words that name places and rules, never values."""

    def __init__(self, code, words):
        super().__init__(words)
        self.code, self.step = code, None


@contextlib.contextmanager
def step(name):
    """Names the step of verification that a fault ended."""
    try:
        yield
    except Fault as fault:
        fault.step = fault.step or name
        raise


def b64(octets):
    return base64.b64encode(octets).decode()


def unb64(text):
    """The octets of padded base64 in its one form, or None."""
    return _decoded(base64.b64decode, text, b64)


def b64url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def unb64url(text):
    """The octets of base64url without padding in its one form, or None."""
    return _decoded(lambda padded: base64.urlsafe_b64decode(padded + "=" * (-len(padded) % 4)), text, b64url)


def _decoded(decode, text, encode):
    try:
        octets = decode(text)
    except (binascii.Error, ValueError, TypeError):
        return None
    return octets if encode(octets) == text else None


def sha256(octets):
    return hashlib.sha256(octets).digest()


# Times


MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z", re.ASCII)
EPOCH = datetime.datetime(1970, 1, 1)


def utc(seconds):
    """`2026-11-20T10:36:00Z`, as messages write times."""
    return (EPOCH + datetime.timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_precise(milliseconds):
    """`2026-11-20T10:36:00.412Z`, as leaves write them."""
    return f"{utc(milliseconds // 1000)[:-1]}.{milliseconds % 1000:03}Z"


def milliseconds_of(text):
    """Milliseconds since 1970 of a time in either form, or None."""
    if not isinstance(text, str) or not MOMENT.fullmatch(text):
        return None
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ"
    try:
        since = datetime.datetime.strptime(text, form) - EPOCH
    except ValueError:
        return None
    return since // datetime.timedelta(milliseconds=1)


# JSON


def canonical(value):
    """RFC 8785, for the values the protocol has: no fractions, no null. Members are sorted by UTF-16 code units."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def strict_json(octets, limit=65_536, most=4_096, deepest=16, longest=4_096):
    """The value of one JSON text (FCP-QRY-16 to 20); what two readers could take for two different values is refused.

    A general reader keeps the last of two equal members, rounds long numbers and mends half surrogates. Somebody who
    signs one text and has another one acted upon needs no more than that. `limit` and `longest` count octets, of all
    and of one string; `most` counts members and elements in all, `deepest` levels.
    """
    if len(octets) > limit:
        raise Fault("json-malformed", f"the JSON is longer than {limit} octets")
    try:
        value = json.loads(
            octets.decode("utf-8"), object_pairs_hook=_members, parse_int=_integer, parse_float=_no_number,
            parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Fault("json-malformed", "the body is not one JSON text in UTF-8") from None
    _check_size(value, most, deepest, longest)
    return value


def _members(pairs):
    names = {unicodedata.normalize("NFC", name) for name, _ in pairs}  # one name to readers that compare so
    if len(names) < len(pairs):
        raise Fault("json-malformed", "a member stands twice in the JSON")
    return dict(pairs)


def _integer(digits):
    if digits == "-0" or len(digits) > 17 or abs(int(digits)) > LARGEST_INTEGER:
        _no_number(digits)
    return int(digits)


def _no_number(_):
    raise Fault("json-malformed", "a number in the JSON is not whole, or beyond 2^53")


def _check_size(value, most, deepest, longest):
    """Counts members and elements, levels, and octets of each string; no NUL and no half surrogate pair."""
    open_values, count = [(value, 0)], 0
    while open_values:
        found, level = open_values.pop()
        if isinstance(found, (dict, list)):
            count += len(found)
            if level == deepest or count > most:
                raise Fault("json-malformed", "the JSON is too deep, or has too many members")
            children = found if isinstance(found, list) else [*found, *found.values()]
            open_values += [(child, level + 1) for child in children]
        elif isinstance(found, str):
            _check_text(found, longest)


def _check_text(text, longest):
    try:
        fits = len(text.encode("utf-8")) <= longest and "\0" not in text
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise Fault("json-malformed", "a string in the JSON is too long, or holds what is no text")


def padded(message):
    """The octets that travel: canonical JSON, filled with zeros in `pad` to a multiple of 4,096 octets."""
    bare = len(canonical(message | {"pad": ""}).encode())
    return canonical(message | {"pad": "0" * (-bare % BLOCK)}).encode()
