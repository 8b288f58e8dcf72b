import AuditTrail
import Foundation
import Gateway
import NodeIdentity
import PeerClient
import SyntheticFamilies
import PolicyWorkbench
import Synchronization
import Testing
import WireProtocol

@testable import fcg

@Suite("Real nodes over real TLS", .serialized, .sandbox)
struct ProcessTests {
    let sandbox: RunningSandbox

    init() throws { sandbox = try #require(RunningSandbox.current) }

    @Test("the story comes out as told")
    func story() {
        #expect(sandbox.story.code == 0, Comment(rawValue: String(sandbox.story.text.suffix(2_000))))
        #expect(sandbox.story.text.contains("The story came out as told."))
    }

    @Test("no name, number or place of anybody stands in any log line, at the highest level of detail")
    func logsNameNobody() throws {
        try expectLogsNameNobody()
    }

    private func expectLogsNameNobody() throws {
        let personal = sandbox.plan.families.allPersonalStrings()
        for council in SyntheticCouncil.allCases {
            let log = try sandbox.log(council)
            try #require(log.contains(" trace ") && log.contains("serving"))
            #expect(Haystack(log).findings(of: personal).isEmpty)
        }
    }

    @Test("no secret stands in any log line")
    func logsTellNoSecret() throws {
        for council in SyntheticCouncil.allCases {
            let folder = sandbox.plan.council(council).folder
            let log = try sandbox.log(council)
            var secrets = [try folder.secret("pseudonym.key")]
            secrets.append(try folder.signingKey("signing.pem").seed)
            for log in LogName.allCases {
                secrets.append(try LogKeyFiles(folder).key(log, year: wallClock().utcYear).seed)
            }
            for secret in secrets {
                let numbers = secret.prefix(8).map(String.init).joined(separator: ", ")
                let forms = [numbers, Hex.encode(secret), Base64.encode(secret), Base64URL.encode(secret)]
                #expect(!forms.contains(where: log.contains))
            }
            #expect(!log.contains("PRIVATE KEY"))
        }
    }

    // clause: FCP-ANS-1+ FCP-AUD-1+
    @Test("a question is answered, refused or not confirmed, each with one leaf")
    func outcomes() async throws {
        try await sandbox.running(.stockport)
        let before = try sandbox.leafCount(.stockport)

        try await sandbox.withStranger { stranger in
            let people = sandbox.people
            let found = try await stranger.send(try stranger.sign(stranger.query([people.child]))).answer()
            let refused = try await stranger.send(
                try stranger.sign(stranger.query([people.child]) { $0.categories = ["police"] })
            ).answer()
            let hidden = try await stranger.send(try stranger.sign(stranger.query([people.hiddenChild]))).answer()
            let unknown = try await stranger.send(try stranger.sign(stranger.query([people.unknownChild]))).answer()

            #expect(found.subjects.map(\.outcome) == [.matched])
            #expect(refused.outcome == .refused)
            #expect(hidden.subjects[0].outcome == .notConfirmed)
            #expect(hidden.subjects[0].categories == unknown.subjects[0].categories)
        }

        #expect(try sandbox.leafCount(.stockport) == before + 4)
    }

    // clause: FCP-ERR-1+ FCP-AUD-3-
    @Test("what is wrong in one place is refused by its name, and makes no leaf")
    func refusals() async throws {
        try await sandbox.running(.stockport)
        let before = try sandbox.leafCount(.stockport)

        try await sandbox.withStranger { stranger in
            let child = [sandbox.people.child]
            let other = sandbox.plan.testAuthorities[1]
            let altered = try stranger.sign(stranger.query(child)).altered()
            let wrongTo = stranger.query(child) { $0.to = SyntheticCouncil.bradford.authority }

            #expect(try await stranger.send(altered).code == "digest-mismatch")
            #expect(try await stranger.send(stranger.sign(wrongTo)).code == "schema")
            #expect(
                try await stranger.send(stranger.sign(stranger.query(child), keyOf: other)).code == "signature-invalid")
            let impostor = try stranger.sign(stranger.query(child), keyOf: other, keyID: PeerKit.keyID(other))
            #expect(try await stranger.send(impostor).code == "identity-mismatch")
            for seconds in [-420, 120] as [Int64] {
                let skewed = try stranger.sign(stranger.query(child), secondsAhead: seconds)
                #expect(try await stranger.send(skewed).code == "signature-time")
            }
        }

        #expect(try sandbox.leafCount(.stockport) == before)
    }

    // clause: FCP-TIM-7- FCP-TIM-12-
    @Test("a replay is refused, also by the node that was stopped and started in between")
    func replayAcrossRestart() async throws {
        try await sandbox.running(.stockport)

        try await sandbox.withStranger { stranger in
            let request = try stranger.sign(stranger.query([sandbox.people.child]))
            #expect(try await stranger.send(request).status == 200)
            #expect(try await stranger.send(request).code == "replayed")
            try await sandbox.stop(.stockport)
            try await sandbox.running(.stockport)

            #expect(try await stranger.send(request).code == "replayed")
            #expect(try await stranger.send(try stranger.sign(stranger.query([sandbox.people.child]))).status == 200)
        }
    }

    @Test("a node killed once the record is there refuses what it may have answered, and records the retry anew")
    func powerCut() async throws {
        try await sandbox.running(.bradford)
        let before = try sandbox.leafCount(.bradford)

        try await sandbox.withStranger { stranger in
            let query = stranger.query([sandbox.people.child], to: .bradford)
            let request = try stranger.sign(query, for: .bradford)
            async let unread = try? stranger.send(request, to: .bradford)
            try await eventually { try sandbox.leafCount(.bradford) == before + 1 }
            try await sandbox.cutPower(.bradford)
            _ = await unread
            try await sandbox.running(.bradford)

            #expect(try await stranger.send(request, to: .bradford).code == "signature-time")
            #expect(
                try await stranger.send(try stranger.sign(query, for: .bradford), to: .bradford).code
                    == "signature-time")
            #expect(try sandbox.leafCount(.bradford) == before + 1)
            // Within the skew a client may be a minute ahead: the first attempt that the fence lets through.
            try await Task.sleep(for: .milliseconds(1_100))
            let retried = try await stranger.send(
                try stranger.sign(query, secondsAhead: 60, for: .bradford), to: .bradford
            ).answer()
            #expect(retried.inReplyTo == query.id)
            #expect(try sandbox.leafCount(.bradford) == before + 2)
        }
    }

    // clause: FCP-TIM-16-
    @Test("a second process on one folder does not start")
    func secondProcess() async throws {
        try await sandbox.running(.stockport)

        let second = try await Program.fcg(["serve", "--config", sandbox.plan.council(.stockport).folder.config])

        #expect(second.code != 0)
        #expect(second.text.contains("in use"))
        #expect(try await StaffLine(sandbox.plan.council(.stockport).folder).send("status", [:])["authority"] != nil)
    }

    @Test("a start that finds its port taken says so, and the next one has no fence")
    func takenPort() async throws {
        try await sandbox.stop(.stockport)
        let council = sandbox.plan.council(.stockport)
        var other = FreePorts.Listener(port: council.port)
        try #require(other != nil)

        let failed = try await Program.fcg(["serve", "--config", council.folder.config])
        other = nil
        try await sandbox.running(.stockport)

        #expect(failed.code != 0)
        try await sandbox.withStranger { stranger in
            let response = try await stranger.send(try stranger.sign(stranger.query([sandbox.people.child])))
            #expect(response.status == 200)
        }
    }

    @Test("a clock that is believed is not accepted")
    func believedClock() async throws {
        try await sandbox.running(.stockport)
        let config = sandbox.plan.council(.stockport).folder.config

        let said = try await Program.fcg(["clock", "accept", "--config", config, "--by", "ops-1", "--second", "ops-2"])

        #expect(said.code == 1)
        #expect(said.text.contains("nothing to accept"))
    }

    @Test(
        "an edit nobody signed is not looked at; a damaged generation and a forged pin are refused, and the log says so"
    )
    func reload() async throws {
        let process = try await sandbox.running(.stockport)
        let folder = sandbox.plan.council(.stockport).folder
        let before = try await StaffLine(folder).send("status", [:])["policySet"]
        let generation = try #require(try NodePolicies(config: folder.config).generations.kept().last?.name)
        let signed = "\(folder.generations)/\(generation)/policies/bans.yaml"
        let pins = try folder.text(of: folder.config)
        let spoilt = [
            (folder.policies + "/bans.yaml", "policies read"), (signed, "policies refused"),
            (folder.config, "policies refused"),
        ]

        for (file, line) in spoilt {
            let sound = try folder.text(of: file)
            let count = try sandbox.log(.stockport).components(separatedBy: line).count
            let digest = try #require(before?.text)
            try NodeFolder.write(
                file == folder.config
                    ? sound.replacing(digest, with: String(repeating: "a", count: 64))
                    : sound.replacing("training-never", with: "drills-never"), to: file)
            kill(try #require(process.pid), SIGHUP)
            try await eventually { try sandbox.log(.stockport).components(separatedBy: line).count == count + 1 }
            #expect(try await StaffLine(folder).send("status", [:])["policySet"] == before)
            try NodeFolder.write(sound, to: file)
        }
        #expect(try folder.text(of: folder.config) == pins)

        try await sandbox.withStranger { stranger in
            let answer = try await stranger.send(try stranger.sign(stranger.query([sandbox.people.child]))).answer()
            #expect(answer.subjects.map(\.outcome) == [.matched])
        }
    }

    @Test("a signed edit is served at once; a start refuses what is older than it, and misses a suspension taken out")
    func restarted() async throws {
        try await sandbox.running(.bradford)
        let council = sandbox.plan.council(.bradford)
        let (folder, office) = (council.folder, SandboxOffice(sandbox.plan, council))
        let first = try NodePolicies(config: folder.config).pins
        let bans = folder.policies + "/bans.yaml"
        try NodeFolder.write(try folder.text(of: bans).replacing("because: ", with: "because: Indeed, "), to: bans)
        try office.activate(folder, because: "a word more")
        try await PolicyCommand.tellNode(folder)
        let second = try NodePolicies(config: folder.config)
        #expect(try await StaffLine(folder).send("status", [:])["policySet"] == .string(second.file.policyDigest))
        try await sandbox.stop(.bradford)

        try second.pin(first)
        let older = try await Program.fcg(["serve", "--config", folder.config])
        try second.pin(try second.pins)
        #expect(older.code != 0)
        #expect(older.text.contains("generation 1 is older than generation 2, which was in force"))

        let empty = try folder.text(of: folder.suspensions)
        let person = InventedOffice.dutyManagers[0]
        let suspended = try await Program.fcg([
            "policy", "suspend", "--config", folder.config, "--category", "school", "--because", "a test", "--as",
            person.text, "--key", office.keyPath(person),
        ])
        #expect(suspended.code == 0)
        try await sandbox.running(.bradford)
        try await sandbox.stop(.bradford)
        let standing = try folder.text(of: folder.suspensions)
        try NodeFolder.write(empty, to: folder.suspensions)
        try await sandbox.running(.bradford)
        #expect(try sandbox.log(.bradford).contains("an act that stood here is gone or changed"))
        await #expect(throws: Complaint.self) { try await StaffLine(folder).send("suspensions", [:]) }
        try NodeFolder.write(standing, to: folder.suspensions)
        let found = try await StaffLine(folder).send("suspensions", [:])
        #expect(found["suspended"] == ["category school"])
        for person in InventedOffice.dutyManagers {
            let lifted = try await Program.fcg([
                "policy", "resume", "--config", folder.config, "--category", "school", "--review", "a test", "--as",
                person.text, "--key", office.keyPath(person),
            ])
            #expect(lifted.code == 0, Comment(rawValue: lifted.text))
        }
    }

    // clause: FCP-ANS-25-
    @Test("an answer of one question, given to another, is no answer")
    func swappedAnswer() async throws {
        try await sandbox.running(.stockport)
        try await sandbox.stop(.leeds)
        let leeds = try NodeAssembly(config: sandbox.plan.council(.leeds).folder.config)
        let kept = Mutex<ReadyResponse?>(nil)
        let path = AskPath(node: leeds.context, pseudonymKey: systemRandom(32)) {
            [carrier = leeds.carrier] (authority, head, body, deadline) async throws(TransportFault) in
            let response = try await carrier.carry(authority, head, body, deadline)
            return kept.withLock { kept in
                defer { kept = kept ?? response }
                return kept ?? response
            }
        }
        let people = sandbox.people
        let question = StoryQuestion(
            worker: people.worker, subjects: [people.child.subject(ref: "s1")], categories: ["school"],
            councils: [.stockport], day: sandbox.plan.today)

        let first = try await path.ask(try PractitionerQuestion(question.json))
        let second = try await path.ask(try PractitionerQuestion(question.json))
        await leeds.carrier.shutdown()
        try leeds.context.audit.stop()

        #expect(first.replies.map(\.state) == [.answered])
        #expect(second.replies.map(\.state) == [.notVerified])
        #expect(second.replies[0].answer == nil)
    }

    // clause: FCP-ANS-23- FCP-ANS-33-
    @Test("a council that takes the call and says nothing is shown as silent")
    func silentPeer() async throws {
        try await sandbox.running(.leeds)
        try await sandbox.stop(.bradford)
        let mute = try #require(FreePorts.Listener(port: sandbox.plan.council(.bradford).port))
        let people = sandbox.people
        let question = StoryQuestion(
            worker: people.worker, subjects: [people.mothersPartner.subject(ref: "s1")],
            categories: ["adult-social-care"], councils: [.bradford], day: sandbox.plan.today)

        let reply = try await StaffLine(sandbox.plan.council(.leeds).folder).send("ask", question.json)

        withExtendedLifetime(mute) {}
        #expect(StoryAnswer(reply: reply).states == ["silent"])
        #expect(StoryAnswer(reply: reply).council(.bradford)?["answer"] == nil)
        let exchange = StoryAnswer(reply: reply).council(.bradford)?["exchange"]
        let tasks = try await StaffLine(sandbox.plan.council(.leeds).folder).send("duty-list", [:])["tasks"]?.elements
        let task = tasks?.first { $0["exchange"] == exchange }
        #expect(task?["kind"] == "compulsory-task")
    }

    @Test("after all of it every log verifies, by the command an auditor would use")
    func verifies() async throws {
        try await sandbox.stopAll()

        for council in SyntheticCouncil.allCases {
            let config = sandbox.plan.council(council).folder.config
            let verified = try await Program.fcg(["audit", "verify", "--config", config])
            #expect(verified.code == 0, Comment(rawValue: verified.text))
            #expect(verified.text.components(separatedBy: "intact: ").count == 3)
        }
        #expect(try sandbox.leafCount(.stockport) > 8)
        try expectLogsNameNobody()
    }
}
