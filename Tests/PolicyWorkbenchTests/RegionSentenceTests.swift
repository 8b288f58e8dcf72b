import PolicyEngine
import Testing
import WireProtocol

@testable import PolicyWorkbench

@Suite("a region in words")
struct RegionSentenceTests {
    private let boxes: PolicyBoxes
    private var box: Box

    init() throws {
        let set = try SampleSet.stockport()
        boxes = PolicyBoxes(set, try AnalysisSpace([set]))
        box =
            boxes.shares.first { $0.share.id == "housing-contact" && $0.agreement.id == "stockport-to-leeds" }?.told
            .first
            ?? boxes.space.universe
        box.involvement = boxes.space.universe.involvement
    }

    @Test("says nothing of what no rule narrows")
    func plain() {
        let sentence = RegionSentence(box, boxes)

        #expect(
            sentence.asker
                == "`social-worker`, `duty-worker` or `team-manager` in Leeds, for `s47-enquiry` or `strategy-discussion`"
        )
        #expect(
            sentence.content
                == "`involvement`, `organisation`, `contact`, `phone` and `email` of Housing about any `parent-or-carer` or `household-adult`"
        )
        #expect(sentence.days == "from 2026-11-01 to 2027-10-31")
        #expect(sentence.conditions == "")
    }

    @Test("says each condition in a few words")
    func conditions() {
        let cases: [(words: String, narrow: (inout Box) -> Void)] = [
            (", if nothing is said of family conversation", { $0.family = .absent }),
            (
                ", if the request says named manager `team-manager` or nothing of it",
                { $0.manager = 1 | .absent }
            ),
            (", if the person is without a mark", { $0.marks = .noMark }),
            (
                ", if the person is marked `refuge-or-confidential-address` or of unknown marks",
                { $0.marks = 1 | .absent }
            ),
            (", if the involvement is `historic`", { $0.involvement = .historic }),
            (", if the involvement is `current` or unknown", { $0.involvement = .current | .absent }),
            (", if the person is 16 to 20 years old", { $0.ages = Span(low: 16, high: 20) }),
            (", if the person is 40 years old or more", { $0.ages = Span(low: 40, high: Span.most) }),
            (", if it ended 0 to 12 months ago or at a time unknown", { $0.months = Span(low: -1, high: 12) }),
            (", if it ended at a time unknown", { $0.months = Span(low: -1, high: -1) }),
            (
                ", if the person is without a mark and the person is 18 years old",
                {
                    $0.marks = .noMark
                    $0.ages = Span(low: 18, high: 18)
                }
            ),
        ]
        for (words, narrow) in cases {
            var box = box
            narrow(&box)

            #expect(RegionSentence(box, boxes).conditions == words)
        }
    }

    @Test("names the teams of a trial, and one day as one day")
    func teams() {
        var box = box
        box.team = boxes.space.mask(.team, ["leeds-hough-lane"])
        box.days.high = box.days.low
        let inTrial = RegionSentence(box, boxes)
        box.team = .absent

        #expect(inTrial.asker.contains("`team-manager` of team `leeds-hough-lane` in Leeds"))
        #expect(inTrial.days == "on 2026-11-01")
        #expect(RegionSentence(box, boxes).asker.contains("`team-manager` of any team but `leeds-hough-lane` in Leeds"))
    }
}
