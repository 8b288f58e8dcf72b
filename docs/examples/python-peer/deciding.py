"""What this peer knows and tells. Two steps, and the order matters.

The first looks at the question alone, and only it gives reasons. The second looks people up, and nothing that depends
on who was found shows: nobody, two namesakes and somebody restricted are `not-confirmed` alike, by the same work.
"""
import json
import pathlib
import secrets
import unicodedata

from encoding import b64url, sha256
from messages import LEVELS

HERE = pathlib.Path(__file__).parent
COULD_HELP = ("nhs-number", "date-of-birth", "previous-names", "previous-postcodes")  # in this order


class Table:
    """The words of the federation's vocabulary, one agreement, and a handful of invented people."""

    def __init__(self, words=HERE / "words.json", table=HERE / "table.json"):
        self.words = json.loads(words.read_text(encoding="utf-8"))
        octets = table.read_bytes()
        self.digest = sha256(octets + words.read_bytes()).hex()
        held = json.loads(octets)
        self.agreement, self.sources, self.people = held["agreement"], held["sources"], held["people"]

    # Step 1: the question alone (FCP-POL-7)

    def knows_relationships(self, query):
        """FCP-QRY-13: a relationship belongs under what the person is said to be to the child."""
        return all(
            subject["about"] not in self.words["about"]
            or subject.get("relationship", "") in ["", *self.words["about"][subject["about"]]]
            for subject in query["subjects"])

    def reason(self, query, subject, category):
        """Why a category is refused, or None. A word that nobody defined is taken for no other (FCP-POL-6); neither an
        agreement that the question names nor the law it claims opens anything (FCP-POL-10, FCP-POL-11)."""
        said = {
            "purposes": [query["purpose"]], "roles": [query["worker"]["role"]], "urgency": [query["urgency"]],
            "levels": [query["upTo"]], "categories": [category], "about": [subject["about"]],
            "article6": [query["law"]["article6"]], "article9": [query["law"]["article9"]],
            "schedule1": [query["law"]["schedule1"]], "statutes": query["law"]["under"],
            "familyConversation": [query["familyConversation"]["state"]] if "familyConversation" in query else []}
        if not all(word in self.words[kind] for kind, words in said.items() for word in words):
            return "vocabulary-unknown"
        for kind, word, reason in (
                ("purposes", query["purpose"], "purpose-not-covered"),
                ("categories", category, "category-not-covered"), ("about", subject["about"], "person-not-covered")):
            if word not in self.agreement[kind]:
                return reason
        return None

    # Step 2: people. No reason, rule, count or score for anything from here on (FCP-POL-8)

    def match(self, subject):
        """The one person this is; None for nobody, several and the restricted (FCP-MAT-1, FCP-MAT-2, FCP-MAT-9).

        Everybody is compared with, and a restricted person takes part like any other: left out, a twin would give them
        away (FCP-RES-1, FCP-RES-2).
        """
        found = [person for person in self.people if is_same(person, subject)]
        return found[0] if len(found) == 1 and not found[0].get("restricted") else None

    def answer(self, query, octets, duty_desk):
        """The whole answer but for its padding."""
        reasons = [[self.reason(query, subject, name) for name in query["categories"]] for subject in query["subjects"]]
        pairs = list(zip(query["subjects"], reasons))
        return {
            "type": "fcg.answer/1", "from": query["to"], "to": query["from"], "inReplyTo": query["id"],
            "queryDigest": b64url(sha256(octets)), "salt": b64url(secrets.token_bytes(32)),
            "outcome": outcome([reason for row in reasons for reason in row]),
            "policySet": {"revision": self.words["revision"], "digest": f"sha-256:{self.digest}"},
            "subjects": [self.subject_answer(query, subject, row) for subject, row in pairs],
            "standing": {
                "text": "Some things are only told by phone here. If you are worried, ring the duty desk.",
                "callBack": "may be asked for", "dutyDesk": duty_desk},
            "handling": {"use": "this case only", "onward": "nobody", "keepHours": self.agreement["keepHours"]}}

    def subject_answer(self, query, subject, reasons):
        is_searched = any(reason is None for reason in reasons)
        could_search = "dateOfBirth" in subject or nhs_number(subject)
        person = self.match(subject) if is_searched else None
        found = {"ref": subject["ref"], "outcome": "matched" if person else "not-confirmed", "categories": []}
        if is_searched and not could_search:
            found["outcome"] = "too-little-to-search"
        missing = [name for name in COULD_HELP if name not in sent(subject)]
        if is_searched and not person and missing:
            found["couldHelp"] = missing
        for name, reason in zip(query["categories"], reasons):
            found["categories"] += self.entries(name, reason, person, query["upTo"])
        return found

    def entries(self, category, reason, person, up_to):
        """A refusal, or what is shown, or that nothing is; the sources stand beside the last two alike (FCP-ANS-9)."""
        if reason:
            return [{"category": category, "refused": reason}]
        sources = [note for note in self.sources if category in note["categories"]]
        notes = [{name: note[name] for name in ("name", "currentAsOf", "coverage", "rules")} for note in sources]
        rank = min(LEVELS.index(up_to), LEVELS.index(self.agreement["upTo"]))
        known = [one for one in (person or {}).get("known", []) if one["category"] == category and rank]
        shown = [
            {"category": category, "shown": one["shown"], "level": LEVELS[rank], "sources": notes}
            | ({"contact": one["contact"]} if rank >= 2 else {}) for one in known[:5]]
        return shown or [{"category": category, "shown": "nothing-to-show", "sources": notes}]


def outcome(reasons):
    if all(reasons):
        return "refused"
    return "answered-partly" if any(reasons) else "answered"


def sent(subject):
    names = {"dateOfBirth": COULD_HELP[1], "previousNames": COULD_HELP[2], "previousPostcodes": COULD_HELP[3]}
    found = {word for member, word in names.items() if member in subject}
    return found | {"nhs-number"} if nhs_number(subject) else found


def nhs_number(subject):
    """Ten digits, the weighted sum of which 11 divides; any other number counts as not sent (FCP-MAT-8)."""
    number = subject.get("ids", {}).get("nhs", "")
    weighted = sum((10 - place) * int(digit) for place, digit in enumerate(number))
    return number if number and weighted % 11 == 0 else None


def is_same(person, subject):
    """The name, and either the NHS number or birthday and a postcode: name and birthday alone fit too many (FCP-MAT-6).
    A number or a birthday that contradicts speaks against it, whatever else agrees (FCP-MAT-7)."""
    same_name = folded(person["name"]) == folded(subject["name"])
    born, number = subject.get("dateOfBirth", person["dateOfBirth"]), nhs_number(subject) or person["nhs"]
    contradicts = born != person["dateOfBirth"] or number != person["nhs"]
    shared = set(subject.get("previousPostcodes", [])) & set(person["postcodes"])
    agrees = bool(nhs_number(subject)) or ("dateOfBirth" in subject and bool(shared))
    return same_name and not contradicts and agrees


def folded(name):
    """A name without case and accents."""
    text = " ".join([*name["given"], name["family"]])
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().split()
