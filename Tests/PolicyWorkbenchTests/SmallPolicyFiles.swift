/// The parts of small policies that do not vary.
extension SmallPolicy {
    static let vocabulary = """
        language: 1
        vocabulary: fcg/1
        revision: "2026-11"
        time zone: Europe/London
        authorities: { E08000007: { name: Stockport }, E08000035: { name: Leeds } }
        statutes: { s1: { name: "An Act, s.1", gives: duty, standing: in-force } }
        article 6: [6-1-e]
        article 9: [9-2-g]
        schedule 1: [sch1-18]
        confidentiality: [statutory]
        purposes: { s47: { told: "an enquiry", family: not-needed }, s17: { told: "help", family: held-or-reason } }
        never purposes: [research]
        roles: [worker, manager]
        about: { child: [child], parent: [mother, father] }
        request facts:
          family conversation: [held, pending]
          harm threshold: [explained]
          named manager: [manager]
          urgency: [now, later]
        record facts: { age: whole-years, involvement: [current, historic], ended months ago: whole-months }
        levels: [none, flag, contact, detail]
        categories:
          school: { name: School, ages: { from: 4, to: 6 }, place: reveals, flag: [involvement], contact: [phone], detail: [since] }
          housing: { name: Housing, ages: { from: 5 }, place: reveals, flag: [involvement], contact: [phone, email], detail: [since, arrears] }
        marks:
          adoption: { effect: nothing-to-show, hand-off: always }
          marac: { effect: nothing-to-show, hand-off: always }
          renamed: { effect: matched-on-current-identity-only, hand-off: never }
        obligations:
          contact: [person, team]
          since: [day, withheld]
          keep hours: [24, 8, 1]
          onward: [case-file, nobody]
          owner told: [monthly, weekly]
        hand-off within minutes: { now: 60, later: 600 }
        identifiers: [name]
        to councils: [all]
        outcomes: [answered, answered-partly, refused, unavailable]
        subject outcomes: [matched, not-confirmed, too-little-to-search]
        shown: [current, historic, nothing-to-show]
        reasons told: [vocabulary-unknown, no-agreement, policy-not-yet-in-force, policy-expired, suspended, purpose-not-covered, role-not-covered, category-not-covered, person-not-covered, answered-by-people, family-conversation-missing, harm-threshold-missing, manager-not-named, outside-age-rule, rate-limited]
        reasons kept: [more-detrimental-to-child, unreasonable-s47-10, law-enforcement-prejudice, court-order, marked, row-left-out, not-covered-by-record]
        """

    static let owners = """
        language: 1
        authority: E08000007
        owners:
          - { category: school, owner: Head of Schools, deputy: Somebody, controller: Stockport Council }
          - { category: housing, owner: Head of Housing, deputy: Somebody, controller: Stockport Council }
        posts:
          - { post: information-governance-officer, signs: [every-change] }
        """

    static let asking = """
        language: 1
        authority: E08000007
        send:
          - { id: ask, because: Invented., for: [s47], to councils: [all], about: [child], identifiers: [name] }
        withhold:
          - { id: keep, because: Invented., when marked: [adoption], identifiers: [name] }
        """

    /// The loader wants every mark that hides named by a ban without another condition.
    static let hiding = """
          - { id: hide, because: Invented., when marked: [adoption, marac], cap: none, tell: nothing-to-show, then: [hand-off] }

        """

    static func agreement(_ name: String, _ state: String, _ end: String) -> String {
        """
        language: 1
        agreement: \(name)
        title: Invented
        reference: X-1
        holder: E08000007
        requester: \(asker)
        state: \(state)
        valid: { from: "2026-11-01", until: "\(end)" }
        review by: "2026-12-01"
        controllers: each-for-itself
        \(law)
        paperwork: { impact assessment: A-1, appropriate policy document: B-1, record of processing: C-1, privacy notice: "https://a.example" }
        people:
          information governance: ig@stockport.example
          duty desk: { phone: "0161 496 0000", hours: "always" }
          breaches: { tell: ig@stockport.example, within hours: 24 }
          rights and complaints: dpo@stockport.example
        identifiers: [name]
        limits: []

        """
    }

    static func trial(_ agreement: String, _ mode: String) -> String {
        """
        language: 1
        trial: \(agreement)-trial
        question: Does it help?
        changes: \(agreement)
        reference: X-1-T
        owner: Head of Schools
        state: trial
        mode: \(mode)
        valid: { from: "2026-12-01", until: "2026-12-31" }
        cohort: { teams: [trial-team] }
        \(law)
        paperwork: { impact assessment: A-2, appropriate policy document: B-2 }
        measures: [{ id: complaints, counts: complaints-upheld, compare with: zero }]
        stop when: { complaints upheld: 1 }
        report: { to: [owner], by: "2027-10-01", smallest cell: 5, published: after-the-end }
        outcome: not-yet-decided

        """
    }

    private static let law = """
        law:
          - for: [s47, s17]
            holder: { article 6: 6-1-e, under: [s1] }
            requester: { article 6: 6-1-e, under: [s1] }
            special category: { article 9: 9-2-g, schedule 1: sch1-18 }
            criminal offence data: none-shared
            confidentiality: statutory
        """
}
