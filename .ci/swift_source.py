"""Reads Swift source far enough for the gates: code without comments and without the text of string literals."""


def code_of(text):
    """The code of a source file, line by line as it stands.

    Comments and the text of strings become spaces. What is interpolated into a string is code, and stays.
    """
    out = []
    at = _code(text, 0, out, closing=None)
    assert at == len(text)
    return "".join(out)


def _code(text, at, out, closing):
    """Copies code up to the end, or past the `)` that closes an interpolation."""
    depth = 0
    while at < len(text):
        if text.startswith("//", at):
            at = _blank(text, at, _find(text, "\n", at), out)
        elif text.startswith("/*", at):
            at = _comment(text, at, out)
        elif text[at] == '"' or (text[at] == "#" and text[at:].lstrip("#").startswith('"')):
            at = _string(text, at, out)
        else:
            character = text[at]
            depth += {"(": 1, ")": -1}.get(character, 0)
            out.append(character)
            at += 1
            if closing and depth < 0:
                return at
    return at


def _comment(text, at, out):
    """Blanks a block comment; they nest in Swift."""
    start, depth = at, 0
    while at < len(text):
        if text.startswith("/*", at):
            depth, at = depth + 1, at + 2
        elif text.startswith("*/", at):
            depth, at = depth - 1, at + 2
            if depth == 0:
                break
        else:
            at += 1
    return _blank(text, start, at, out)


def _string(text, at, out):
    """Blanks a string literal of any kind, and goes on into what it interpolates."""
    hashes = len(text[at:]) - len(text[at:].lstrip("#"))
    quote = '"""' if text.startswith('"""', at + hashes) else '"'
    close, escape = quote + "#" * hashes, "\\" + "#" * hashes
    at = _blank(text, at, at + hashes + len(quote), out)
    while at < len(text):
        if text.startswith(escape + "(", at):
            at = _code(text, _blank(text, at, at + len(escape) + 1, out), out, closing=")")
        elif text.startswith(escape, at):
            at = _blank(text, at, at + len(escape) + 1, out)
        elif text.startswith(close, at):
            return _blank(text, at, at + len(close), out)
        else:
            at = _blank(text, at, at + 1, out)
    return at


def _blank(text, start, end, out):
    end = min(end, len(text))
    out.extend("\n" if character == "\n" else " " for character in text[start:end])
    return end


def _find(text, wanted, at):
    found = text.find(wanted, at)
    return len(text) if found < 0 else found
