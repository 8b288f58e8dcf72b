import AuditTrail
import Foundation
import SyntheticFamilies
import WireProtocol

/// Tells the demonstration's story through three running nodes, and checks what it tells.
final class StoryTeller {
    let plan: SandboxPlan
    let story: Story
    private var failures: [String] = []
    private var step = ""

    init(plan: SandboxPlan) {
        self.plan = plan
        story = plan.families.story
    }

    /// Plays every step; returns what did not come out as told.
    func tell() async -> [String] {
        do {
            try await setTheStage()
            try await familyInTwoCouncils()
            try await refusedCategory()
            try await namesakes()
            try await hiddenChild()
            try await silentCouncil()
            try await ownPolicyStops()
            try await replayedAndAltered()
            try await tamperedLog()
        } catch {
            failures.append("\(step): \(error)")
        }
        print(failures.isEmpty ? Terminal.good("\nThe story came out as told.") : Terminal.bad("\nIt did not."))
        return failures
    }

    // MARK: The steps

    private func setTheStage() async throws {
        open("Three councils", "Every person, number and address in this story is invented.")
        try SandboxBuilder(plan).build { print("  " + $0) }
        for council in plan.councils {
            try await CouncilProcess(council: council).start()
            print("  \(council.council.name) (\(council.authority)) serves on https://\(council.publicName)")
        }
    }

    private func familyInTwoCouncils() async throws {
        open(
            "(a) A child may be being seriously harmed",
            "A social worker in Leeds meets a family that moved here. She asks Stockport and Bradford, under s.47.")
        let people = [story.child, story.mother, story.mothersPartner]
        let answer = try await ask(people, ["school", "childrens-social-care", "housing", "adult-social-care"])
        check("Stockport and Bradford both answered", answer.states == ["answered", "answered"])
        check("Stockport knows the child", answer.outcome("s1", at: .stockport) == "matched")
        check("Bradford knows the mother's partner", answer.outcome("s3", at: .bradford) == "matched")
        check(
            "there is somebody to ring in both councils",
            answer.phones(at: .stockport).isEmpty == false && answer.phones(at: .bradford).isEmpty == false)
    }

    private func refusedCategory() async throws {
        open(
            "(b) A service the agreement does not cover",
            "She also asks about drug and alcohol services. The agreement does not cover them, and says whom to ring.")
        let answer = try await ask([story.mothersPartner], ["substance-misuse"], councils: [.stockport])
        let refusal = answer.category("substance-misuse", of: "s1", at: .stockport)
        check("the category is refused", refusal?["refused"]?.text != nil)
        check("an owner is named", refusal?["owner"]?.text?.isEmpty == false)
    }

    private func namesakes() async throws {
        open(
            "(c) Two girls of one name, one birthday, one house",
            "Stockport does not guess between them.")
        let without = try await ask([story.namesake], ["school"], councils: [.stockport])
        check("not confirmed", without.outcome("s1", at: .stockport) == "not-confirmed")
        check("an NHS number would help", without.couldHelp("s1", at: .stockport).contains("nhs-number"))
        print("She finds the NHS number on the referral, and asks again.\n")
        let with = try await ask([story.namesake], ["school"], councils: [.stockport], withNumber: true)
        check("matched with the NHS number", with.outcome("s1", at: .stockport) == "matched")
    }

    private func hiddenChild() async throws {
        open(
            "(d) A child who must not be found",
            "Marisol lives at a confidential address in Stockport. Ptolemy is known to nobody. What Leeds sees is the same."
        )
        let hidden = try await ask([story.hiddenChild], ["school", "childrens-social-care"], councils: [.stockport])
        var other = story.unknownChild.subject(ref: "s1")
        other.previousPostcodes = story.hiddenChild.subject(ref: "s1").previousPostcodes
        let unknown = try await ask(
            subjects: [other], ["school", "childrens-social-care"], councils: [.stockport], quietly: true)
        check(
            "both answers say the same, word for word",
            hidden.wire(at: .stockport) != nil && hidden.wire(at: .stockport) == unknown.wire(at: .stockport))
        check("a worker in Leeds must now ring", hidden.council(.stockport)?["task"] != nil)
        try await showTasks(
            of: .stockport, expecting: "hand-off", from: hidden, "Stockport's duty desk has a hand-off, with its clock:"
        )
        try await showTasks(
            of: .leeds, expecting: "compulsory-task", from: hidden, "The Leeds worker has a call that must be made:")
    }

    private func silentCouncil() async throws {
        open("(e) A council that is switched off", "Bradford's node is down. Silence is shown as silence.")
        let bradford = CouncilProcess(council: plan.council(.bradford))
        try await bradford.stop()
        let answer = try await ask([story.mothersPartner], ["adult-social-care"], councils: [.bradford])
        let state = answer.council(.bradford)?["state"]?.text ?? ""
        check("shown as silent, not as nothing known", ["silent", "unreachable"].contains(state))
        check("no answer is shown", answer.council(.bradford)?["answer"] == nil)
        try await bradford.start()
    }

    private func ownPolicyStops() async throws {
        open(
            "(f) A question that Leeds itself does not let out",
            "Leeds's own index marks this child as hidden. The question alone would tell Stockport where she is now.")
        let answer = try await ask([story.childHiddenAtHome], ["school"], councils: [.stockport])
        let council = answer.council(.stockport)
        check("stopped by Leeds's own policy", council?["state"]?.text == "stopped")
        check("the rule is named", council?["rule"]?.text != nil)
        check("nothing was sent", council?["exchange"] == nil)
    }

    private func replayedAndAltered() async throws {
        open(
            "(g) An attacker",
            "A registered test authority sends one good request, sends it again, and sends it altered.")
        let attacker = try TestPeer(plan: plan, authority: plan.testAuthorities[0])
        let council = plan.council(.stockport)
        let request = try attacker.request(to: council, about: story.unknownChild)
        let first = try await attacker.send(request, to: council)
        check("the good request is answered (\(first.status))", first.status == 200)
        let second = try await attacker.send(request, to: council)
        check("the replay is refused (\(second.status) \(second.code))", second.code == "replayed")
        let altered = try await attacker.send(request.altered(), to: council)
        check("the altered one is refused (\(altered.status) \(altered.code))", altered.code == "digest-mismatch")
        try await attacker.close()
    }

    private func tamperedLog() async throws {
        open("(h) The record", "The nodes stop. Every log is verified; then one byte of a copy is changed.")
        for council in plan.councils { try await tellWitnesses(of: council) }
        for council in plan.councils { try await CouncilProcess(council: council).stop() }
        for council in plan.councils {
            for log in try VerifyCommand.verify(council.folder, folder: council.folder.audit) {
                check("\(log.origin): \(log.size) \(log.size == 1 ? "entry" : "entries") intact", log.isSound)
            }
        }
        let stockport = plan.council(.stockport).folder
        let copy = try TamperedCopy(of: stockport.audit, in: "\(plan.folder)/tampered")
        let results = try VerifyCommand.verify(stockport, folder: copy.folder)
        let fault = results.compactMap(\.firstFault).first
        check("one changed byte is found: \(fault.map { "\($0)" } ?? "no")", fault != nil)
    }

    /// Waits a little for the others' cosignatures, which come every few seconds, and tells how many there are.
    private func tellWitnesses(of council: SandboxPlan.Council) async throws {
        var logs = try await witnessed(council)
        for _ in 0..<40 where !logs.allSatisfy({ $0["cosigned"] == $0["witnesses"] }) {
            try await Task.sleep(for: .milliseconds(500))
            logs = try await witnessed(council)
        }
        for log in logs {
            let (cosigned, all) = (log["cosigned"]?.number ?? 0, log["witnesses"]?.number ?? 0)
            print("  \(log["log"]?.text ?? ""): its newest checkpoint is cosigned by \(cosigned) of \(all) councils")
        }
    }

    private func witnessed(_ council: SandboxPlan.Council) async throws -> [JSONValue] {
        try await StaffLine(council.folder).send("status", [:])["witnessed"]?.elements ?? []
    }

    // MARK: Telling

    private func open(_ title: String, _ lead: String) {
        step = title
        print("\n" + Terminal.bold(title) + "\n" + lead + "\n")
    }

    private func check(_ what: String, _ holds: Bool) {
        print("  " + (holds ? Terminal.good("✓ ") : Terminal.bad("✗ ")) + what)
        if !holds { failures.append("\(step): \(what)") }
    }

    private func ask(
        _ people: [StoryPerson], _ categories: [String], councils: [SyntheticCouncil] = [.stockport, .bradford],
        withNumber: Bool = false
    ) async throws -> StoryAnswer {
        let subjects = people.enumerated().map { $1.subject(ref: "s\($0 + 1)", nhsNumber: withNumber) }
        return try await ask(subjects: subjects, categories, councils: councils, quietly: false)
    }

    private func ask(
        subjects: [Subject], _ categories: [String], councils: [SyntheticCouncil], quietly: Bool
    ) async throws -> StoryAnswer {
        let question = StoryQuestion(
            worker: story.worker, subjects: subjects, categories: categories, councils: councils, day: plan.today)
        let reply = try await StaffLine(plan.council(.leeds).folder).send("ask", question.json)
        if !quietly { print(AnswerPage(reply, question: question.json).text) }
        return StoryAnswer(reply: reply)
    }

    /// Shows the one task of a kind that this very answer of Stockport's raised; another question's is not it.
    private func showTasks(
        of council: SyntheticCouncil, expecting kind: String, from answer: StoryAnswer, _ lead: String
    ) async throws {
        let reply = try await StaffLine(plan.council(council).folder).send("duty-list", [:])
        let tasks = answer.tasks(kind, at: .stockport, among: reply["tasks"]?.elements ?? [])
        print("  " + lead)
        if let task = tasks.first?["text"]?.text {
            print(task.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
        }
        check("this question's task is there, once", tasks.count == 1)
    }
}
