import WireProtocol

/// `bans.yaml`: what no agreement and no trial can lift.
struct BansFile {
    var authority: Located<AuthorityID>?
    var bans: [Prohibition] = []
    var wasRead = false

    init() {}

    init(_ reader: MappingReader, _ words: Words) {
        var reader = reader
        reader.fixed("language", "1")
        authority = reader.authority("authority", in: words.authorities)
        wasRead = reader.has("bans")
        bans = reader.groups("bans", "a ban").compactMap { Prohibition($0, words) }
        reader.finish()
        let file = reader.file
        // A ban that could not be read may be the one that hides a mark.
        if wasRead, file.diagnostics.isEmpty { requireBanOfEveryMark(words, in: file, at: reader.place(of: "bans")) }
    }

    /// A mark that no ban names would hide nobody; one that calls for a person needs a ban that says so.
    private func requireBanOfEveryMark(_ words: Words, in file: SourceFile, at spot: Spot) {
        for mark in words.vocabulary.marks where mark.effect != "matched-on-current-identity-only" {
            let hiding = bans.filter { ban in
                ban.marks?.contains(mark.code) == true && ban.record.isEmpty && ban.request.isEmpty
                    && ban.unless.isEmpty && ban.purposes == nil && ban.roles == nil && ban.about == nil
                    && ban.categories == nil
            }
            if hiding.isEmpty {
                file.fault(
                    "no ban hides the people marked `\(mark.code)`", at: spot,
                    help:
                        "add it to a ban with `when marked`, `cap: none`, `tell: nothing-to-show` and no other condition"
                )
            } else if mark.handsOff, !hiding.contains(where: \.handsOff) {
                file.fault(
                    "a person marked `\(mark.code)` is to be handed to the duty desk", at: hiding[0].spot,
                    help: "write `then: [hand-off]` in ban `\(hiding[0].id)`")
            }
        }
    }
}
