"""Who is meant, by the clauses MAT and RES and the tiers of docs/matching.md that need no weights.

A reading of its own for vectors: it weighs nothing, so it says only what those rules decide by themselves.
"""
import unicodedata

from deciding import COULD_HELP, nhs_number, sent


def words(*names):
    """Names as words without case, marks and apostrophes; a hyphen parts words."""
    plain = unicodedata.normalize("NFKD", " ".join(names)).encode("ascii", "ignore").decode()
    return plain.lower().replace("-", " ").replace("'", "").split()


def places(postcodes):
    return {text.replace(" ", "").upper() for text in postcodes}


def judge(people, subject):
    """Outcome, the person's place in the list if one is matched, and what could help otherwise."""
    missing = [name for name in COULD_HELP if name not in sent(subject)]
    help_ = {"couldHelp": missing} if missing else {}
    if not is_enough(subject):
        return {"outcome": "too-little-to-search"} | help_
    fitting = [place for place, person in enumerate(people) if fits(person, subject)]
    if len(fitting) == 1 and not people[fitting[0]].get("restricted"):
        return {"outcome": "matched", "person": fitting[0]}
    return {"outcome": "not-confirmed"} | help_


def is_enough(subject):
    """FCP-MAT-5: a birthday, and a number or two of given name, family name and place (tier 0)."""
    name = subject["name"]
    rest = [words(*name["given"]), words(name["family"]), subject.get("previousPostcodes")]
    return "dateOfBirth" in subject and (bool(nhs_number(subject)) or sum(map(bool, rest)) >= 2)


def fits(person, subject):
    """Whether somebody could be meant. Of a restricted person no place is known, so any place will do (FCP-RES-3)."""
    number, held = nhs_number(subject), person.get("nhs")
    if number and held and number != held or subject["dateOfBirth"] != person["dateOfBirth"]:
        return False  # FCP-MAT-7, and a birthday that contradicts
    given = words(*subject["name"]["given"]) == words(*person["given"])
    if number and number == held and given:
        return True  # tier 1
    families = [subject["name"], *subject.get("previousNames", [])]
    told = [words(name["family"]) for name in families]
    known = [words(name) for name in (person["family"], *person.get("previousFamilies", []))]
    lived = places(person.get("postcodes", []) + person.get("previousPostcodes", []))
    shares_place = bool(lived & places(subject.get("previousPostcodes", []))) or person.get("restricted", False)
    return given and any(name in known for name in told) and shares_place  # tier 2, FCP-MAT-6
