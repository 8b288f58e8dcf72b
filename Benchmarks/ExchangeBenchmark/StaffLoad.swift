import BenchFigures
import BenchKit
import PeerClient
import SyntheticFamilies
import WireProtocol

/// A practitioner's question through the asker's own node: durable three times before the answer is shown.
struct StaffLoad: Sendable {
    let socket: String
    let question: JSONValue

    /// The family of the story, asked about in one other council.
    init(socket: String, people: [StoryPerson], categories: [Code], holder: AuthorityID, day: CalendarDay) {
        self.socket = socket
        question = [
            "purpose": "s47-enquiry", "urgency": "same-day",
            "law": ["article6": "6-1-e", "under": ["ca1989-s47"], "article9": "9-2-g", "schedule1": "sch1-18"],
            "case": ["reference": "LCS-000000", "openedOn": .string(day.adding(days: -1).description)],
            "justification": "a benchmark asks about an invented family",
            "worker": [
                "role": "social-worker", "staff": "worker-17", "name": "B. Worker", "team": "leeds-city",
                "organisation": "Leeds City Council", "phone": "0113 496 0000",
            ],
            "subjects": .array(people.enumerated().map { StaffLoad.subject($1, ref: "s\($0 + 1)") }),
            "categories": .array(categories.map { .string($0.text) }), "upTo": "contact", "route": "named-by-worker",
            "councils": [.string(holder.code)],
        ]
    }

    private static func subject(_ person: StoryPerson, ref: String) -> JSONValue { person.subject(ref: ref).json }

    /// Asks `count` times, `concurrency` at once; milliseconds each took. Anything but an answer is a fault.
    func ask(_ count: Int, concurrency: Int) async throws -> [Double] {
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for lane in 0..<concurrency {
                group.addTask {
                    var times: [Double] = []
                    for _ in stride(from: lane, to: count, by: concurrency) { times.append(try await askOnce()) }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func askOnce() async throws -> Double {
        let start = Clock.seconds()
        let reply = try await StaffClient.send("ask", question, socketPath: socket)
        let seconds = Clock.seconds() - start
        guard reply.isFine, case .object(let members) = reply.body, case .array(let councils)? = members["councils"],
            case .object(let council)? = councils.first, council["state"] == "answered",
            case .object(let answer)? = council["answer"], case .array(let subjects)? = answer["subjects"],
            case .object(let first)? = subjects.first, first["outcome"] == "matched"
        else { throw BenchFault("a question was not answered: \(CanonicalJSON.text(reply.body).prefix(400))") }
        return seconds * 1_000
    }
}
