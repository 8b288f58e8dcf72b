import ArgumentParser
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    struct Prove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Proves that something is never told, over every question and record there can be, or shows a case.",
            discussion: """
                Without options it proves every `never` in the tests of the set. With options it proves one claim: nothing \
                above a level is ever told where all of them fit. What is left out means any; an option may be given \
                several times for "one of these".

                Example, nobody hears of rent arrears for an assessment:
                  fcg policy prove Policies/stockport --field rent-arrears --for s17-assessment
                Example, at most whom to ring comes out of a question that says nothing safe about the family:
                  fcg policy prove Policies/stockport --level-above contact --says "family conversation=pending"

                `proved` names the rules that take it away. `broken` shows a question and a record that the evaluator \
                itself answers. `not decided` means that the work budget did not do, and is to be taken for broken. Exit \
                code 0 when all is proved, 1 otherwise.
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Option(help: "none, flag or contact: the most that may be told.") var levelAbove: String?
        @Option(help: "A council that asks.") var from: [String] = []
        @Option(name: .customLong("for"), help: "A purpose.") var purpose: [String] = []
        @Option(name: .customLong("as"), help: "A role.") var role: [String] = []
        @Option(help: "Who the person is to the child.") var about: [String] = []
        @Option(help: "A service.") var category: [String] = []
        @Option(help: "A field, such as rent-arrears.") var field: [String] = []
        @Option(help: "What the question says, such as \"harm threshold=explained\".") var says: [String] = []
        @Option(help: "A mark the person carries.") var whenMarked: [String] = []
        @Option(help: "A fact missing in the record: marks, age, involvement, \"ended months ago\".")
        var whenMissing: [String] = []

        func run() throws {
            let set = try PolicyCommand.load(folder)
            let claim = try claim()
            let proofs = claim.map { [set.prove($0)] } ?? set.proveNeverClauses()
            for proof in proofs { print(proof) }
            if proofs.isEmpty { print("no test of this set has a `never`; give options to prove one claim") }
            if !proofs.allSatisfy(\.isProved) { throw ExitCode.failure }
        }

        /// `nil` without options.
        private func claim() throws -> NeverClaim? {
            let lists = [from, purpose, role, about, category, field, says, whenMarked, whenMissing]
            guard levelAbove != nil || lists.contains(where: { !$0.isEmpty }) else { return nil }
            var claim = NeverClaim(name: name)
            claim.levelAbove = try PolicyCommand.word(levelAbove ?? "none", "--level-above", Code.init)
            claim.requesters = try words(from, "--from", AuthorityID.init)
            claim.purposes = try words(purpose, "--for", Code.init)
            claim.roles = try words(role, "--as", Code.init)
            claim.about = try words(about, "--about", Code.init)
            claim.categories = try words(category, "--category", Code.init)
            claim.fields = try words(field, "--field", Code.init)
            claim.marks = try words(whenMarked, "--when-marked", Code.init)
            claim.missing = Set(try words(whenMissing, "--when-missing", RecordFact.init) ?? [])
            for text in says {
                let (fact, word) = try PolicyCommand.word(text, "--says", said)
                claim.says[fact, default: []].append(word)
            }
            return claim
        }

        private var name: String {
            let parts = [
                ("of", category), ("of", field), ("for", purpose), ("to", role), ("about", about), ("from", from),
                ("when the request says", says), ("when marked", whenMarked), ("when missing", whenMissing),
            ].filter { !$0.1.isEmpty }.map { word, texts in
                word + " " + texts.map { "`\($0)`" }.joined(separator: " or ")
            }
            let most = levelAbove.map { "nothing above `\($0)`" } ?? "nothing"
            return ([most] + parts).joined(separator: " ")
        }

        private func words<Value>(_ texts: [String], _ option: String, _ parse: (String) -> Value?) throws -> [Value]? {
            texts.isEmpty ? nil : try texts.map { try PolicyCommand.word($0, option, parse) }
        }

        private func said(_ text: String) -> (RequestFact, Code)? {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let fact = RequestFact(rawValue: parts[0]), let word = Code(parts[1]) else {
                return nil
            }
            return (fact, word)
        }
    }

    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finds rules that are well written and do nothing, or not what they seem to.",
            discussion: """
                Looked for are shares and words of shares that tell nobody anything, rules that others do the work of \
                alone or together, shares that fit the same questions with different obligations, days that are over or \
                after which less is told, laws that do not carry what rests on them, and papers and posts that are names \
                of nothing. What `check` refuses cannot come up here.

                A `warning` is to be mended or knowingly left; a `note` is worth knowing. Exit code 0 without warnings, 1 \
                with one, and 1 when the work budget did not do, which is said.
                """)
        @Argument(help: "The folder of the set.") var folder: String
        @Option(help: "The day to judge days by, such as 2026-12-10; today by default.") var on: String?
        @Flag(help: "Shows a question for each finding that has one, as the set decides it.") var examples = false

        func run() throws {
            let set = try PolicyCommand.load(folder)
            let day = try on.map { try PolicyCommand.word($0, "--on", CalendarDay.init) } ?? wallClock().londonDay
            let lint = set.lint(on: day)
            for finding in lint.findings {
                print("\(folder)/\(finding)")
                if examples, let witness = finding.witness { print("    example: \(witness)") }
            }
            for reason in lint.notDecided { print("not decided: \(reason)") }
            let notes = lint.findings.count(where: \.isNote)
            print("warnings: \(lint.findings.count - notes), notes: \(notes)")
            if !lint.isClean { throw ExitCode.failure }
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Says in sentences who may newly see, or no longer see, what and when, between two sets of a council.",
            discussion: """
                The sentences are complete: a question and a record that no sentence covers come to the same fields and \
                obligations under both sets. `New` and `Looser` widen, `No longer` and `Stricter` narrow. Sentences about \
                "our questions" say the same of what our own questions may give away (asking.yaml). Reasons of refusals \
                and hand-offs to the duty desk are not compared; files that differ are listed.

                Example: fcg policy diff Policies/stockport draft --examples

                Exit code 0 when the sets were compared, whatever came out; 1 when the work budget did not do.
                """)
        @Argument(help: "The folder of the old set.") var old: String
        @Argument(help: "The folder of the new set.") var new: String
        @Flag(help: "Shows a question for each sentence, as both sets decide it.") var examples = false

        func run() throws {
            let (old, new) = (try PolicyCommand.load(old), try PolicyCommand.load(new))
            let difference: PolicyDifference
            let asking: AskingDifference
            do { (difference, asking) = (try .between(old, new), try .between(old, new)) } catch {
                throw Complaint("\(error)")
            }
            for region in difference.regions {
                print(region)
                if examples { print("    before: \(region.before)\n    after:  \(region.after)") }
            }
            for region in asking.regions {
                print(region)
                if examples { print("    before: \(region.before.sentence)\n    after:  \(region.after.sentence)") }
            }
            let isSame = difference.regions.isEmpty && asking.regions.isEmpty
            if isSame { print("nothing is told differently") }
            if !difference.changedFiles.isEmpty {
                print("files that differ: \(difference.changedFiles.joined(separator: ", "))")
            }
            if !isSame { print(difference.isWidening || asking.widens ? "this widens" : "this only narrows") }
        }
    }
}

extension AskingDecision {
    /// What comes of one of our own questions, for people.
    fileprivate var sentence: String {
        switch self {
        case .send(let identifiers, let rules, _):
            "gives " + identifiers.sorted().map { "`\($0)`" }.joined(separator: ", ") + " by "
                + rules.map { "`\($0)`" }.joined(separator: ", ")
        case .stop(_, let sentence): "is stopped: " + sentence
        }
    }
}
