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

                Exit code 0; 1 when the stop rule is reached and the trial still runs.
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
            if report.stopRuleIsReached, report.runs { throw ExitCode.failure }
        }
    }

    struct Count: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Counts something for a measure of a trial, and stops the trial when its stop rule is reached.",
            discussion: """
                The internal log keeps each count with its day: a complaint upheld, a contact that the asking team says \
                it made. A day before the trial counts for the comparison. What was counted by mistake is taken back \
                with a negative number.

                When complaints upheld reach the number in `stop when`, the trial is suspended first and the count is \
                recorded then: it gives nothing from the next question on. Two people lift that, as any suspension.

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
            var report = try desk.report(trial, on: today)
            let word = try PolicyCommand.word(measure, "--measure", Code.init)
            guard report.trial.measures.contains(where: { $0.id == word }) else {
                let names = report.trial.measures.map { "`\($0.id)`" }.joined(separator: ", ")
                throw Complaint("the trial has no measure `\(word)`; it has \(names)")
            }
            guard add != 0, abs(add) <= TrialNote.most else {
                throw Complaint("`--add` is a whole number from -\(TrialNote.most) to \(TrialNote.most), but 0")
            }
            let day = try PolicyCommand.day(on)
            guard day <= today else { throw Complaint("`\(day)` has not come yet") }
            let by = try PolicyCommand.word(by, "--by", Code.init)
            let note = TrialNote(trial: report.trial.id, content: .counted(measure: word, add: add, on: day))
            report.take(note)
            let stopped = try desk.stop(report)
            if stopped { print("the stop rule is reached: \(report.trial.id) stands still from the next question on") }
            try await desk.record(note, by: by)
            // Somebody may have counted at the same time.
            let late = try desk.stop(try desk.report(trial, on: today))
            if late { print("the stop rule is reached: \(report.trial.id) stands still from the next question on") }
            if stopped || late { try await desk.recordSuspensions() }
            print("counted \(add) for `\(word)` on \(day)")
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
            try await desk.record(
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

    init(_ config: String) { folder = NodeFolder(config: config) }

    private var line: StaffLine { StaffLine(folder) }

    /// The report of a trial without any question yet.
    func report(_ name: String, on day: CalendarDay) throws -> TrialReport {
        let set = try PolicyCommand.load(folder.policies)
        let suspensions = SuspensionsFile(path: folder.suspensions)
        let name = try PolicyCommand.word(name, "TRIAL", Code.init)
        guard var report = TrialReport(of: name, in: set.suspending(suspensions.current(for: set)), on: day) else {
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

    /// Carries the stop rule out, before anything is recorded: a stop that is not recorded is put right sooner than a
    /// trial that goes on. Says whether there was something to stop.
    func stop(_ report: TrialReport) throws -> Bool {
        guard report.stopRuleIsReached, report.trial.state == "trial" else { return false }
        let set = try PolicyCommand.load(folder.policies)
        let target = Suspension.Target.trial(report.trial.id)
        let file = SuspensionsFile(path: folder.suspensions)
        let suspensions: Suspensions
        do { suspensions = try file.read(for: set) } catch { throw Complaint("\(error)") }
        guard !suspensions.holds(target) else { return false }
        let suspension = Suspension(
            target: target, because: "its stop rule is reached: complaints upheld", by: "stop-rule",
            since: wallClock().londonDay)
        try NodeFolder.write(Array(suspensions.adding(suspension).text.utf8), to: folder.suspensions)
        return true
    }

    func record(_ note: TrialNote, by: Code) async throws {
        _ = try await line.send("trial-record", ["by": .string(by.text), "note": note.json])
    }

    func recordSuspensions() async throws { _ = try await line.send("suspensions", [:]) }
}
