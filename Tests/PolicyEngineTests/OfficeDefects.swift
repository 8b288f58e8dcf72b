/// What happens to a policy file in an office: slips of the keyboard, word processors, texts copied from elsewhere.
extension Defect {
    private static let agreement = "agreements/stockport-to-leeds.yaml"
    private static let columns =
        "begin the keys of one group in one column, and each entry of a list with `- ` in one column"
    private static let closeBracket = "look for a missing comma, `]` or `}` in this line or the one before"
    private static let typeAnew =
        "delete it and type the place anew; texts from a word processor often bring one along"
    private static let nameNobody =
        "take it out: a policy file names no person; if it is another kind of number, put spaces elsewhere"

    static let office: [Defect] = [
        Defect(
            "days the wrong way round", agreement, "{ from: \"2026-11-01\", until: \"2027-10-31\" }",
            "{ from: \"2027-10-31\", until: \"2026-11-01\" }",
            Mistake(10, 37, "`until` is before `from`", help: "write the earlier day in `from`")),
        Defect(
            "ages the wrong way round, told once and not in every file", "vocabulary.yaml", "{ from: 4, to: 20 }",
            "{ from: 20, to: 4 }",
            Mistake(68, 27, "`to` is below `from`", help: "write the lower number in `from`")),
        Defect(
            "an entry of owners without its owner, told once and not in every agreement", "owners.yaml",
            "    owner: Head of Housing Operations\n", "",
            Mistake(10, 5, "an owner must say `owner`")),
        Defect(
            "a line too far in", agreement, "    up to: flag", "      up to: flag",
            Mistake(72, 7, "this line does not begin in the column of its group", help: columns)),
        Defect(
            "a line too far out", agreement, "    up to: flag", "  up to: flag",
            Mistake(72, 3, "this line does not begin in the column of its group", help: columns)),
        Defect(
            "no space behind a colon", agreement, "    up to: flag", "    up to:flag",
            Mistake(
                73, 5, "a key is not followed by a colon and a space",
                help: "write `key: value`; look at the line before too")),
        Defect(
            "a bracket left open", agreement, "[social-worker, duty-worker]", "[social-worker, duty-worker",
            Mistake(70, 10, "what a bracket opens is not closed", help: closeBracket)),
        Defect(
            "two commas", agreement, "[social-worker, duty-worker]", "[social-worker,, duty-worker]",
            Mistake(
                69, 24, "a value is missing here", help: "look for two commas, or for a bracket without its other half")
        ),
        Defect(
            "no comma", agreement, "[social-worker, duty-worker]", "[social-worker duty-worker]",
            Mistake(
                69, 10, "unknown role `social-worker duty-worker`",
                help: "put a comma between two words: `[social-worker, duty-worker]`")),
        Defect(
            "a long dash in a word", agreement, "categories: [anti-social-behaviour]",
            "categories: [anti–social–behaviour]",
            Mistake(
                71, 18, "unknown category `anti–social–behaviour`",
                help: "`–` (U+2013) is no letter of a code, whatever it looks like; did you mean "
                    + "`anti-social-behaviour`? the categories are listed in vocabulary.yaml")),
        Defect(
            "quotes of a word processor", agreement, "hours: \"day and night\"", "hours: “day and night”",
            Mistake(
                34, 47, "`“` is a letter of the text here, not a quote",
                help: "write straight quotes `\"` at both ends of the text")),
        Defect(
            "a quote that does not end", agreement, "hours: \"day and night\"", "hours: \"day and night",
            Mistake(
                34, 47, "a quote begins here and does not end in this line",
                help: "end the text with the same straight `\"`, in the same line")),
        Defect(
            "a quote that ends too early", agreement, "hours: \"day and night\" }",
            "hours: 'day and night' }\n  office: 'the duty team's own'",
            Mistake(
                35, 26, "the text goes on behind its closing quote",
                help: "put the whole text between two quotes, and write a quote inside it as `”` or `’`")),
        Defect(
            "a sentence that begins with a bracket", agreement, "because: What happens", "because: [What] happens",
            Mistake(
                67, 21, "the text goes on behind a closing bracket", help: "put the whole text between two quotes")),
        Defect(
            "a sentence that begins with a sign", agreement, "because: What happens", "because: @ What happens",
            Mistake(67, 14, "a text cannot begin with this sign", help: "put the whole text between two quotes")),
        Defect(
            "a sentence that begins with a dash", agreement, "because: What happens", "because: - What happens",
            Mistake(
                67, 14, "a text cannot begin with `- `",
                help: "put the whole text between two quotes, or begin the list in a line of its own")),
        Defect(
            "a number sign in a sentence", agreement, "in and around", "(annex #3) in and around",
            Mistake(
                67, 34, "`#` ends the text: what stands behind it is not read",
                help: "put the text in quotes if `#` belongs to it, or a space behind `#` if a comment begins")),
        Defect(
            "an NHS number as a reference", agreement, "impact assessment: DPIA-STP-0231",
            "impact assessment: 9990000018",
            Mistake(28, 22, "a number like an NHS number stands here", help: nameNobody)),
        Defect(
            "an NHS number in a comment", agreement, "# Stockport answers", "# as for 999 000 0018",
            Mistake(7, 44, "a number like an NHS number stands here", help: nameNobody)),
        Defect(
            "a space that is none", agreement, "    up to: flag", "    up\u{A0}to: flag",
            Mistake(72, 7, "a space of another kind (U+00A0) stands here", help: typeAnew)),
        Defect(
            "a line break that hides a line in a comment", agreement, "# Stockport answers",
            "# Stockport answers\u{2028}state: live",
            Mistake(7, 54, "an invisible sign (U+2028) stands here", help: typeAnew)),
        Defect(
            "one limit twice", agreement, "limits:\n",
            "limits:\n  - { each: worker, at most: 600, per: day, then: tell-manager }\n",
            Mistake(40, 5, "another limit says the same of each worker in one day", help: "keep one of the two")),
        Defect(
            "a second document", agreement, "\nlaw:", "\n---\nlaw:",
            Mistake(14, 1, "`---` begins another document here", help: "take the line out: a file is one document")),
    ]
}
