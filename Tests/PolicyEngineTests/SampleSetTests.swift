import PolicyEngine
import Testing
import WireProtocol

@Suite("the sample sets")
struct SampleSetTests {
    static let councils = ["stockport", "leeds", "bradford"]

    @Test("every test of every sample set passes as written", arguments: councils)
    func testsPass(council: String) throws {
        let set = try Samples.set(council)

        let report = set.runTests()

        #expect(report.failures.map(\.description) == [])
        #expect(report.outcomes.count >= 30)
    }

    @Test("all councils have the same vocabulary, and digests of their own")
    func sameVocabulary() throws {
        let vocabularies = try Self.councils.map { try Samples.files($0)["vocabulary.yaml"] }
        let digests = try Self.councils.map { try Samples.set($0).digest }

        #expect(vocabularies.allSatisfy { $0 != nil && $0 == vocabularies[0] })
        #expect(Set(digests).count == 3)
        #expect(digests.allSatisfy { $0.utf8.count == 64 })
    }

    @Test("Bradford refuses drug and alcohol services with a rule in plain words and an owner to ring")
    func bradfordRefusesSubstanceMisuse() throws {
        let set = try Samples.set("bradford")

        let decision = set.decide(Questions.enquiry("E08000032", "E08000035", "parent-or-carer", "substance-misuse"))

        guard case .refuse(let refusal) = decision else {
            Issue.record("permitted")
            return
        }
        #expect(refusal.reason == "category-not-covered")
        #expect(refusal.rule == "drug-and-alcohol-stays-with-the-service")
        #expect(refusal.owner == "Director of Public Health")
        #expect(refusal.sentence.hasPrefix("People seek help with drugs or alcohol because it stays between them"))
    }

    @Test("Stockport refuses them outside its trial, naming the owner and no rule that nearly fitted")
    func stockportRefusesSubstanceMisuse() throws {
        let set = try Samples.set("stockport")
        var question = Questions.enquiry("E08000007", "E08000035", "parent-or-carer", "substance-misuse")
        question.harmThreshold = "explained"
        question.namedManager = "team-manager"

        guard case .refuse(let refusal) = set.decide(question) else {
            Issue.record("permitted")
            return
        }

        #expect(refusal.reason == "category-not-covered")
        #expect(refusal.rule == nil)
        #expect(refusal.owner == "Director of Public Health")
        #expect(
            refusal.sentence
                == "The agreement `stockport-to-leeds` does not let this role ask about Drug and alcohol service for this purpose."
        )
    }

    @Test("a set names the desk to ring, its owners and what a question may carry")
    func whoToRing() throws {
        let set = try Samples.set("stockport")
        let leeds = try #require(AuthorityID("E08000035"))
        let nobody = try #require(AuthorityID("E08000001"))
        let day = try #require(CalendarDay("2026-12-10"))

        #expect(set.dutyDesk(for: leeds)?.phone == "0161 496 0000")
        #expect(set.dutyDesk(for: nobody) == nil)
        #expect(set.owner(of: "housing")?.controller == "Stockport Homes")
        #expect(set.agreedIdentifiers(for: leeds, on: day).count == 7)
        #expect(set.agreedIdentifiers(for: leeds, on: day.adding(days: 400)).isEmpty)
        #expect(set.reference == PolicySetReference(revision: "2026-11", digest: "sha-256:" + set.digest))
    }

    @Test("comments and order of keys leave the digest alone, words do not")
    func digestIsOverContent() throws {
        let files = try Samples.files("stockport")
        let set = try PolicySet.load(files: files)
        var commented = files
        commented["bans.yaml"] = Array("# another comment\n".utf8) + (files["bans.yaml"] ?? [])
        let quoted = files.replacing("asking.yaml", "language: 1", "language: \"1\"")
        let changed = files.replacing("owners.yaml", "Housing Data Manager", "Housing Records Manager")

        #expect(try PolicySet.load(files: commented).digest == set.digest)
        #expect(try PolicySet.load(files: quoted).digest == set.digest)
        #expect(try PolicySet.load(files: changed).digest != set.digest)
    }
}

/// Questions that tests start from.
enum Questions {
    static func enquiry(_ holder: String, _ requester: String, _ about: Code, _ category: Code) -> PolicyQuestion {
        PolicyQuestion(
            holder: authority(holder), requester: authority(requester), team: "leeds-city", purpose: "s47-enquiry",
            role: "social-worker", about: about, category: category, upTo: "detail", urgency: "same-day",
            day: day("2026-12-10"))
    }

    static func authority(_ code: String) -> AuthorityID {
        guard let id = AuthorityID(code) else { preconditionFailure("`\(code)` is no GSS code") }
        return id
    }

    static func day(_ text: String) -> CalendarDay { CalendarDay(text) ?? CalendarDay(daysSinceEpoch: 0) }
}

extension [String: [UInt8]] {
    /// The files with a piece of text replaced in one of them.
    func replacing(_ path: String, _ old: String, _ new: String) -> [String: [UInt8]] {
        var files = self
        let text = String(decoding: self[path] ?? [], as: UTF8.self)
        files[path] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
        return files
    }
}
