"""What is printed: text of others without anything a terminal would obey."""
import json


def plain(text):
    """Text of somebody else, without anything a terminal would obey."""
    return "".join(character if character.isprintable() else "�" for character in str(text))


def for_people(council, verified):
    answer = verified.answer
    lines = [f"{council.name} ({council.authority}): {plain(answer['outcome'])}"]
    for subject in answer["subjects"]:
        lines += ["", f"  {plain(subject['ref'])}: {plain(subject['outcome'])}"]
        if subject.get("couldHelp"):
            lines.append("      would help: " + ", ".join(map(plain, subject["couldHelp"])))
        for category in subject["categories"]:
            lines += category_lines(category)
    desk = answer["standing"]["dutyDesk"]
    lines += [
        "", "  " + plain(answer["standing"]["text"]), f"  Duty desk: {plain(desk['phone'])} ({plain(desk['hours'])})",
        "  Call back: " + plain(answer["standing"]["callBack"]),
        "  Use: {use}; keep {keepHours} hours; pass on to: {onward}".format(
            **{name: plain(value) for name, value in answer["handling"].items()}), "",
        f"  recorded as leaf {verified.index} of {verified.origin}",
        f"  rq {verified.request_evidence}   the request, as both logs name it",
        f"  rs {verified.answer_digest}   the answer",
        f"  ra {verified.response_evidence}   the response, for our own log"]
    return "\n".join(lines)


def category_lines(category):
    name = plain(category["category"])
    if "refused" in category:
        owner = f"; ask {plain(category['owner'])}" if "owner" in category else ""
        return [f"      {name}: refused, {plain(category['refused'])}{owner}"]
    lines = [f"      {name}: {plain(category['shown'])}"]
    if "contact" in category:
        known = [category["contact"].get(part) for part in ("name", "organisation", "phone", "email")]
        lines.append("          ring: " + ", ".join(plain(part) for part in known if part))
    for field, value in category.get("detail", {}).items():
        lines.append(f"          {plain(field)}: {plain(value)}")
    for source in category["sources"]:
        name, day = plain(source["name"]), plain(source["currentAsOf"])
        covers = " to ".join(plain(source["coverage"][end]) for end in ("from", "to"))
        lines.append(f"          source: {name}, as of {day}, covers {covers}")
    return lines


def for_programs(verified):
    return {
        "state": "verified", "answer": verified.answer,
        "receipt": {"origin": verified.origin, "index": verified.index, "leaf": verified.leaf},
        "evidence": {"rq": verified.request_evidence, "rs": verified.answer_digest, "ra": verified.response_evidence}}


def unverified(fault, as_json):
    """Why there is nothing to show. It never reads as "nothing known"."""
    if as_json:
        return json.dumps({"state": "no-verified-answer", "why": str(fault), "hint": fault.hint})
    hint = f"\n  the council says: {fault.hint['code']}. {plain(fault.hint['detail'])}" if fault.hint else ""
    return f"no verified answer: {plain(fault)}{hint}"


def trace(title, text):
    print("\n".join([f"--- {title}", *(plain(line) for line in text.splitlines()), ""]))
