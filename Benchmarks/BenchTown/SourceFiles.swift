import Crypto
import Foundation
import WireProtocol

/// The files of one source, written in pieces and hashed on the way.
package struct SourceFiles {
    private var people: HashedFile
    private var addresses: HashedFile
    private var relationship: HashedFile
    private var involvements: HashedFile
    private var contacts: HashedFile
    private var flags: HashedFile
    private var marks: HashedFile
    private let folder: String

    /// Begins the files of a source, each with its header.
    package init(folder: String) throws {
        self.folder = folder
        func open(_ name: String, _ header: String) throws -> HashedFile { try HashedFile("\(folder)/\(name)", header) }
        people = try open(
            "person.csv",
            "person_id,nhs_number,upn,given_name,middle_names,family_name,previous_family_names,known_as,date_of_birth,sex"
        )
        addresses = try open("address.csv", "person_id,address_line,town,postcode,uprn,authority,from,until")
        relationship = try open("relationship.csv", "person_id,related_person_id,relationship")
        involvements = try open(
            "involvement.csv", "involvement_id,person_id,category,status,started,ended,organisation,contact_id")
        contacts = try open("contact.csv", "contact_id,name,role,phone,email,team_name,team_phone,team_email")
        flags = try open("flag.csv", "involvement_id,flag,value")
        marks = try open("mark.csv", "person_id,mark,involvement_id,from,until")
    }

    package mutating func contact(_ row: String) { contacts.write(row) }
    package mutating func person(_ row: String) { people.write(row) }
    package mutating func address(_ row: String) { addresses.write(row) }
    package mutating func involvement(_ row: String) { involvements.write(row) }
    package mutating func flag(_ row: String) { flags.write(row) }
    package mutating func mark(_ row: String) { marks.write(row) }

    /// Ends the files and writes the manifest; says how many rows `person.csv` has.
    package mutating func finish(_ source: String, _ category: String) throws -> Int {
        let entries: [String: JSONValue] = try [
            "person.csv": people.finish(), "address.csv": addresses.finish(), "relationship.csv": relationship.finish(),
            "involvement.csv": involvements.finish(), "contact.csv": contacts.finish(), "flag.csv": flags.finish(),
            "mark.csv": marks.finish(),
        ]
        let manifest: JSONValue = [
            "schema": "fcg.extract/1", "source": .string(source), "name": .string(source), "system": "Townsys",
            "categories": [.string(category)], "extractedAt": "2026-11-20T02:10:00Z",
            "coverage": ["from": "2016-09-01", "to": "2026-11-19", "area": ["E08000007"]], "rules": "everybody",
            "dates": "iso", "files": .object(entries),
        ]
        try Data(CanonicalJSON.encode(manifest)).write(to: URL(fileURLWithPath: "\(folder)/manifest.json"))
        return people.rows
    }
}

private struct HashedFile {
    private let handle: FileHandle
    private var digest = SHA256()
    private var room: [UInt8] = []
    private(set) var rows = -1

    init(_ path: String, _ header: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        write(header)
    }

    mutating func write(_ row: String) {
        room += row.utf8
        room.append(0x0A)
        rows += 1
        if room.count > 1_000_000 { flush() }
    }

    private mutating func flush() {
        digest.update(data: room)
        try? handle.write(contentsOf: room)
        room.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws -> JSONValue {
        flush()
        try handle.close()
        return ["rows": .integer(Int64(rows)), "sha256": .string(Hex.encode(digest.finalize()))]
    }
}
