import BenchFigures
import BenchTown
import ArgumentParser
import CaseIndex
import Foundation
import PersonMatching
import Synchronization
import WireProtocol

/// Measures the nightly load of a large council, what it does to whoever asks meanwhile, and look-ups from the file.
@main
struct LoadBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "LoadBenchmark",
        abstract: "Loads invented extracts from CSV twice, looking people up meanwhile; exit code 1 if a bar is missed."
    )
    @Option(help: "Rows of person.csv, in four sources together.") var people = 1_000_000
    @Option(help: "What the town is made from.") var seed: UInt64 = 20_261_120
    @Option(help: "Look-ups timed after the load.") var lookUps = 20_000
    @Option(help: "Extracts that an earlier run kept; made anew without it.") var extracts: String?
    @Flag(inversion: .prefixedNo, help: "Loads a second time, with look-ups meanwhile.") var again = true
    @Flag(help: "Keeps the extracts and prints where they are.") var keep = false

    func run() throws {
        let parent = ProcessInfo.processInfo.environment["FCG_BENCH_FOLDER"] ?? NSTemporaryDirectory()
        let folder = "\(parent)/fcg-load-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { if !keep { try? FileManager.default.removeItem(atPath: folder) } }
        let town = TownExtracts(rows: people, seed: seed)
        let root = extracts ?? "\(folder)/extracts"
        if extracts == nil { print("wrote \(try town.write(under: root)) people in \(root)") }
        let index = try CaseIndex.open(path: "\(folder)/index.db")
        let first = try load(index, root)
        let warm = try times(index, town, lookUps, salt: 7)
        print(row("first load", first) + " (bar \(LoadBenchmark.secondsAMillion) s a million)")
        print(
            "look-up from the file, warm: p50 \(milliseconds(warm, 0.5)) ms, p99 \(milliseconds(warm, 0.99)) ms (bar 10)"
        )
        if again {
            let (second, meanwhile) = try loadWhileAsking(index, root, town)
            print(row("load in the place of it", second))
            print(
                "look-ups while it was loaded: \(meanwhile.count), p99 \(milliseconds(meanwhile, 0.99)) ms, none failed"
            )
        }
        print(
            "index file: \(size("\(folder)/index.db") / people) octets a person; most memory: \(mostMemory / people) octets a person"
        )
        guard first.seconds * 1_000_000 / Double(people) <= LoadBenchmark.secondsAMillion,
            percentile(warm, 0.99) <= 10_000_000
        else { throw ExitCode.failure }
    }

    /// By the clock: whoever waits for the load waits for the disk, too. Processor time is printed beside it.
    private static let secondsAMillion = 30.0

    /// How long a load took.
    private struct Took {
        let seconds: Double
        let processor: Double
    }

    private func load(_ index: CaseIndex, _ root: String) throws -> Took {
        let stages = Mutex<[String: UInt64]>([:])
        let (start, used) = (DispatchTime.now().uptimeNanoseconds, clock())
        let now = Instant("2026-11-20T05:00:00Z") ?? Instant(seconds: 0)
        let progress = LoadProgress { stage, _, _ in
            stages.withLock {
                if $0[stage.rawValue] == nil { $0[stage.rawValue] = DispatchTime.now().uptimeNanoseconds }
            }
        }
        let reports = try index.loadAll(root: root, now: now, progress: progress)
        let end = DispatchTime.now().uptimeNanoseconds
        guard reports.allSatisfy({ $0.outcome == .loaded }) else { throw LoadFault("an extract was refused") }
        for (stage, began) in stages.withLock({ $0 }).sorted(by: { $0.value < $1.value }) {
            print("    \(stage) began after \(String(format: "%.1f", Double(began - start) / 1e9)) s")
        }
        return Took(seconds: Double(end - start) / 1e9, processor: Double(clock() - used) / Double(CLOCKS_PER_SEC))
    }

    private func loadWhileAsking(_ index: CaseIndex, _ root: String, _ town: TownExtracts) throws -> (Took, [UInt64]) {
        let isDone = Mutex(false)
        let taken = Mutex<[UInt64]>([])
        let failed = Mutex<String?>(nil)
        let finished = DispatchSemaphore(value: 0)
        let thread = Thread {
            do {
                while !isDone.withLock({ $0 }) {
                    let more = try times(index, town, 200, salt: 3)
                    taken.withLock { $0 += more }
                    Thread.sleep(forTimeInterval: 0.05)
                }
            } catch { failed.withLock { $0 = "\(error)" } }
            finished.signal()
        }
        thread.start()
        let took = try load(index, root)
        isDone.withLock { $0 = true }
        finished.wait()
        if let fault = failed.withLock({ $0 }) { throw LoadFault("a look-up failed during a load: \(fault)") }
        return (took, taken.withLock { $0 })
    }

    /// Nanoseconds of each look-up by the clock, half of people who are there and half of nobody.
    private func times(_ index: CaseIndex, _ town: TownExtracts, _ count: Int, salt: UInt64) throws -> [UInt64] {
        try (0..<count).map { turn in
            let chance = mixed(salt &+ UInt64(turn) &* 977)
            let person = TownPerson(number: Int(chance % UInt64(2 * town.population)), seed: seed)
            let asked = PersonDescription(
                given: [person.given], family: person.family, dateOfBirth: person.born,
                previousPostcodes: [person.postcode],
                nhsNumber: person.nhs.isEmpty ? nil : person.nhs)
            let start = DispatchTime.now().uptimeNanoseconds
            try index.read { snapshot in
                let key = try snapshot.find(asked).key
                _ = try snapshot.facts(of: key)
                _ = try snapshot.involvements(of: key, category: "housing")
            }
            return DispatchTime.now().uptimeNanoseconds - start
        }
    }

    private func row(_ name: String, _ took: Took) -> String {
        String(format: "\(name): %.1f s, %.1f s of processor time", took.seconds, took.processor)
    }

    private func milliseconds(_ times: [UInt64], _ part: Double) -> String {
        String(format: "%.3f", Double(percentile(times, part)) / 1e6)
    }

    private func percentile(_ times: [UInt64], _ part: Double) -> UInt64 {
        let sorted = times.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    private func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    /// The most memory this process ever had resident (VmHWM of proc(5)).
    private var mostMemory: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1_024
    }
}

/// Why nothing can be measured.
private struct LoadFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
