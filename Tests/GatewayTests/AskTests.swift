import AuditTrail
import CaseIndex
import DutyDesk
import HTTPTypes
import SyntheticFamilies
import TestSupport
import Testing
import WireProtocol

@testable import Gateway

@Suite("Asking")
struct AskTests {
    // clause: FCP-AUD-14+ FCP-ANS-30+ FCP-ANS-11+ FCP-AUD-12+ FCP-AUD-7+ FCP-AUD-8+ FCP-VER-6+ FCP-AUD-13+
    @Test("an answer is verified, recorded and shown, and both logs hold the same evidence")
    func roundTrip() async throws {
        let asking = try Asking(holders: [.stockport, .bradford])
        let question = asking.question([asking.story.child, asking.story.mothersPartner]) {
            $0.councils = [SyntheticCouncil.stockport.authority, SyntheticCouncil.bradford.authority]
            $0.categories = ["school", "housing", "adult-social-care"]
        }

        let result = try await asking.path().ask(question)

        #expect(result.replies.map(\.state) == [.answered, .answered])
        #expect(result.replies[0].answer?.subjects.map(\.outcome) == [.matched, .matched])
        #expect(result.replies[1].answer?.shown("s2", "adult-social-care")?.shown == .current)
        #expect(
            try asking.leeds.leaves().map(\.event).sorted() == [
                "exchange.asked", "exchange.asked", "exchange.received", "exchange.received",
            ])
        for reply in result.replies {
            let holder = try #require(asking.holders[reply.authority])
            let theirs = try ExchangeLeaf(octets: try #require(try holder.leaves().first).leaf)
            let ours = try asking.leeds.leaves(.received).first { $0.counterpart == reply.authority }
            let received = try ExchangeLeaf(octets: try #require(ours).leaf)
            #expect(received.requestEvidence == theirs.requestEvidence)
            #expect(received.answerDigest == theirs.answerDigest)
            #expect(try #require(ours).payload(.decision)["index"] == .integer(try #require(reply.receipt).index))
        }
    }

    // clause: FCP-AUD-12+ FCP-AUD-12-
    @Test("the question stands in our log before it leaves, under the evidence of the very request that leaves")
    func askedFirst() async throws {
        let asking = try Asking()
        let leeds = asking.leeds
        let seen = Wire()
        let path = AskPath(node: leeds.context, pseudonymKey: FixedKeys.seed("pseudonym")) {
            (authority, head, body, _) async throws(TransportFault) in
            let asked = (try? leeds.leaves(.asked)) ?? []
            if asked.count == 1, asked[0].counterpart == authority {
                seen.note(Carried(authority: authority, head: head, body: body))
            }
            throw .timedOut
        }

        _ = try await path.ask(asking.question([asking.story.child]))

        #expect(seen.all.count == 1)
        let asked = try ExchangeLeaf(octets: try #require(try leeds.leaves(.asked).first).leaf)
        let unanswered = try ExchangeLeaf(octets: try #require(try leeds.leaves(.unanswered).first).leaf)
        #expect(asked.answerDigest == nil)
        #expect(asked.requestEvidence == unanswered.requestEvidence)
        #expect(asked.exchange == (try FamilyQuery(try StrictJSON.parse(seen.all[0].body))).id)
    }

    // clause: FCP-AUD-13- FCP-AUD-12-
    @Test("a question that cannot be recorded does not leave")
    func notRecorded() async throws {
        let asking = try Asking()
        let spoiler = try LogSpoiler(folder: asking.leeds.auditFolder)
        try spoiler.breakWrites()

        await #expect(throws: AskFault.self) {
            try await asking.path().ask(asking.question([asking.story.child]))
        }

        #expect(asking.wire.all.isEmpty)
        #expect(try asking.stockport?.leaves().isEmpty == true)
    }

    // clause: FCP-AUD-15- FCP-AUD-14-
    @Test("an answer that cannot be recorded is not shown")
    func receivedFirst() async throws {
        let asking = try Asking()
        let spoiler = try LogSpoiler(folder: asking.leeds.auditFolder)
        let path = asking.path { (response, _) async throws(TransportFault) in
            do { try spoiler.breakWrites() } catch { throw .unacceptable }
            return response
        }

        let result = try await path.ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [.notRecorded])
        #expect(result.replies[0].answer == nil)
        #expect(result.replies[0].receipt == nil)
        #expect(try asking.leeds.leaves().map(\.event) == ["exchange.asked"])
    }

    // clause: FCP-ANS-33+ FCP-ANS-33- FCP-ANS-34+ FCP-AUD-16+ FCP-ANS-34-
    @Test("a council that is silent is shown as silent, and costs the others nothing")
    func silent() async throws {
        let asking = try Asking(holders: [.stockport, .bradford])
        let path = asking.path { (response, carried) async throws(TransportFault) in
            if carried.authority == SyntheticCouncil.bradford.authority { throw .timedOut }
            return response
        }
        let question = asking.question([asking.story.child]) {
            $0.councils = [SyntheticCouncil.stockport.authority, SyntheticCouncil.bradford.authority]
        }

        let result = try await path.ask(question)

        #expect(result.replies.map(\.state) == [.answered, .silent])
        #expect(result.replies[1].answer == nil)
        #expect(result.replies[1].sentence.contains("says nothing about the family"))
        let class_ = try #require(try asking.leeds.leaves(.unanswered).first).payload(.decision)["class"]
        #expect(class_ == "silent")
    }

    // clause: FCP-ANS-33- FCP-AUD-16+ FCP-AUD-16- FCP-VER-6-
    @Test(
        "whatever stops the way there is shown as what it is and recorded with its class",
        arguments: [
            (TransportFault.unreachable, HolderReply.State.unreachable, "unreachable"),
            (.wrongIdentity, .unreachable, "unreachable"), (.timedOut, .silent, "silent"),
            (.unacceptable, .unreachable, "unreachable"),
        ])
    func transport(fault: TransportFault, state: HolderReply.State, name: String) async throws {
        let asking = try Asking()
        let path = asking.path { (_, _) async throws(TransportFault) in throw fault }

        let result = try await path.ask(asking.question([asking.story.child]))

        #expect(result.replies.map(\.state) == [state])
        #expect(asking.wire.all.count == 1)
        let leaf = try #require(try asking.leeds.leaves(.unanswered).first)
        #expect(try leaf.payload(.decision)["class"] == .string(name))
    }

    // clause: FCP-QRY-29+ FCP-QRY-29-
    @Test("a child marked in our own index is not asked about, and the rule is named")
    func markedChild() async throws {
        let asking = try Asking()

        let result = try await asking.path().ask(asking.question([asking.story.child, asking.story.childHiddenAtHome]))

        #expect(result.replies.map(\.state) == [.stopped])
        #expect(result.replies[0].rule == "hidden-people-are-asked-about-by-phone")
        #expect(result.replies[0].exchange == nil)
        #expect(asking.wire.all.isEmpty)
        #expect(try asking.leeds.leaves().isEmpty)
    }

    // clause: FCP-QRY-30+ FCP-QRY-30- FCP-QRY-26+
    @Test("identifiers that our policy keeps stay here, and the worker is told which")
    func withheldIdentifiers() async throws {
        let asking = try Asking()
        let question = asking.question([asking.story.mother]) {
            $0.subjects[0].postcode = Redacted("LS99 1ZZ")
        }

        let result = try await asking.path().ask(question)

        #expect(result.replies.map(\.withheld) == [["postcode"]])
        let sent = try #require(try asking.wire.queries().first)
        #expect(sent.subjects[0].postcode == nil)
        #expect(sent.subjects[0].previousPostcodes != nil)
        #expect(!String(decoding: asking.wire.all[0].body, as: UTF8.self).contains("LS99"))
    }

    // clause: FCP-QRY-30-
    @Test("every council may be asked only about the child and with a manager's name, and then with less")
    func everyCouncil() async throws {
        let asking = try Asking(holders: [.stockport, .bradford])
        let without = asking.question([asking.story.child]) { $0.route = "all" }
        var with = without
        with.namedManager = "team-manager"

        let stopped = try await asking.path().ask(without)
        let asked = try await asking.path().ask(with)

        #expect(stopped.replies.map(\.state) == [.stopped, .stopped])
        #expect(asked.replies.map(\.state) == [.answered, .answered])
        let sent = try asking.wire.queries()
        #expect(sent.allSatisfy { $0.subjects[0].previousPostcodes == nil && $0.subjects[0].dateOfBirth != nil })
        #expect(Set(sent.map(\.id)).count == 2)
        #expect(asked.replies.allSatisfy { $0.withheld == ["previous-postcodes"] })
    }

    @Test("councils where the family lived before are found from our own addresses")
    func previousAddress() async throws {
        let asking = try Asking(holders: [.stockport, .bradford])

        let result = try await asking.path().ask(
            asking.question([asking.story.child]) { $0.route = "previous-address" })

        #expect(result.replies.map(\.authority) == [SyntheticCouncil.stockport.authority])
    }

    // clause: FCP-QRY-24+ FCP-QRY-27+ FCP-QRY-28+ FCP-SIG-22+
    @Test("case, reasons and the worker's own id stay here; each holder and day has another pseudonym")
    func staysHome() async throws {
        let asking = try Asking(holders: [.stockport, .bradford])
        let question = asking.question([asking.story.child]) {
            $0.councils = [SyntheticCouncil.stockport.authority, SyntheticCouncil.bradford.authority]
        }

        _ = try await asking.path().ask(question)

        let texts = asking.wire.all.map { String(decoding: $0.body, as: UTF8.self) }
        for secret in ["LCS-000017", "marks on the child", "worker-17"] {
            #expect(texts.allSatisfy { !$0.contains(secret) })
        }
        let sent = try asking.wire.queries()
        #expect(Set(sent.map { $0.worker.staff.reveal() }).count == 2)
        #expect(Set(sent.map(\.id)).count == 2)
        #expect(Set(sent.map(\.salt)).count == 2)
        #expect(Set(sent.map(\.caseReference.ref.octets)).count == 2)
        #expect(Set(asking.wire.all.map { $0.head.headerFields[.signatureInputField] }).count == 2)
        let reason = try #require(try asking.leeds.leaves(.asked).first).payload(.reason)
        #expect(reason["openings"]?["case"] == "LCS-000017")
    }

    @Test("the longest reasons and the longest names are recorded at both ends")
    func longQuestion() async throws {
        let asking = try Asking()
        let question = asking.question(Array(repeating: asking.story.child, count: 12)) { question in
            question.justification = Redacted(String(repeating: "x", count: 2_000))
            for position in question.subjects.indices {
                let given = String(repeating: "n", count: 4_000)
                question.subjects[position].name = Redacted(PersonName(given: [given], family: "Long"))
            }
        }

        let result = try await asking.path().ask(question)

        #expect(result.replies.map(\.state) == [.answered])
        #expect(try asking.stockport?.leaves().count == 1)
        #expect(try asking.leeds.leaves(.received).count == 1)
    }

    @Test("an enquiry into serious harm that shows nothing of a child makes a call that must be made")
    func compulsoryTask() async throws {
        let asking = try Asking()

        let hidden = try await asking.path().ask(asking.question([asking.story.hiddenChild]))
        let unknown = try await asking.path().ask(asking.question([asking.story.unknownChild]))
        let known = try await asking.path().ask(asking.question([asking.story.child]))

        #expect(hidden.replies[0].task?.subjects == ["s1"])
        #expect(hidden.replies[0].task?.dueMinutes == 240)
        #expect(hidden.replies[0].task?.sentence == unknown.replies[0].task?.sentence)
        #expect(hidden.replies[0].task?.sentence.contains(SyntheticCouncil.stockport.dutyDesk) == true)
        #expect(known.replies[0].task == nil)
        #expect(try await asking.leeds.tasks().map(\.item.kind) == [.compulsoryTask, .compulsoryTask])
    }

    @Test(
        "an enquiry into serious harm that nobody answers makes the same call that must be made",
        arguments: [TransportFault.timedOut, .unreachable, .wrongIdentity])
    func unansweredTask(fault: TransportFault) async throws {
        let asking = try Asking()
        let path = asking.path { (_, _) async throws(TransportFault) in throw fault }
        let people = [asking.story.child, asking.story.mother]

        let enquiry = try await path.ask(asking.question(people))
        let other = try await path.ask(asking.question(people) { $0.purpose = "child-in-need" })

        #expect(enquiry.replies[0].task?.subjects == ["s1", "s2"])
        #expect(other.replies.map(\.task?.sentence) == [nil])
        let tasks = try await asking.leeds.tasks()
        #expect(tasks.map(\.item.kind) == [.compulsoryTask])
        #expect(tasks.map(\.item.exchange) == enquiry.replies.map(\.exchange))
        #expect(tasks.first?.item.dueMinutes == 240)
        #expect(tasks.first?.item.detail.reveal()["ring"]?["phone"] == .string(SyntheticCouncil.stockport.dutyDesk))
    }

    @Test("an answer that does not verify, and a council that refuses, leave the same call")
    func unverifiedTask() async throws {
        let asking = try Asking()
        let altered = asking.path { (response, _) async throws(TransportFault) in
            ReadyResponse(head: response.head, body: response.body + [0])
        }
        let refusing = asking.path { (response, _) async throws(TransportFault) in
            var head = response.head
            head.status = .serviceUnavailable
            return ReadyResponse(head: head, body: response.body)
        }
        let question = asking.question([asking.story.child])

        let replies = try await altered.ask(question).replies + refusing.ask(question).replies

        #expect(replies.map(\.state) == [.notVerified, .refusedMessage])
        #expect(replies.allSatisfy { $0.task?.subjects == ["s1"] })
        #expect(try await asking.leeds.tasks().count == 2)
    }

    @Test("the asker's outbox shows a thief the same whether something was shown, nothing, or nobody answered")
    func askersOutbox() async throws {
        let asking = try Asking()
        let thief = try OutboxThief(folder: asking.leeds.auditFolder)
        let silent = asking.path { (_, _) async throws(TransportFault) in throw .timedOut }
        let people = [asking.story.child, asking.story.unknownChild]

        for person in people { _ = try await asking.path().ask(asking.question([person])) }
        _ = try await silent.ask(asking.question([asking.story.child]))

        let rows = try thief.shown()
        #expect(rows.count == 6, "one when it is asked, one when it came to something")
        #expect(Set(stride(from: 0, to: 6, by: 2).map { rows[$0] }).count == 1)
        #expect(Set(stride(from: 1, to: 6, by: 2).map { rows[$0] }).count == 1)
        #expect(try await asking.leeds.tasks().count == 2)
    }

    @Test("a council named twice is asked once")
    func namedTwice() async throws {
        let asking = try Asking()
        let stockport = SyntheticCouncil.stockport.authority

        let result = try await asking.path().ask(
            asking.question([asking.story.child]) { $0.councils = [stockport, stockport] })

        #expect(result.replies.map(\.state) == [.answered])
        #expect(asking.wire.all.count == 1)
        #expect(try asking.leeds.leaves(.asked).count == 1)
    }

    // clause: FCP-QRY-29-
    @Test("of nobody in our index, marks are known for a day and a half after the last extract, and not a second more")
    func freshness() async throws {
        let asking = try Asking()
        let oldest = try #require(try asking.leeds.context.index.read { try $0.sources() }.map(\.extractedAt).min())
        asking.federation.clock.advance(seconds: oldest.seconds + 129_600 - asking.federation.now.seconds)

        let fresh = try await asking.path().ask(asking.question([asking.story.unknownChild]))
        asking.federation.clock.advance(seconds: 1)
        let stale = try await asking.path().ask(asking.question([asking.story.unknownChild]))

        #expect(fresh.replies.map(\.state) == [.answered])
        #expect(stale.replies.map(\.state) == [.stopped])
        #expect(asking.wire.all.count == 1)
    }

    @Test("a council that is suspended or unknown is not asked")
    func notInDirectory() async throws {
        let asking = try Asking()
        let stranger = try #require(AuthorityID("E06000001"))

        let result = try await asking.path().ask(
            asking.question([asking.story.child]) { $0.councils = [stranger] })

        #expect(result.replies.map(\.state) == [.stopped])
        #expect(asking.wire.all.isEmpty)
    }
    @Test("a question whose law names a word nobody knows does not leave, and the word is named")
    func unknownLaw() async throws {
        let asking = try Asking()

        let result = try await asking.path().ask(
            asking.question([asking.story.child]) {
                $0.law = LawClaim(article6: "6-1-e", under: ["ca1989-s74"], article9: "9-2-g", schedule1: "sch1-18")
            })

        #expect(result.replies.map(\.state) == [.stopped])
        #expect(result.replies[0].sentence.contains("`ca1989-s74`"))
        #expect(asking.wire.all.isEmpty)
        #expect(try asking.leeds.leaves().isEmpty)
    }
}
