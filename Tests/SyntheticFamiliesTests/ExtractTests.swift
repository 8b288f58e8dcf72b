import SyntheticFamilies
import Testing
import WireProtocol

@Suite("Extracts")
struct ExtractTests {
    @Test("the same seed and day give the same octets, another seed gives others")
    func deterministic() {
        let again = SyntheticFamilies(seed: 7, today: Fixture.today, familiesPerCouncil: 60)
        let other = SyntheticFamilies(seed: 8, today: Fixture.today, familiesPerCouncil: 60)

        #expect(again.extracts(for: .leeds) == Fixture.extracts[.leeds])
        #expect(other.extracts(for: .leeds) != Fixture.extracts[.leeds])
    }

    @Test("a manifest names every file of its source, with rows and digest")
    func manifests() throws {
        for council in SyntheticCouncil.allCases {
            for service in SyntheticService.allCases {
                let manifest = try Fixture.manifest(council, service)
                let prefix = service.source(at: council) + "/"
                let present = Fixture.extracts[council]?.keys.filter { $0.hasPrefix(prefix) } ?? []
                guard case .object(let listed)? = manifest["files"] else {
                    Issue.record("no files are listed")
                    continue
                }

                #expect(manifest["schema"] == "fcg.extract/1")
                #expect(manifest["source"] == .string(service.source(at: council)))
                #expect(Set(present) == Set(listed.keys.map { prefix + $0 } + [prefix + "manifest.json"]))
                for (name, note) in listed {
                    let octets = Fixture.extracts[council]?[prefix + name] ?? []
                    let rows = Int64(Fixture.rows(octets).count)
                    guard case .object(let members) = note, case .string(let digest)? = members["sha256"] else {
                        Issue.record("a file has no digest")
                        continue
                    }
                    #expect(members["rows"] == .integer(rows))
                    #expect(Hex.decode(digest)?.count == 32)
                }
            }
        }
    }

    @Test(
        "a file's digest is the SHA-256 that other tools compute",
        arguments: [
            (SyntheticCouncil.leeds, "03d9cb7a90ec7b8f75be10513d7fd8ad64dce7ab850b92fcfcaf6d3c31fef990"),
            (.bradford, "f8bd4ddbd9202fc39d29d172318981338355c37be0e0ce614456543119333e20"),
        ])
    func digest(council: SyntheticCouncil, expected: String) throws {
        let nobody = SyntheticFamilies(seed: 7, today: Fixture.today, familiesPerCouncil: 0)
        let files = nobody.extracts(for: council)

        let manifest = String(
            decoding: files["\(council.rawValue)-drug-and-alcohol/manifest.json"] ?? [], as: UTF8.self)

        // The header alone, with the line end of each council: nobody of the story is in treatment there.
        #expect(Fixture.rows(files["\(council.rawValue)-drug-and-alcohol/flag.csv"] ?? []).isEmpty)
        #expect(manifest.contains(expected))
    }

    @Test("the time of extraction is the caller's, and coverage ends the day before")
    func extractionTime() throws {
        let files = Fixture.families.extracts(for: .leeds, extractedAt: Instant(seconds: 1_795_300_000))

        let manifest = String(decoding: files["leeds-schools/manifest.json"] ?? [], as: UTF8.self)

        #expect(manifest.contains("\"extractedAt\": \"2026-11-21T22:26:40Z\""))
        #expect(manifest.contains("\"to\": \"2026-11-20\""))
    }

    @Test("one small source alone sends no marks")
    func marksMissing() {
        let without = SyntheticCouncil.allCases.flatMap { council in
            SyntheticService.allCases.map { $0.source(at: council) }.filter {
                Fixture.extracts[council]?["\($0)/mark.csv"] == nil
            }
        }

        #expect(without == ["stockport-early-help"])
        #expect(Fixture.rows(.stockport, .earlyHelp, "person.csv").count > 0)
    }

    @Test("every reference within a source points to a row of it")
    func references() {
        for council in SyntheticCouncil.allCases {
            for service in SyntheticService.allCases {
                func rows(_ file: String) -> [[String: String]] { Fixture.rows(council, service, file) }
                let people = Set(rows("person.csv").map { $0["person_id"] })
                let involvements = Set(rows("involvement.csv").map { $0["involvement_id"] })
                let contacts = Set(rows("contact.csv").map { $0["contact_id"] } + [""])

                #expect(people.count == rows("person.csv").count)
                #expect(involvements.count == rows("involvement.csv").count)
                #expect(rows("address.csv").allSatisfy { people.contains($0["person_id"]) })
                #expect(rows("relationship.csv").allSatisfy { people.contains($0["related_person_id"]) })
                #expect(rows("relationship.csv").allSatisfy { people.contains($0["person_id"]) })
                #expect(rows("involvement.csv").allSatisfy { people.contains($0["person_id"]) })
                #expect(rows("involvement.csv").allSatisfy { contacts.contains($0["contact_id"]) })
                #expect(rows("flag.csv").allSatisfy { involvements.contains($0["involvement_id"]) })
                #expect(
                    rows("mark.csv").allSatisfy {
                        people.contains($0["person_id"])
                            && involvements.union([""]).contains($0["involvement_id"])
                    })
            }
        }
    }

    @Test("a row that has ended is historic, and nothing ends before it starts or tomorrow")
    func dates() {
        let rows = Fixture.rows("involvement.csv")

        #expect(rows.allSatisfy { ($0["status"] == "historic") == ($0["ended"] != "") })
        #expect(rows.allSatisfy { row in (row["started"] ?? "") <= Fixture.today.description })
        #expect(rows.filter { $0["ended"] != "" }.allSatisfy { ($0["started"] ?? "") <= ($0["ended"] ?? "") })
        let stays = Fixture.rows("address.csv")
        #expect(stays.filter { $0["until"] != "" }.allSatisfy { ($0["from"] ?? "") <= ($0["until"] ?? "") })
    }

    @Test("only words of the vocabulary occur")
    func words() {
        let relationships: Set = [
            "child", "sibling", "half-sibling", "mother", "father", "parents-partner", "grandparent",
        ]
        let marks: Set = [
            "refuge-or-confidential-address", "high-risk", "marac", "mappa", "court-order-restriction", "adoption",
            "staff-interest-conflict", "objection-upheld", "protected-referrer", "third-party-information",
        ]

        #expect(Set(Fixture.rows("relationship.csv").compactMap { $0["relationship"] }) == relationships)
        #expect(Set(Fixture.rows("mark.csv").compactMap { $0["mark"] }).isSubset(of: marks))
        for council in SyntheticCouncil.allCases {
            for service in SyntheticService.allCases {
                let categories = Fixture.rows(council, service, "involvement.csv").compactMap { $0["category"] }
                #expect(Set(categories).isSubset(of: service.categories.map(\.text)))
            }
        }
    }

    @Test("the size asked for is made for each council, and the story stays as it is")
    func size() {
        let small = SyntheticFamilies(seed: 7, today: Fixture.today, familiesPerCouncil: 1)

        #expect(Fixture.families.households.count - small.households.count == 3 * 59)
        #expect(small.story.people.map(\.person) == Fixture.families.story.people.map(\.person))
    }
}
