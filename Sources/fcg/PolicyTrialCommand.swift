import ArgumentParser
import AuditTrail
import Foundation
import Gateway
import PolicyEngine
import PolicyWorkbench
import WireProtocol

extension PolicyCommand {
    /// `fcg policy trial`
    struct TrialCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trial", abstract: "Reports on a trial, counts for its measures, and notes how it came out.",
            subcommands: [Report.self, Count.self, Decide.self])
    }
}

extension PolicyCommand.TrialCommand {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what a trial did, beside what was before it and what other teams met meanwhile.",
            discussion: """
                Questions are counted, never people: those of the trial's teams, of the same teams on as many days \
                before it, and of the asking council's other teams. Of a trial that only watches it counts what would \
                have been answered. Then the measures, the stop rule and the outcome. Numbers below the trial's \
                `smallest cell`, and those that would give one away, are hidden; two reports of neighbouring days can \
                still give away what came between them, so hand out one.

                Where the node runs, its internal log says that its decisions were read.

                Example: fcg policy trial report drug-and-alcohol-line --config stockport/node.yaml
                """)
        @Argument(help: "The trial's name.") var trial: String
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "The day of the report, such as 2027-01-10; today by default.") var on: String?
        @Option(help: "The post of who reads, for the internal log.") var by = "information-governance-officer"

        func run() async throws {
            let desk = TrialDesk(config)
            var report = try desk.report(trial, on: try PolicyCommand.day(on))
            try await DecisionLines.questions(of: desk.folder, for: "trial-report", by: by) { report.take($0) }
            print(Terminal.inertLines(report.description))
        }
    }

    struct Count: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts something for a measure of a trial, and stops the trial when its stop rule is reached.",
            discussion: """
                The internal log keeps each count with its day: a complaint upheld, a contact that the asking team says \
                it made. A day before the trial counts for the comparison. What was counted by mistake is taken back \
                with a negative number.

                When complaints upheld reach the number in `stop when`, the trial gives nothing from the next question \
                on, and never again: a complaint taken back does not start it anew. What was learned goes into another \
                trial. The node must be running; one that does not run gives nothing meanwhile.

                Example: fcg policy trial count drug-and-alcohol-line --config stockport/node.yaml \
                --measure complaints-upheld --add 1 --by data-protection-officer
                """)
        @Argument(help: "The trial's name.") var trial: String
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "The measure's name.") var measure: String
        @Option(help: "How many more.") var add = 1
        @Option(help: "The day it happened, such as 2027-01-10; today by default.") var on: String?
        @Option(help: "The post of who counts.") var by: String

        func run() async throws {
            let desk = TrialDesk(config)
            let today = wallClock().londonDay
            let trial = try desk.report(trial, on: today).trial
            let word = try PolicyCommand.word(measure, "--measure", Code.init)
            guard trial.measures.contains(where: { $0.id == word }) else {
                let names = trial.measures.map { "`\($0.id)`" }.joined(separator: ", ")
                throw Complaint("the trial has no measure `\(word)`; it has \(names)")
            }
            guard add != 0, abs(add) <= TrialNote.most else {
                throw Complaint("`--add` is a whole number from -\(TrialNote.most) to \(TrialNote.most), but 0")
            }
            let day = try PolicyCommand.day(on)
            guard day <= today else { throw Complaint("`\(day)` has not come yet") }
            let by = try PolicyCommand.word(by, "--by", Code.init)
            let note = TrialNote(trial: trial.id, content: .counted(measure: word, add: add, on: day))
            let isStopped = try await desk.record(note, by: by)
            print("counted \(add) for `\(word)` on \(day)")
            if isStopped { print("the stop rule is reached: \(trial.id) gives nothing from the next question on") }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Notes the outcome of a trial in the internal log: adopt, adapt or stop.",
            discussion: """
                The note decides nothing by itself: then write `state: ended` and the outcome into the trial's file, \
                what is adopted into the agreement, and have the new set signed.

                Example: fcg policy trial decide drug-and-alcohol-line --config stockport/node.yaml \
                --outcome adapt --because "calls came sooner, the line was often busy" --by director-of-public-health
                """)
        @Argument(help: "The trial's name.") var trial: String
        @Option(help: "The node's configuration.") var config: String
        @Option(help: "adopt, adapt or stop.") var outcome: String
        @Option(help: "Why, without a person's name.") var because: String
        @Option(help: "The post of who decides.") var by: String

        func run() async throws {
            let desk = TrialDesk(config)
            let found = try desk.report(trial, on: wallClock().londonDay).trial
            guard let outcome = Code(outcome), TrialNote.outcomes.contains(outcome) else {
                throw Complaint("`\(outcome)` is not adopt, adapt or stop")
            }
            let by = try PolicyCommand.word(by, "--by", Code.init)
            _ = try await desk.record(
                TrialNote(trial: found.id, content: .decided(outcome: outcome, because: because)), by: by)
            print("noted: \(found.id), \(outcome)")
            if found.outcome != outcome || found.state != "ended" {
                print("now write `state: ended` and `outcome: \(outcome)` into \(found.path), and have the set signed")
            }
        }
    }
}

/// A node's trials: its set, what stands still, and what its internal log says of them.
struct TrialDesk {
    let folder: NodeFolder
    private let config: String

    init(_ config: String) {
        self.config = config
        folder = NodeFolder(config: config)
    }

    /// The report of a trial without any question yet.
    func report(_ name: String, on day: CalendarDay) throws -> TrialReport {
        let state = try NodePolicies(config: config).inForce().state
        let set = state.set.suspending(SuspensionsFile(path: folder.suspensions).current(for: state))
        let name = try PolicyCommand.word(name, "TRIAL", Code.init)
        guard var report = TrialReport(of: name, in: set, on: day) else {
            let names = set.trials.map { "`\($0.id)`" }.joined(separator: ", ")
            throw Complaint("there is no trial `\(name)`; there are: \(names.isEmpty ? "none" : names)")
        }
        do {
            try AuditReader(folder: folder.audit).forEach(TrialNote.event, in: .internal, opening: [.decision]) {
                if let note = try TrialNote($0) { report.take(note) }
            }
        } catch let failure as AuditFailure {
            throw Complaint("\(folder.audit): error: \(failure)")
        }
        return report
    }

    /// Has the node record a note; says whether the trial is stopped.
    func record(_ note: TrialNote, by: Code) async throws -> Bool {
        try await StaffLine(folder).send("trial-record", ["by": .string(by.text), "note": note.json])["stopped"] == true
    }
}
