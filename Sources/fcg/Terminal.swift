import ArgumentParser
import Foundation

/// What stops a command: one sentence for the person at the terminal, and an exit code.
struct Complaint: Error, CustomStringConvertible {
    let description: String
    let code: ExitCode

    init(_ description: String, code: ExitCode = .failure) {
        self.description = description
        self.code = code
    }

    /// The node that should do this is not running.
    static func notRunning(_ folder: NodeFolder) -> Complaint {
        Complaint(
            "the node is not running; start it with `fcg serve --config \(folder.config)`", code: ExitCode(69))
    }
}

/// The terminal: colours and a progress bar where a person watches, plain lines elsewhere.
enum Terminal {
    static let isWatched = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    static func bold(_ text: String) -> String { isWatched ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    static func dim(_ text: String) -> String { isWatched ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    static func good(_ text: String) -> String { isWatched ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
    static func bad(_ text: String) -> String { isWatched ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

    static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Draws how far long work has come; nothing where nobody watches.
    static func progress(_ what: String, _ done: Int, of all: Int) {
        guard isWatched, all > 0 else { return }
        let filled = 30 * done / all
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let end = done == all ? "\n" : ""
        FileHandle.standardOutput.write(Data("\r\(bar) \(done)/\(all) \(what)\u{1B}[K\(end)".utf8))
    }

    /// Makes whatever another party sent inert: control and bidirectional characters become visible dots.
    static func inert(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isHarmless($0) ? $0 : "\u{00B7}" }))
    }

    /// The same, line by line: for text whose line breaks are our own.
    static func inertLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { inert(String($0)) }.joined(separator: "\n")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
