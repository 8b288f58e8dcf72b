"""The two messages, member by member. Nothing unknown is ignored: a reader that skips what it does not know skips a
condition that somebody else relied upon."""
import datetime
import re

from encoding import BLOCK, Fault, milliseconds_of, unb64url

LEVELS = ("none", "flag", "contact", "detail")


def fail(path, words):
    raise Fault("schema", f"`{path or 'message'}` {words}")


def record(**rules):
    """An object with exactly these members; one whose rule is `optional` need not be there."""

    def check(value, path):
        if not isinstance(value, dict):
            fail(path, "is not an object")
        for name in sorted(set(rules) - set(value)):
            if not isinstance(rules[name], Optional):
                fail(join(path, name), "is missing")
        for name in sorted(set(value) & set(rules)):
            rules[name](value[name], join(path, name))
        if not set(value) <= set(rules):
            fail(path, "has an unknown member")

    return check


class Optional:
    def __init__(self, rule):
        self.rule = rule

    def __call__(self, value, path):
        self.rule(value, path)


def join(path, name):
    return f"{path}.{name}" if path else name


def text(most):
    """Text of 1 to `most` octets."""

    def check(value, path):
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= most:
            fail(path, f"is not text of 1 to {most} octets")

    return check


def form(pattern, also=lambda value: True):
    compiled = re.compile(pattern, re.ASCII)

    def check(value, path):
        if not isinstance(value, str) or not compiled.fullmatch(value) or not also(value):
            fail(path, "has not the form it must have")

    return check


def listed(rule, least, most, distinct=None):
    """A list of `least` to `most` elements, no two with the same `distinct`."""

    def check(value, path):
        if not isinstance(value, list) or not least <= len(value) <= most:
            fail(path, f"is not a list of {least} to {most} elements")
        for index, element in enumerate(value):
            rule(element, f"{path}[{index}]")
        if distinct and len({distinct(element) for element in value}) < len(value):
            fail(path, "names something twice")

    return check


def whole(least, most):
    def check(value, path):
        if type(value) is not int or not least <= value <= most:
            fail(path, f"is not a whole number from {least} to {most}")

    return check


def fields(value, path):
    if not isinstance(value, dict) or not value:
        fail(path, "is not an object of fields")
    for name, content in value.items():
        code(name, path)
        text(4_096)(content, path)


def extensions(value, path):
    if not isinstance(value, dict) or not value:
        fail(path, "is not an object of extensions")
    if not all(re.fullmatch(r"[a-z][a-z0-9-]{0,31}", name) for name in value):
        fail(path, "is not an object of extension names")


def is_day(value):
    try:
        return bool(datetime.date.fromisoformat(value))
    except ValueError:
        return False


code = form(r"[a-z0-9][A-Za-z0-9-]{0,63}")
authority = form(r"E(06|07|08|09|10)[0-9]{6}")
exchange_id = form(r"[A-Za-z0-9-]{22,36}")
day = form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", is_day)
moment = form(r".{20,24}", lambda value: milliseconds_of(value) is not None)
octets_32 = form(r"[A-Za-z0-9_-]{43}", lambda value: unb64url(value) is not None)
padding = form(r"0*", lambda value: len(value) < BLOCK)
codes = listed(code, 1, 24, distinct=str)
person_name = record(given=listed(text(4_096), 1, 8), family=text(256))

QUERY = record(
    type=form("fcg\\.query/1"), id=exchange_id, **{"from": authority}, to=authority, issued=moment, expires=moment,
    salt=octets_32, pad=padding, purpose=code, urgency=code, categories=codes, upTo=code, justification=octets_32,
    law=record(article6=code, under=listed(code, 1, 8, distinct=str), article9=code, schedule1=code),
    case=record(ref=octets_32, openedOn=day),
    worker=record(
        role=code, staff=text(128), name=text(256), team=code, organisation=text(256), phone=text(64)),
    subjects=listed(
        record(
            ref=code, about=code, name=person_name, relationship=Optional(code), dateOfBirth=Optional(day),
            sex=Optional(form("[FMU]")), previousNames=Optional(listed(person_name, 1, 8)),
            postcode=Optional(text(16)), previousPostcodes=Optional(listed(text(4_096), 1, 16)),
            ids=Optional(record(nhs=form("[0-9]{10}")))),
        1, 12, distinct=lambda subject: subject["ref"]),
    agreement=Optional(text(128)), familyConversation=Optional(record(state=code)), harmThreshold=Optional(code),
    namedManager=Optional(code), ext=Optional(extensions))

source = record(
    name=text(256), currentAsOf=day, coverage=record(area=listed(authority, 1, 64), **{"from": day}, to=day),
    rules=text(1_024))
refused = record(category=code, refused=code, rule=Optional(code), owner=Optional(text(256)))
shown = record(
    category=code, shown=form("current|historic|nothing-to-show"), level=Optional(code), sources=listed(source, 0, 64),
    contact=Optional(
        record(
            kind=form("person|team"), name=Optional(text(256)), organisation=Optional(text(256)),
            phone=Optional(text(64)), email=Optional(text(256)))),
    detail=Optional(fields))


def category(value, path):
    (refused if isinstance(value, dict) and "refused" in value else shown)(value, path)


ANSWER = record(
    type=form("fcg\\.answer/1"), **{"from": authority}, to=authority, inReplyTo=exchange_id, queryDigest=octets_32,
    salt=octets_32, pad=padding, outcome=form("answered|answered-partly|refused|unavailable"),
    policySet=record(revision=text(64), digest=form("sha-256:[0-9a-f]{64}")),
    subjects=listed(
        record(
            ref=code, outcome=form("matched|not-confirmed|too-little-to-search"),
            couldHelp=Optional(listed(code, 1, 8)), categories=listed(category, 1, 120)), 1, 12),
    standing=record(text=text(1_024), callBack=text(256), dutyDesk=record(phone=text(64), hours=text(256))),
    handling=record(use=text(256), onward=code, keepHours=whole(0, 8_760)))


def check_query(query, octets, asker, holder, created):
    """A question's form (FCP-QRY-2 to 15), its parties, and that its times enclose `created`, seconds (FCP-TIM-5)."""
    QUERY(query, "")
    if len(octets) % BLOCK:
        fail("pad", "does not fill a block")
    issued, expires = milliseconds_of(query["issued"]), milliseconds_of(query["expires"])
    if not issued <= expires <= issued + 600_000:
        fail("expires", "is not within 10 minutes after `issued`")
    if query["from"] != asker:
        fail("from", "is not the authority that signed")
    if query["to"] != holder:
        fail("to", "is not this node")
    if not issued - 60_000 <= created * 1000 <= expires:
        fail("issued", "and `expires` do not enclose the signature's `created`")


def check_answer(answer, query, expected):
    """An answer's form (FCP-ANS-24), that it is that of this exchange (FCP-ANS-25), and that it says neither more nor
    less than was asked (FCP-ANS-26 to 29)."""
    ANSWER(answer, "")
    for name, wanted in expected.items():
        if answer[name] != wanted:
            fail(name, "is not that of this exchange")
    if [subject["ref"] for subject in answer["subjects"]] != [subject["ref"] for subject in query["subjects"]]:
        fail("subjects", "are other people than were asked about")
    for subject in answer["subjects"]:
        check_scope(subject, query)
    refusals = ["refused" in entry for subject in answer["subjects"] for entry in subject["categories"]]
    fitting = {"refused"} if all(refusals) else {"answered-partly" if any(refusals) else "answered", "unavailable"}
    if answer["outcome"] not in fitting:
        fail("outcome", "does not fit what is said of the subjects")


def check_scope(subject, query):
    """Every service asked about and no other; nothing known of somebody not matched, or above the level asked for."""
    entries = subject["categories"]
    if {entry["category"] for entry in entries} != set(query["categories"]):
        fail("categories", "are other services than were asked about")
    for name in query["categories"]:
        own = [entry for entry in entries if entry["category"] == name]
        known = [entry for entry in own if entry.get("shown") in ("current", "historic")]
        if len(own) != max(1, len(known)) or len(known) > 5:
            fail("categories", "say two things of one service")
        if known and subject["outcome"] != "matched":
            fail("categories", "show something of somebody who is not matched")
    for entry in entries:
        check_level(entry, query["upTo"])


def check_level(entry, up_to):
    level = entry.get("level", "none")
    is_known = entry.get("shown") in ("current", "historic")
    most = LEVELS.index(up_to) if up_to in LEVELS else 0
    rank = LEVELS.index(level) if level in LEVELS else len(LEVELS)
    allowed = ("contact",) * (rank >= 2) + ("detail",) * (rank >= 3)
    if is_known != (0 < rank <= most) or any(name in entry and name not in allowed for name in ("contact", "detail")):
        fail("level", "is not one asked for, or more is told than it holds")
