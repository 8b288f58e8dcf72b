import ArgumentParser

/// `fcg match …`: the matcher by itself, over files, for those who measure it, train it and calibrate it.
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Tries, trains and calibrates the matcher that answers questions, over files.",
        discussion: """
            The same code as a node's, without a node. Files are CSV with a header (RFC 4180, UTF-8). Columns may stand in \
            any order and may be absent; lists in one field are parted by `;`. Known columns:

              person_id or query_id, nhs_number, upn, given_name, middle_names, family_name, previous_family_names,
              known_as, date_of_birth, sex, address_line, town, postcode, previous_postcodes, uprn, local_id

            Others are left alone. What these files hold is personal data: keep them where an extract may be kept.
            """,
        subcommands: [Score.self, Train.self, Calibrate.self, Trial.self])
}
