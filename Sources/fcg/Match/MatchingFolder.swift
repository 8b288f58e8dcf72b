import CaseIndex
import Foundation
import PersonMatching
import WireProtocol

/// The folder `matching` of a node: what its officer allows, what was measured, and parameters of its own.
struct MatchingFolder {
    let path: String

    var policy: String { path + "/policy.yaml" }
    var report: String { path + "/report.json" }
    var model: String { path + "/model.json" }

    /// The parameters that somebody reviewed, or those that ship.
    func parameters() throws -> MatchModel {
        FileManager.default.fileExists(atPath: model) ? try MatchModel.read(model) : .shipped
    }

    /// What a node weighs by, once a report says that the bound is kept.
    func terms(now: Instant) throws -> WeighingTerms {
        let bound = try MatchBound(policy)
        let model = try parameters()
        if let pinned = bound.model, pinned != model.digest {
            throw Complaint(
                "\(policy): error: the parameters have digest \(model.digest), not the one that is named\n"
                    + "    help: put the reviewed parameters into \(self.model), or have the officer name these")
        }
        guard let octets = FileManager.default.contents(atPath: report).map(Array.init) else {
            throw complaint("there is no report, so nobody knows how often this node would show the wrong person")
        }
        do {
            let report = try CalibrationReport(octets)
            try report.check(bound, model, now: now)
            return WeighingTerms(model: model, threshold: report.threshold)
        } catch let fault as CalibrationReport.Fault {
            throw complaint(fault.description)
        } catch let fault as SchemaFault {
            throw complaint("is not a calibration report: \(fault)")
        } catch let fault as JSONFault {
            throw complaint("is not JSON: \(fault)")
        }
    }

    /// What the operator of a running node must know of the report, or `nil` while it is good for another thirty days.
    ///
    /// A running node goes on answering with a report that grew too old: a midnight at which every answer stops would be
    /// the greater harm. It says so until there is a new one.
    func warning(now: Instant) -> String? {
        do { _ = try terms(now: now) } catch { return "this node would not start again. \(error)" }
        do {
            _ = try terms(now: now.adding(seconds: MatchingFolder.notice))
            return nil
        } catch {
            return "within thirty days this node would not start again. \(error)"
        }
    }

    private static let notice: Int64 = 30 * 86_400

    private func complaint(_ what: String) -> Complaint {
        Complaint(
            "\(report): error: \(what)\n"
                + "    help: fcg match calibrate --config node.yaml --by \"who answers for it\"   (docs/matching.md)")
    }
}
