"""Structured fields (RFC 9651): dictionaries, as `Signature-Input`, `Signature` and `Content-Digest` are.

Stricter than the RFC in one thing: it keeps the last of two equal keys, and this reader refuses both.
"""
import decimal
import re

from encoding import b64, unb64

KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
INTEGER = re.compile(r"-?[0-9]{1,15}(?![0-9.])")
DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,3}(?![0-9.])")
STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
OCTETS = re.compile(r":([A-Za-z0-9+/]*={0,2}):")
BOOLEAN = re.compile(r"\?([01])")
DATE = re.compile(r"@(-?[0-9]{1,15})(?![0-9.])")
DISPLAY = re.compile(r'%"((?:[ !#$&-~]|%[0-9a-f]{2})*)"')
TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*")
MEMBERS, ITEMS = 1_024, 256


class Malformed(Exception):
    """The text is no dictionary, or a key stands twice in it."""


class Token(str):
    """A bare word; it is not the string with the same letters."""


class Date(int):
    """A moment in seconds; it is not the integer."""


class Display(str):
    """Text beyond ASCII, as it is escaped; it is not the string."""


class Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def dictionary(self):
        """Key → (value, parameters); the value of an inner list is a list of such pairs."""
        found = {}
        self.skip(" *")
        while self.at < len(self.text):
            key = self.take(KEY)[0]
            if key in found or len(found) == MEMBERS:
                raise Malformed("a label or key stands twice" if key in found else "too many members")
            found[key] = self.member() if self.skip("=") else (True, self.parameters())
            self.skip("[ \t]*")
            if self.at < len(self.text):
                self.need(",")
                self.skip("[ \t]*")
                if self.at == len(self.text):
                    raise Malformed("a comma with nothing behind it")
        return found

    def member(self):
        if not self.skip(r"\("):
            return self.item()
        items = []
        while True:
            self.skip(" *")
            if self.skip(r"\)"):
                return items, self.parameters()
            items.append(self.item())
            if len(items) > ITEMS or not re.compile(r"[ )]").match(self.text, self.at):
                raise Malformed("an inner list is not closed, or too long")

    def item(self):
        return self.value(), self.parameters()

    def parameters(self):
        found = {}
        while self.skip(";"):
            self.skip(" *")
            key = self.take(KEY)[0]
            if key in found or len(found) == ITEMS:
                raise Malformed("a parameter stands twice")
            found[key] = self.value() if self.skip("=") else True
        return found

    def value(self):
        for pattern, read in (
                (INTEGER, lambda m: int(m[0])), (DECIMAL, lambda m: decimal.Decimal(m[0])),
                (STRING, lambda m: re.sub(r"\\(.)", r"\1", m[1])), (OCTETS, lambda m: unb64(m[1])),
                (BOOLEAN, lambda m: m[1] == "1"), (DATE, lambda m: Date(m[1])), (DISPLAY, lambda m: Display(m[1])),
                (TOKEN, lambda m: Token(m[0]))):
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                value = read(match)
                if value is None:
                    raise Malformed("base64 that is not in its one form")
                return value
        raise Malformed("no value where one must stand")

    def take(self, pattern):
        match = pattern.match(self.text, self.at)
        if not match:
            raise Malformed("no key where one must stand")
        self.at = match.end()
        return match

    def skip(self, pattern):
        """Whether something stood here; it has been passed over."""
        match = re.compile(pattern).match(self.text, self.at)
        self.at = match.end() if match else self.at
        return bool(match)

    def need(self, pattern):
        if not self.skip(pattern):
            raise Malformed("something follows a member that is no comma")


def dictionary(text):
    return Reader(text).dictionary()


def written(value):
    """The one serialised form of a value (RFC 9651 section 4.1)."""
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if isinstance(value, (bytes, bytearray)):
        return f":{b64(value)}:"
    if isinstance(value, Token):
        return str(value)
    if isinstance(value, str):
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
    return str(value)


def written_parameters(parameters):
    return "".join(f";{key}" if value is True else f";{key}={written(value)}" for key, value in parameters.items())


def written_inner_list(items, parameters):
    inside = " ".join(written(value) + written_parameters(own) for value, own in items)
    return f"({inside}){written_parameters(parameters)}"
