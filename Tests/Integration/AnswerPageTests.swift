import Foundation
import Testing
import WireProtocol

@testable import fcg

@Suite("What a practitioner reads of an answer")
struct AnswerPageTests {
    private func page(_ services: [String]) -> String {
        let categories = services.map { service -> JSONValue in
            ["category": .string(service), "shown": "current", "contact": ["phone": "0161 496 0022"], "sources": []]
        }
        let subject: JSONValue = ["ref": "s1", "outcome": "matched", "categories": .array(categories)]
        let council: JSONValue = [
            "name": "Stockport", "state": "answered", "sentence": "answered", "answer": ["subjects": [subject]],
        ]
        return AnswerPage(["councils": [council]], question: ["subjects": []]).text
    }

    @Test(
        "five involvements of one service may not be all of them, and the page says so",
        arguments: [
            (["school", "housing"], 0), (Array(repeating: "school", count: 4), 0),
            (Array(repeating: "school", count: 5), 1),
            (Array(repeating: "school", count: 5) + Array(repeating: "housing", count: 5), 2),
            (Array(repeating: "school", count: 4) + Array(repeating: "housing", count: 4), 0),
        ])
    func fullList(_ services: [String], _ notes: Int) {
        let page = page(services)

        #expect(page.components(separatedBy: "there may be more").count - 1 == notes)
        #expect(page.components(separatedBy: "0161 496 0022").count - 1 == services.count)
    }
}
