import PolicyEngine
import Testing

/// One mistake as it must be told; in the file of the defect unless said otherwise.
struct Mistake: Sendable {
    let line: Int
    let column: Int
    let message: String
    let help: String?
    let path: String?

    init(_ line: Int, _ column: Int, _ message: String, help: String? = nil, in path: String? = nil) {
        self.line = line
        self.column = column
        self.message = message
        self.help = help
        self.path = path
    }
}

/// One defect in the Stockport sample, and every diagnostic it must bring.
struct Defect: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: String
    let old: String
    let new: String
    let mistakes: [Mistake]

    init(_ name: String, _ path: String, _ old: String, _ new: String, _ mistakes: Mistake...) {
        testDescription = name
        self.path = path
        self.old = old
        self.new = new
        self.mistakes = mistakes
    }

    var diagnostics: [PolicyDiagnostic] {
        mistakes.map {
            PolicyDiagnostic(
                path: $0.path ?? path, line: $0.line, column: $0.column, message: $0.message, help: $0.help)
        }
    }

    private static let agreement = "agreements/stockport-to-leeds.yaml"
    private static let trial = "trials/drug-and-alcohol-line.yaml"

    static let all: [Defect] = [
        Defect(
            "a misspelt category", agreement,
            "categories: [school]",
            "categories: [schol]",
            Mistake(
                84, 18, "unknown category `schol`",
                help: "did you mean `school`? the categories are listed in vocabulary.yaml")),
        Defect(
            "a misspelt key", agreement,
            "    up to: flag",
            "    upto: flag",
            Mistake(
                72, 5, "unknown key `upto`",
                help: "did you mean `up to`?")),
        Defect(
            "a key that is nowhere known", agreement,
            "    up to: flag",
            "    up to: flag\n    sometimes: maybe",
            Mistake(
                73, 5, "unknown key `sometimes`",
                help: "the keys of a share are `id`, `because`, `for`, `to`, `about`, `categories`, `up to`, "
                    + "`only`, `when the request says`, `when the record says`, `with`")),
        Defect(
            "a missing sentence", agreement,
            "    because: The best first call goes to a worker who has met the family.\n",
            "",
            Mistake(105, 5, "a share must say `because`")),
        Defect(
            "a switch that other readers take for false", agreement,
            "state: live ",
            "state: no ",
            Mistake(
                9, 8, "`no` means something else to other YAML readers",
                help: "write `\"no\"` in quotes if this text is meant; every switch has words of its own")),
        Defect(
            "a time without quotes", agreement,
            "hours: \"day and night\"",
            "hours: 10:30",
            Mistake(
                34, 47, "`10:30` means something else to other YAML readers",
                help: "write `\"10:30\"` in quotes if this text is meant; every switch has words of its own")),
        Defect(
            "a key that stands twice", agreement,
            "    up to: flag",
            "    up to: flag\n    up to: detail",
            Mistake(
                73, 5, "`up to` stands twice in one place",
                help: "keep one of the two; the first stands in line 72")),
        Defect(
            "a key that stands twice in braces", "bans.yaml",
            "    cap: none\n    tell: purpose-not-covered\n\n  - id: training",
            "    cap: none\n    unless the request says: { urgency: [standard], urgency: [same-day] }\n  "
                + "  tell: purpose-not-covered\n\n  - id: training",
            Mistake(
                11, 53, "`urgency` stands twice in one place",
                help: "keep one of the two; the first stands in line 11")),
        Defect(
            "an anchor and an alias", agreement,
            "requester: { article 6: 6-1-e, under: [ca1989-s47] }",
            "requester: &same { article 6: *same, under: [ca1989-s47] }",
            Mistake(
                17, 16, "anchors and aliases are not used in policy files",
                help: "write the words out where they are needed"),
            Mistake(
                17, 35, "anchors and aliases are not used in policy files",
                help: "write the words out where they are needed")),
        Defect(
            "a tag", agreement,
            "state: live ",
            "state: !!str live ",
            Mistake(
                9, 8, "tags such as `!!str` are not used in policy files",
                help: "write the text in quotes")),
        Defect(
            "consent as the reason in law", agreement,
            "holder:    { article 6: 6-1-e, under: [ca1989-s27] }",
            "holder:    { article 6: 6-1-a, under: [ca1989-s27] }",
            Mistake(
                22, 29, "unknown condition of article 6 `6-1-a`",
                help: "consent is not why a council may share this; its public task is: write `6-1-e`")),
        Defect(
            "a law that is not in force", agreement,
            "under: [ca1989-s47-9]",
            "under: [ca2004-s16LA]",
            Mistake(
                16, 44, "`ca2004-s16LA` is not in force",
                help: "name a law that is, and mention this one in the paperwork")),
        Defect(
            "co-operation as the only reason in law", agreement,
            "under: [ca1989-s47-9]",
            "under: [ca2004-s11]",
            Mistake(
                16, 44, "`ca2004-s11` alone does not allow telling",
                help: "co-operation is no ground by itself; name a law that gives a duty or a power beside it")),
        Defect(
            "one council without a reason in law", agreement,
            "    requester: { article 6: 6-1-e, under: [ca1989-s17] }\n",
            "",
            Mistake(21, 5, "an entry of `law` must say `requester`")),
        Defect(
            "a purpose without law", agreement,
            "for: [s47-enquiry, strategy-discussion]\n    to: [social-worker, duty-worker]\n",
            "for: [s47-enquiry, immediate-danger]\n    to: [social-worker, duty-worker]\n",
            Mistake(
                68, 24, "no entry of `law` covers `immediate-danger`",
                help: "say under which law each council acts: `holder` and `requester`, for `immediate-danger`")),
        Defect(
            "a category that nobody owns", agreement,
            "categories: [anti-social-behaviour]",
            "categories: [attendance-exclusion]",
            Mistake(
                71, 18, "`attendance-exclusion` has no owner",
                help: "nobody could sign for it: add `attendance-exclusion` to owners.yaml")),
        Defect(
            "a sensitive service without its gate", trial,
            "      harm threshold: [explained]\n",
            "",
            Mistake(
                28, 18, "`substance-misuse` is a sensitive service",
                help: "write `when the request says: { harm threshold: [explained] }` in share "
                    + "`drug-and-alcohol-team-line`")),
        Defect(
            "a ban on the record that tells a reason", "bans.yaml",
            "court-order-restriction, marac, mappa, child-asked-not-to-share, objection-upheld]\n    "
                + "cap: none\n    tell: nothing-to-show",
            "court-order-restriction, marac, mappa, child-asked-not-to-share, objection-upheld]\n    "
                + "cap: none\n    tell: answered-by-people",
            Mistake(
                65, 11, "a ban that depends on the record must tell `nothing-to-show`, not `answered-by-people`",
                help: "a reason would tell the asker what the record holds; write `tell: nothing-to-show`")),
        Defect(
            "a mark that no ban names", "bans.yaml",
            ", marac, mappa",
            ", mappa",
            Mistake(
                6, 1, "no ban hides the people marked `marac`",
                help: "add it to a ban with `when marked`, `cap: none`, `tell: nothing-to-show` and no other "
                    + "condition")),
        Defect(
            "a trial of 121 days", trial,
            "until: \"2027-02-28\"",
            "until: \"2027-03-31\"",
            Mistake(
                11, 1, "a trial lasts at most 120 days, this one 121",
                help: "let it end on 2027-03-30 or before"),
            Mistake(
                40, 1, "the report is due before the trial ends", help: "write a day after 2027-03-31 in `by`")),
        Defect(
            "a day that does not exist", trial,
            "until: \"2027-02-28\"",
            "until: \"2027-02-29\"",
            Mistake(
                11, 37, "`until` must be a day, not `2027-02-29`",
                help: "days are written like `\"2026-11-01\"`, and must exist")),
        Defect(
            "a text where a list belongs", "asking.yaml",
            "to councils: [all]",
            "to councils: all",
            Mistake(
                15, 18, "`to councils` must be a list",
                help: "write `[all]`")),
        Defect(
            "another council's bans", "bans.yaml",
            "authority: E08000007",
            "authority: E08000035",
            Mistake(
                5, 12, "`E08000035` is not the council of this set",
                help: "owners.yaml says `E08000007`")),
        Defect(
            "an owner named twice", "owners.yaml",
            "  - category: anti-social-behaviour",
            "  - category: housing",
            Mistake(
                71, 18, "`anti-social-behaviour` has no owner",
                help: "nobody could sign for it: add `anti-social-behaviour` to owners.yaml",
                in: "agreements/stockport-to-leeds.yaml"),
            Mistake(
                15, 15, "`housing` has two owners",
                help: "name one owner")),
        Defect(
            "consent offered by the vocabulary", "vocabulary.yaml",
            "article 6: [6-1-c,",
            "article 6: [6-1-a,",
            Mistake(
                26, 1, "`6-1-a` cannot be a word of a vocabulary",
                help: "councils share on their public task, `6-1-e`; take `6-1-a` out")),
        Defect(
            "a test of a rule that is not there", "tests/stockport-to-leeds.yaml",
            "by: [old-tenancies] }",
            "by: [old-tenancy] }",
            Mistake(
                29, 57, "unknown rule `old-tenancy`",
                help: "did you mean `old-tenancies`? the rules are listed in bans.yaml, "
                    + "agreements/stockport-to-leeds.yaml and its trials")),
        Defect(
            "a sentence with a colon", agreement,
            "because: The best first call goes to",
            "because: Remember: the best first call goes to",
            Mistake(
                106, 22, "a colon stands where no key can be",
                help: "put a text that has a colon in it in quotes, and keep the keys of one group in one column")),
        Defect(
            "a share up to a level without fields", trial,
            "up to: contact",
            "up to: detail",
            Mistake(
                28, 18, "`substance-misuse` has no fields at level `detail`",
                help: "share it up to the highest level that has fields")),
        Defect(
            "a body that acts for a council and is not named", "agreements/stockport-to-bradford.yaml",
            "acting through: { E08000032: Bradford Children and Families Trust }",
            "# nobody named",
            Mistake(
                8, 12, "Bradford acts through Bradford Children and Families Trust, which is a controller of its own",
                help: "write `acting through: { E08000032: Bradford Children and Families Trust }`")),
        Defect(
            "two rules of one name", agreement,
            "id: behaviour-with-a-manager",
            "id: no-address-ever",
            Mistake(
                66, 9, "another rule is called `no-address-ever` too",
                help: "a rule's name is its own among the bans, its agreement and the trials that change it")),
    ]
}
