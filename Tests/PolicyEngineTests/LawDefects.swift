extension Defect {
    private static let agreement = "agreements/stockport-to-leeds.yaml"
    private static let trial = "trials/drug-and-alcohol-line.yaml"

    /// What the law of some records, and the rules of a trial, do not allow.
    static let law: [Defect] = [
        Defect(
            "two words where the vocabulary makes one", "vocabulary.yaml", "[social-worker, duty-worker,",
            "[social worker, duty-worker,",
            Mistake(46, 9, "`social worker` is not a code", help: "write lower case letters, digits and hyphens")),
        Defect(
            "records of law enforcement in an ordinary agreement", agreement,
            "categories: [childrens-social-care, adult-social-care]",
            "categories: [childrens-social-care, youth-justice]",
            Mistake(
                110, 41, "`youth-justice` follows the regime `by-source`",
                help: "share it under an agreement of its own that says `regime: by-source`"),
            Mistake(
                110, 41, "`youth-justice` has no owner",
                help: "nobody could sign for it: add `youth-justice` to owners.yaml")),
        Defect(
            "a trial whose owner owns nothing", trial, "owner: Director of Public Health",
            "owner: Director of Publik Health",
            Mistake(
                8, 8, "`Director of Publik Health` owns nothing here",
                help: "did you mean `Director of Public Health`? the owners are listed in owners.yaml")),
        Defect(
            "a trial that goes on after its outcome", trial, "outcome: not-yet-decided", "outcome: stop",
            Mistake(
                41, 1, "the outcome is `stop` and the trial still runs",
                help: "write `state: ended`, or `outcome: not-yet-decided` while it runs")),
        Defect(
            "a trial that nobody's complaints could stop", trial, "counts: complaints-upheld",
            "counts: complaints-made",
            Mistake(
                36, 1, "no measure counts the complaints that would stop the trial",
                help: "add `- { id: complaints-upheld, counts: complaints-upheld, compare with: zero }`")),
    ]
}
