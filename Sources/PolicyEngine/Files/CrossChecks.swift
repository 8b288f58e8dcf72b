import WireProtocol

/// What only shows when the files of a set are laid side by side.
struct CrossChecks {
    let draft: PolicyDraft
    private var words: Words { draft.words }

    /// Reports into the files of the draft.
    func run() {
        compareAuthorities()
        refuseTooManyWords()
        for agreement in draft.agreements { check(agreement) }
        for trial in draft.trials { check(trial) }
        refuseRepeatedRules()
        for tests in draft.tests { check(tests) }
    }

    private func file(_ path: String) -> SourceFile { draft.files[path] ?? SourceFile(path: path) }

    private func compareAuthorities() {
        guard let ours = draft.owners.authority?.value else { return }
        for (path, found) in [("bans.yaml", draft.bans.authority), ("asking.yaml", draft.asking.authority)] {
            guard let found, found.value != ours else { continue }
            file(path).fault(
                "`\(found.value)` is not the council of this set", at: found.spot,
                help: "owners.yaml says `\(ours)`")
        }
        for agreement in draft.agreements where agreement.holder != ours {
            file(agreement.path).fault(
                "agreement `\(agreement.id)` is about what `\(agreement.holder)` tells", at: .start,
                help: "a set holds what its own council tells, here `\(ours)`; the other council keeps this one")
        }
    }

    /// Decisions hold each kind of word in one machine word.
    private func refuseTooManyWords() {
        let vocabulary = draft.vocabulary
        let kinds = [
            ("purposes", vocabulary.purposes.count), ("roles", vocabulary.roles?.count ?? 0),
            ("about", vocabulary.about.count), ("categories", vocabulary.categories.count),
            ("marks", vocabulary.marks.count),
            ("fields", Set(vocabulary.categories.flatMap { $0.fields.joined() }).count),
        ]
        let facts = zip(RequestFact.allCases, vocabulary.requestFacts).map { ("words of `\($0.rawValue)`", $1.count) }
        for (kind, count) in kinds + facts where count > 64 {
            file("vocabulary.yaml").fault("there are \(count) \(kind); at most 64 can be told apart", at: .start)
        }
        for purpose in vocabulary.purposes where vocabulary.neverPurposes.contains(purpose.code) {
            file("vocabulary.yaml").fault(
                "`\(purpose.code)` is both a purpose and never one", at: .start,
                help: "take it out of `purposes` or of `never purposes`")
        }
    }

    private func check(_ agreement: Agreement) {
        let file = file(agreement.path)
        check(agreement.shares, under: agreement.law, in: file)
        let regimes = RegimeCheck(
            regime: agreement.regime, law: agreement.law, vocabulary: draft.vocabulary, file: file)
        for share in agreement.shares { regimes.check(share) }
        refuseRepeatedLaw(agreement.law, in: file)
    }

    private func check(_ trial: Trial) {
        let file = file(trial.path)
        check(trial.shares, under: trial.law, in: file)
        refuseRepeatedLaw(trial.law, in: file)
        let owners = draft.owners.owners.map(\.owner)
        if draft.owners.wasRead, !owners.contains(trial.owner) {
            let lexicon = Lexicon("owner", "owners", Array(Set(owners)).sorted(), listedIn: "owners.yaml")
            file.fault(
                "`\(trial.owner)` owns nothing here", at: trial.ownerName.spot, help: lexicon.help(for: trial.owner))
        }
        let names = draft.agreements.map(\.id.text)
        guard let agreement = draft.agreements.first(where: { $0.id == trial.agreement }) else {
            guard !isUnread("agreements", trial.agreement) else { return }
            file.fault(
                "unknown agreement `\(trial.agreement)`", at: trial.changes.spot,
                help: Lexicon("agreement", "agreements", names, listedIn: "agreements/").help(
                    for: trial.agreement.text))
            return
        }
        let regimes = RegimeCheck(regime: agreement.regime, law: trial.law, vocabulary: draft.vocabulary, file: file)
        for share in trial.shares { regimes.check(share) }
        if !agreement.valid.contains(trial.valid.from) || !agreement.valid.contains(trial.valid.until) {
            file.fault(
                "the trial runs outside the days of `\(agreement.id)`", at: trial.spot,
                help: "the agreement holds from \(agreement.valid.from) to \(agreement.valid.until)")
        }
    }

    /// A file that is there but could not be read: its faults are told already.
    private func isUnread(_ folder: String, _ name: Code) -> Bool { draft.files["\(folder)/\(name).yaml"] != nil }

    private func check(_ shares: [Share], under law: [LawEntry], in file: SourceFile) {
        let lawful = Set(law.flatMap(\.forPurposes))
        let owned = Set(draft.owners.owners.map(\.category))
        for share in shares {
            for purpose in share.purposes where !lawful.contains(purpose.value) && !file.hasUnreadLaw {
                file.fault(
                    "no entry of `law` covers `\(purpose.value)`", at: purpose.spot,
                    help: "say under which law each council acts: `holder` and `requester`, for `\(purpose.value)`")
            }
            for category in share.categories { check(category, of: share, owned, in: file) }
        }
    }

    private func check(_ category: Located<Code>, of share: Share, _ owned: Set<Code>, in file: SourceFile) {
        if draft.owners.wasRead, !owned.contains(category.value) {
            file.fault(
                "`\(category.value)` has no owner", at: category.spot,
                help: "nobody could sign for it: add `\(category.value)` to owners.yaml")
        }
        guard let known = draft.vocabulary.categories.first(where: { $0.code == category.value }),
            let level = VocabularyFile.levels.firstIndex(of: share.upTo)
        else { return }
        if known.fields[level - 1].isEmpty {
            file.fault(
                "`\(category.value)` has no fields at level `\(share.upTo)`", at: category.spot,
                help: "share it up to the highest level that has fields")
        }
        let explained = share.request.contains { $0.fact == .harmThreshold }
        if known.gate != nil, !explained {
            file.fault(
                "`\(category.value)` is a sensitive service", at: category.spot,
                help: "write `when the request says: { harm threshold: [explained] }` in share `\(share.id)`")
        }
    }

    private func refuseRepeatedLaw(_ law: [LawEntry], in file: SourceFile) {
        var seen: Set<Code> = []
        for purpose in law.flatMap(\.purposes) where !seen.insert(purpose.value).inserted {
            file.fault(
                "`\(purpose.value)` stands in two entries of `law`", at: purpose.spot, help: "keep it in one of them")
        }
    }

    /// A decision names its rules, so within one agreement, its trials and the bans each name means one rule.
    private func refuseRepeatedRules() {
        var seen: Set<Code> = []
        for ban in draft.bans.bans { refuse(ban.id, ban.spot, in: "bans.yaml", &seen) }
        for requester in Set(draft.agreements.map(\.requester)) {
            var known = seen
            for agreement in draft.agreements where agreement.requester == requester {
                for share in agreement.shares { refuse(share.id, share.spot, in: agreement.path, &known) }
                for rule in agreement.withhold { refuse(rule.id, rule.spot, in: agreement.path, &known) }
                for trial in draft.trials where trial.agreement == agreement.id {
                    for share in trial.shares { refuse(share.id, share.spot, in: trial.path, &known) }
                }
            }
        }
    }

    private func refuse(_ id: Code, _ spot: Spot, in path: String, _ seen: inout Set<Code>) {
        guard !seen.insert(id).inserted else { return }
        file(path).fault(
            "another rule is called `\(id)` too", at: spot,
            help: "a rule's name is its own among the bans, its agreement and the trials that change it")
    }

    private func check(_ tests: TestsFile) {
        let file = file(tests.path)
        guard let agreement = draft.agreements.first(where: { $0.id == tests.agreement.value }) else {
            guard !isUnread("agreements", tests.agreement.value) else { return }
            let names = Lexicon("agreement", "agreements", draft.agreements.map(\.id.text), listedIn: "agreements/")
            file.fault(
                "unknown agreement `\(tests.agreement.value)`", at: tests.agreement.spot,
                help: names.help(for: tests.agreement.value.text))
            return
        }
        checkRules(of: tests, agreement)
    }

    /// Whether every rule a test names is there, once all rules could be read.
    private func checkRules(of tests: TestsFile, _ agreement: Agreement) {
        let sources = draft.files.filter { path, _ in
            path == "bans.yaml" || path == agreement.path || path.hasPrefix("trials/")
        }
        guard sources.values.allSatisfy(\.diagnostics.isEmpty) else { return }
        let trials = draft.trials.filter { $0.agreement == agreement.id }.flatMap(\.shares)
        let rules = draft.bans.bans.map(\.id) + (agreement.shares + trials).map(\.id) + agreement.withhold.map(\.id)
        let place = "bans.yaml, \(agreement.path) and its trials"
        let lexicon = Lexicon("rule", "rules", (rules + [agreement.id]).map(\.text), listedIn: place)
        for test in tests.cases where test.question.requester == agreement.requester {
            for rule in test.expect.by ?? [] { _ = file(tests.path).word(rule.asText, in: lexicon) }
        }
    }
}

extension Located<Code> {
    fileprivate var asText: Located<String> { Located<String>(value: value.text, spot: spot) }
}
