"""What a worker writes becomes a question to one holder, which learns as little as it must (FCP-QRY-26 to 28)."""
import hashlib
import hmac
import secrets
import time

from asking import NoVerifiedAnswer
from encoding import b64url, utc

COPIED = ("purpose", "urgency", "law", "categories", "upTo", "harmThreshold", "namedManager", "familyConversation")


def compose(question, holder, pseudonym_key, now):
    """The template of a query, and what opens its commitments, which stays here.

    `question` has the form that `fcg ask --example` prints: case number and reasons in words, the worker by name.
    """
    case, why = commitment(question["case"]["reference"]), commitment(question["justification"])
    worker = question["worker"]
    day_and_holder = f"{holder}\n{utc(now)[:10]}\n{worker['staff']}".encode()
    template = {name: question[name] for name in COPIED if name in question} | {
        "case": {"ref": case["ref"], "openedOn": question["case"]["openedOn"]}, "justification": why["ref"],
        "worker": worker | {"staff": b64url(hmac.new(pseudonym_key, day_and_holder, hashlib.sha256).digest())},
        "subjects": question["subjects"]}
    return template, {"case": case, "justification": why}


def commitment(text):
    """HMAC-SHA-256 under 32 fresh random octets (FCP-QRY-27)."""
    key = secrets.token_bytes(32)
    ref = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return {"ref": b64url(ref), "key": b64url(key), "text": text}


def pseudonym_key(folder):
    """Whoever has it can tell which worker asked."""
    path = folder.path / "pseudonym.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def ask_all(asker, question):
    """Asks each council that the question names; what each came to, as `fcg.ask-result/1`."""
    results = [ask_one(asker, question, code) for code in sorted(set(question["councils"]))]
    return {"type": "fcg.ask-result/1", "councils": results}


def ask_one(asker, question, code):
    result = {"authority": code, "state": "stopped"}
    council = asker.kit.councils.get(code)
    if council is None or council.is_suspended or code == asker.kit.authority:
        return result | {"sentence": "this council cannot be asked this way; ring its duty desk"}
    if council.is_test and question["purpose"] != "training":  # FCP-QRY-31
        return result | {"sentence": "this is a test authority; nothing about a real family is sent there"}
    template, openings = compose(question, code, pseudonym_key(asker.kit), int(time.time()))
    try:
        verified = asker.ask(council, template, openings=openings)
    except NoVerifiedAnswer as why:
        sentence = f"no verified answer ({why}); this says nothing about the family"
        return result | {"state": why.state, "sentence": sentence}
    return result | {
        "state": "answered", "sentence": "answered, verified and recorded", "exchange": verified.leaf["x"],
        "answer": verified.answer}
