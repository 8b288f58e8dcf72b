import Foundation
import GRDB

/// What a timestamp authority said of a checkpoint of ours.
package struct CheckpointStamp: Sendable, Equatable {
    package let size: Int64
    /// Seconds since 1970, by the authority's clock.
    package let seconds: Int64
    /// The response, octet by octet (RFC 3161), for a `*.tsr` file.
    package let response: [UInt8]

    package init(size: Int64, seconds: Int64, response: [UInt8]) {
        self.size = size
        self.seconds = seconds
        self.response = response
    }
}

extension WitnessFile {
    /// Keeps a stamp of a checkpoint of ours. The caller has verified it.
    package func keep(_ stamp: CheckpointStamp, of origin: String) throws(AuditFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO stamp(origin, size, seconds, response) VALUES (?, ?, ?, ?)",
                arguments: [origin, stamp.size, stamp.seconds, Data(stamp.response)])
        }
    }

    /// The stamp of the largest stamped checkpoint of a log; those before it are stamped through it.
    package func newestStamp(of origin: String) throws(AuditFailure) -> CheckpointStamp? {
        try read { database in
            try Row.fetchOne(
                database, sql: "SELECT * FROM stamp WHERE origin = ? ORDER BY size DESC LIMIT 1", arguments: [origin]
            ).map { CheckpointStamp(size: $0["size"], seconds: $0["seconds"], response: Array($0["response"] as Data)) }
        }
    }
}
