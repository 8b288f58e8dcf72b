"""What policies say of a question alone, read from their files as JSON by the rules of docs/policy-guide.

A reading for vectors: no record is looked at, nothing is suspended and nothing counted. What it does not know it says.
"""

LEVELS = ("flag", "contact", "detail")
FACTS = ("family conversation", "harm threshold", "named manager", "urgency")  # in this order
REASONS = {FACTS[0]: "family-conversation-missing", FACTS[1]: "harm-threshold-missing", FACTS[2]: "manager-not-named"}
OF_RECORD = ("when marked", "when the record says")
STEPS = (  # how far a share comes, and the reason it goes no further
    ("for", "purpose", "purpose-not-covered"), ("to", "role", "role-not-covered"),
    ("categories", "category", "category-not-covered"), ("about", "about", "person-not-covered"))


class NotKnown(Exception):
    """A part of the policy language that this reading does not have."""


class Policies:
    def __init__(self, files):
        self.vocabulary, self.bans = files["vocabulary.yaml"], files["bans.yaml"]["bans"]
        self.authority = files["owners.yaml"]["authority"]
        self.agreements = [files[path] for path in sorted(files) if path.startswith("agreements/")]
        self.trials = [files[path] for path in sorted(files) if path.startswith("trials/")]

    def decide(self, question):
        """The first reason of the registry's order, or the most that the shares which fit may tell."""
        if not self.knows(question):
            return refused("vocabulary-unknown")
        between = [
            one for one in self.agreements
            if question["holder"] == self.authority and one["requester"] == question["requester"]]
        if not between:
            return refused("no-agreement")
        live = [one for one in between if one["state"] == "live"]
        if not live:
            return refused("suspended")
        today = [one for one in live if is_within(question["day"], one["valid"])]
        if not today:
            early = question["day"] < live[0]["valid"]["from"]
            return refused("policy-not-yet-in-force" if early else "policy-expired")
        for rule in self.bans + [rule for one in today for rule in one.get("withhold", [])]:
            if holds(rule, question):
                return refused(rule["tell"])
        return self.weigh(question, [share for one in today for share in one["share"] + self.on_trial(one, question)])

    def knows(self, question):
        words, says = self.vocabulary, question["says"]
        return (
            question["purpose"] in words["purposes"] and question["role"] in words["roles"]
            and question["about"] in words["about"] and question["category"] in words["categories"]
            and question["upTo"] in LEVELS
            and all(word in words["request facts"][fact] for fact, word in says.items()))

    def on_trial(self, agreement, question):
        return [
            share for trial in self.trials
            if trial["changes"] == agreement["agreement"] and (trial["state"], trial["mode"]) == ("trial", "answering")
            and is_within(question["day"], trial["valid"]) and question["team"] in trial["cohort"]["teams"]
            for share in trial["share"]]

    def weigh(self, question, shares):
        stopped = [stop_of(share, question) for share in shares]
        fitting = [share for share, stop in zip(shares, stopped) if stop is None]
        if not fitting:
            return refused(max(stopped, key=lambda stop: stop[0])[1])  # of equals the first
        category = self.vocabulary["categories"][question["category"]]
        if "age" in question and not is_between(question["age"], category["ages"]):
            return refused("outside-age-rule")
        fields = set().union(*(told(share, category, question["upTo"]) for share in fitting))
        own = [level for level in LEVELS if fields & set(category[level])]
        return {"decision": "permitted", "level": own[-1] if own else "none", "fields": sorted(fields),
                "by": [share["id"] for share in fitting]}


def refused(reason):
    return {"decision": "refused", "reason": reason}


def is_within(day, span):
    return span["from"] <= day <= span["until"]


def is_between(age, span):
    return span.get("from", 0) <= age <= span.get("to", age)


def holds(rule, question):
    """Whether a ban holds by the question alone: a fact that is missing makes it hold. One that looks at the record is no
    reason."""
    if rule["cap"] != "none":
        raise NotKnown("a cap")
    if any(name in rule for name in OF_RECORD):
        return False
    is_about = all(question[asked] in rule[name] for name, asked, _ in STEPS if name in rule)
    says, unless = rule.get("when the request says", {}), rule.get("unless the request says", {})
    by_saying = all(question["says"].get(fact) in (None, *words) for fact, words in says.items())
    return is_about and by_saying and not (
        unless and all(question["says"].get(fact) in words for fact, words in unless.items()))


def stop_of(share, question):
    """How far a share comes and why no further; None where it fits."""
    for step, (name, asked, reason) in enumerate(STEPS):
        if question[asked] not in share[name]:
            return step, reason
    says = share.get("when the request says", {})
    for fact in FACTS:
        if fact in says and question["says"].get(fact) not in says[fact]:
            return len(STEPS), REASONS[fact]
    return None


def told(share, category, up_to):
    """The fields of the levels up to what is shared and asked for; `only` narrows those of the share's own level."""
    fields = set()
    for level in LEVELS:
        own = set(category[level])
        fields |= own & set(share["only"]) if "only" in share and level == share["up to"] else own
        if level in (share["up to"], up_to):
            return fields
    return fields
